"""The documentation says what the code does: codes, commands, dependencies."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import click
import pytest

from scanapp import cli
from scanapp.inventory.review.actions import registered
from scanapp.wiring import wire
from sync import clock, outcomes
from tests.test_architecture import python_files

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CODE = re.compile(r"""^    code(?:: \w+)? = ["']([A-Z][A-Z0-9_]+)["']""", re.M)
BASE = {"ERROR"}


def codes() -> set[str]:
    """Every code: of refusals, from the classes that carry one; of outcomes; of questions."""
    wire()
    refusals = {code for path in python_files() for code in CODE.findall(path.read_text("utf-8"))} - BASE
    return refusals | set(outcomes.CODES) | {clock.CLOCK_WRONG, clock.CLOCK_UNBOUNDED} | set(registered())


def documented() -> list[str]:
    """The first cell of each row of docs/errors.md."""
    return re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", (DOCS / "errors.md").read_text("utf-8"), re.M)


def test_each_code_is_documented_once() -> None:
    rows = Counter(documented())
    assert {code for code, count in rows.items() if count > 1} == set()
    assert codes() - set(rows) == set(), "missing in docs/errors.md"


def test_each_documented_code_exists() -> None:
    text = "\n".join(path.read_text("utf-8") for path in python_files() if "migrations" not in path.parts)
    quoted = set(re.findall(r"""["']([A-Z][A-Z0-9_]+)["']""", text))
    assert set(documented()) - quoted == set(), "documented, but nowhere in the code"


def commands() -> list[str]:
    """Every command as typed, groups and their members."""
    found = []
    for name in cli.names():
        command = cli.load(name)
        assert command is not None, name
        members = list(command.commands) if isinstance(command, click.Group) else []
        found += [f"scanapp {name} {member}" for member in members] or [f"scanapp {name}"]
    return found


def test_each_command_is_in_the_operations_page() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    assert [command for command in commands() if f"`{command}" not in page] == []


def dependencies() -> list[str]:
    """What a user gets installed, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    browser = json.loads((ROOT / "package.json").read_text())["dependencies"]
    return [re.split(r"[\[<>=~ ]", name)[0] for name in required] + list(browser)


@pytest.mark.parametrize("name", dependencies())
def test_each_dependency_has_a_decision(name: str) -> None:
    records = "\n".join(path.read_text("utf-8") for path in (DOCS / "adr").glob("*.md"))
    assert f"**{name}**" in records, f"write down in docs/adr why {name} is worth it"


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "sync" / "README.md"]
    wrong = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        if page.exists()
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not wrong, wrong
