"""The never-rules and sizes of docs/architecture.md, read from the source itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "scanapp" / "static"
LEDGER = ROOT / "scanapp" / "inventory" / "ledger"
PYTHON_LINES, PYTHON_FUNCTION_LINES, VIEW_LINES = 400, 60, 25
JS_LINES = 200  # functions: max-lines-per-function in .oxlintrc.json
BANNED = {"utils", "util", "helpers", "helper", "misc", "common"}
HTTP_VERBS = {"route", "get", "post", "put", "patch", "delete"}


def python_files() -> list[Path]:
    return sorted([*(ROOT / "scanapp").rglob("*.py"), *(ROOT / "sync").rglob("*.py")])


def js_files() -> list[Path]:
    return sorted((STATIC / "js").rglob("*.js"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def committed() -> list[Path]:
    """Every file that git keeps, or would keep at the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


def at(path: Path, node: ast.AST | int) -> str:
    line = node if isinstance(node, int) else getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}:{line}"


def test_sync_imports_the_standard_library_msgspec_and_itself() -> None:
    allowed = sys.stdlib_module_names | {"msgspec", "sync"}
    wrong = [
        f"{at(path, 1)} imports {name}"
        for path in (ROOT / "sync").rglob("*.py")
        for name in imported(path)
        if name.split(".")[0] not in allowed - {"random", "secrets", "time", "uuid"}
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("listed", [".importlinter", "pyproject.toml"])
def test_every_file_of_rules_is_held_to_be_pure_and_typed(listed: str) -> None:
    text = (ROOT / listed).read_text("utf-8")
    more = [path.relative_to(ROOT) for path in python_files() if path.name.endswith("_rules.py")]
    wrong = [name for path in more if (name := ".".join(path.with_suffix("").parts)) not in text]
    assert not wrong, f"name it in {listed}: {wrong}"


def test_rules_and_sync_never_ask_the_clock() -> None:
    pure = [
        path
        for path in python_files()
        if path.name.endswith("rules.py") or path.is_relative_to(ROOT / "sync")
    ]
    clocks = re.compile(
        r"^(datetime\.)?(datetime|date)\.(now|utcnow|today)$|^(time|random|secrets|uuid|os)\."
    )
    wrong = [at(path, call) for path in pure for call in calls(path) if clocks.search(called(call))]
    assert not wrong, wrong


WRITES = {"insert", "update", "delete", "sqlite_insert", "pg_insert", "merge", "bulk_insert_mappings"}
BOOKS = {"TABLES", "BALANCES", "PROTECTED"}  # names that stand for the tables of the ledger


def ledger_models() -> set[str]:
    return {
        node.name
        for path in LEDGER.glob("*.py")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and any("db.Model" in ast.unparse(base) for base in node.bases)
    }


def writes_of(path: Path, models: set[str]) -> Iterator[ast.AST]:
    """Places that make, change or remove a ledger row: through a model, its table, or SQL as text."""
    tables = "|".join(re.sub(r"(?<!^)(?=[A-Z])", "_", model).lower() for model in models)
    sql = re.compile(
        rf"(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[\"']?({tables})\b", re.I
    )
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            name = called(node).split(".")[-1]
            about = _names(node.func) | {name for argument in node.args for name in _names(argument)}
            if name in models or (name in WRITES and about & (models | BOOKS)):
                yield node
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.search(node.value):
            yield node
        elif isinstance(node, ast.JoinedStr) and path.parent == LEDGER:
            parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            if re.search(r"\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE|COPY)\s+x", "".join(map(str, parts)), re.I):
                yield node


def test_only_posting_makes_ledger_rows() -> None:
    models = ledger_models()
    assert "ItemLedgerEntry" in models, "the ledger's models moved: adapt this test"
    writer = LEDGER / "posting.py"
    assert list(writes_of(writer, models)), "the writer moved: adapt this test"
    wrong = [
        at(path, node)
        for path in python_files()
        if path != writer and path.name != "triggers.py" and "migrations" not in path.parts
        for node in writes_of(path, models)
    ]
    assert not wrong, wrong


@pytest.mark.parametrize(
    "line",
    [
        "ItemLedgerEntry(item_no='1')",
        "session.execute(insert(ledger.ValueEntry))",
        "ItemBalance.__table__.insert()",
        "update(TABLES['item'][0])",
        "session.query(Register).delete()",
        "execute('DELETE FROM count_anchor')",
        "execute('INSERT OR REPLACE INTO bin_balance VALUES (1)')",
    ],
)
def test_a_second_writer_would_be_seen(line: str, tmp_path: Path) -> None:
    sneak = tmp_path / "sneak.py"
    sneak.write_text(line)
    assert list(writes_of(sneak, ledger_models()))


def _names(node: ast.AST) -> set[str]:
    names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    return names | {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}


def test_nothing_commits_but_the_transaction() -> None:
    allowed = {ROOT / "scanapp" / "db.py", ROOT / "scanapp" / "migrations" / "env.py"}
    wrong = [
        at(path, call)
        for path in python_files()
        if path not in allowed
        for call in calls(path)
        if called(call).split(".")[-1] in ("commit", "begin", "autocommit")
        or re.search(r"(^|\.)db\.session", called(call))
        if called(call).split(".")[0] not in savepoints(path)
    ]
    assert not wrong, wrong


def savepoints(path: Path) -> set[str]:
    """Names that hold a savepoint, which may be released anywhere."""
    assigned = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Assign))
    return {
        ast.unparse(node.targets[0])
        for node in assigned
        if isinstance(node.value, ast.Call) and called(node.value).endswith(".begin_nested")
    }


