"""Every text that a person reads is in both catalogues, with the same placeholders."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scanapp
from scanapp.errors import ScanappError

PACKAGE = Path(scanapp.__file__).parent
CATALOGUES = {
    language: json.loads((PACKAGE / "translations" / f"{language}.json").read_text("utf-8"))
    for language in ("en", "da")
}
CALLS = {"_": 1, "translate": 1, "mark": 1, "plural": 2}
TEXT = r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'"
IN_TEMPLATE = re.compile(rf"\b_\(\s*(?:{TEXT})")
IN_TEMPLATE_PLURAL = re.compile(rf"\bplural\(\s*(?:{TEXT})\s*,\s*(?:{TEXT})")


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            for argument in node.args[: CALLS[node.func.id]]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def in_template(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    for match in [*IN_TEMPLATE.finditer(text), *IN_TEMPLATE_PLURAL.finditer(text)]:
        yield from (
            group.replace('\\"', '"').replace("\\'", "'") for group in match.groups() if group is not None
        )


def in_errors() -> Iterator[str]:
    for module in pkgutil.walk_packages([str(PACKAGE)], "scanapp."):
        if module.name.endswith(
            ("errors", "codes", "quantities", "uploads", "spreadsheet", "labels", "symbols", "columns")
        ):
            importlib.import_module(module.name)
    waiting = [ScanappError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("scanapp."):
            yield error.sentence


def used() -> set[str]:
    keys: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        keys |= set(in_python(path))
    for path in (PACKAGE / "templates").rglob("*.html"):
        keys |= set(in_template(path))
    return keys | set(in_errors())


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_of_the_office_is_translated(language: str) -> None:
    missing = sorted(used() - CATALOGUES[language].keys())
    assert not missing, f"{len(missing)} texts are not in {language}.json: {missing[:10]}"


def test_both_catalogues_have_the_same_keys_in_order() -> None:
    assert list(CATALOGUES["en"]) == list(CATALOGUES["da"]) == sorted(CATALOGUES["en"])


def test_a_translation_keeps_the_placeholders_of_its_key() -> None:
    for key, text in CATALOGUES["da"].items():
        assert set(re.findall(r"{(\w+)}", key)) == set(re.findall(r"{(\w+)}", text)), key


def test_the_english_catalogue_says_what_its_keys_say() -> None:
    assert all(key == text for key, text in CATALOGUES["en"].items())