def views() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in (ROOT / "scanapp" / "blueprints").glob("*.py"):
        for function in functions(path):
            marks = [ast.unparse(mark.func) for mark in function.decorator_list if isinstance(mark, ast.Call)]
            if any(
                mark.split(".")[0].endswith("blueprint") and mark.split(".")[-1] in HTTP_VERBS
                for mark in marks
            ):
                yield path, function


def length(node: ast.AST) -> int:
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1


def test_a_view_is_short_enough_to_hold_no_decision() -> None:
    found = list(views())
    assert len(found) > 5, "no views found: adapt this test"
    wrong = [
        f"{at(path, view)} {view.name}: {length(view)}" for path, view in found if length(view) > VIEW_LINES
    ]
    assert not wrong, wrong


MEASURED = {
    ROOT / "sync" / "clock.py",
    ROOT / "scanapp" / "blueprints" / "timeline.py",
}  # skew in ms; places in a picture


def test_no_float_is_near_a_quantity() -> None:
    floats = {"Float", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION", "Numeric"}
    wrong = [
        at(path, call)
        for path in python_files()
        if path not in MEASURED
        for call in calls(path)
        if called(call) == "float" or called(call).split(".")[-1] in floats
    ]
    wrong += [
        at(path, node)
        for path in python_files()
        if path.is_relative_to(ROOT / "scanapp" / "inventory")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert not wrong, wrong


JS_NEVER = {
    r"\bindexedDB\b|\bopenDB\b|vendor/idb": {
        "outbox/store.js",
        "catalog/store.js",
        "lib/settings.js",
        "lib/idb.js",
    },
    r"(?<![\w.])fetch\(": {"lib/http.js", "sw.js"},
    r"\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG": set[str](),
    r"\blocalStorage\b": {"outbox/recover.js"},  # a page that goes away cannot wait for a database
    r"\b(parseFloat|eval)\(|new Function\(": set[str](),
    r"\.style\.|\bstyle=": set[str](),
}


@pytest.mark.parametrize("never", JS_NEVER)
def test_javascript_never(never: str) -> None:
    wrong = [
        f"{at(path, number)} {line.strip()[:80]}"
        for path in js_files()
        if path.relative_to(STATIC / "js").as_posix() not in JS_NEVER[never]
        for number, line in enumerate(_code(path), 1)
        if re.search(never, line)
    ]
    assert not wrong, wrong


def _code(path: Path) -> list[str]:
    """Lines without comments, blanked so that numbers stay."""
    text = re.sub(
        r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), path.read_text("utf-8"), flags=re.S
    )
    return [re.sub(r"(^|\s)//.*", "", line) for line in text.splitlines()]


def test_the_scanner_knows_nothing_of_items() -> None:
    wrong = [
        at(path, number)
        for path in (STATIC / "js" / "scanner").glob("*.js")
        for number, line in enumerate(_code(path), 1)
        if re.search(r"""["'](\.\./)(catalog|outbox|tasks|views)/""", line)
    ]
    assert not wrong, wrong


def test_javascript_imports_are_relative() -> None:
    wrong = [
        at(path, number)
        for path in js_files()
        for number, line in enumerate(_code(path), 1)
        if (found := re.search(r"""\b(?:from|import)\s*\(?["']([^"']+)["']""", line))
        and not found[1].startswith(".")
    ]
    assert not wrong, wrong


def test_files_and_functions_stay_readable() -> None:
    # A migration is a list of statements that is written once and never changed.
    written = [path for path in python_files() if "versions" not in path.parts]
    wrong = [
        f"{at(path, 1)}: {count} lines"
        for path in [*written, *js_files()]
        if (count := len(path.read_text("utf-8").splitlines()))
        > (JS_LINES if path.suffix == ".js" else PYTHON_LINES)
    ]
    wrong += [
        f"{at(path, function)} {function.name}: {length(function)} lines"
        for path in written
        for function in functions(path)
        if length(function) > PYTHON_FUNCTION_LINES
    ]
    assert not wrong, wrong


def test_every_file_has_a_name_that_says_something() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in committed()
        if BANNED & {part.split(".")[0] for part in path.parts}
    ]
    assert not wrong, wrong


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    hosts = re.compile(
        rb"registry\.npmjs|pypi\.org|pythonhosted\.org|--(extra-)?index-url|--find-links|file://|\"resolved\""
    )
    homes = re.compile(rb"/(home|Users)/[a-z]\w+/|/root/")
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0].decode()}"
        for path in committed()
        if path != Path(__file__)
        and (data := path.read_bytes())
        and (found := hosts.search(data) or homes.search(data))
    ]
    assert not wrong, wrong


def test_no_third_party_file_is_committed() -> None:
    wrong = [
        str(path) for path in committed() if {"vendor", "node_modules"} & set(path.relative_to(ROOT).parts)
    ]
    assert not wrong, wrong


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    wrong = [
        at(path, number)
        for path in [*python_files(), *js_files()]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if later.search(line)
    ]
    assert not wrong, wrong
