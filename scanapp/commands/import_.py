"""`scanapp import`: your own data from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanapp.inventory.items.import_rows import Problem
    from scanapp.inventory.items.imports import Plan

SHOWN_MAX = 50


@click.group("import")
def command() -> None:
    """Import your own data from CSV or xlsx files."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "chosen", multiple=True, metavar="FIELD=HEADER", help="Which column holds a field; repeat."
)
@click.option("--dry-run", is_flag=True, help="Show what would happen, change nothing.")
@click.option("--encoding", default="", help="utf-8, utf-16, cp1252 …; recognised when left out.")
@click.option("--delimiter", default="", help="; , tab or |; recognised when left out.")
@click.option("--opening-stock", metavar="LOCATION[:BIN]", default="", help="Post the quantity column there.")
def items(
    file: Path, chosen: tuple[str, ...], dry_run: bool, encoding: str, delimiter: str, opening_stock: str
) -> None:
    """Import items, their units, variants and barcodes from FILE: all rows or none."""
    from scanapp import spreadsheet
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.inventory.items import imports

    table = spreadsheet.read_file(
        file, encoding=encoding, delimiter={"tab": "\t"}.get(delimiter, delimiter[:1])
    )
    fields = {field.strip(): header for field, _equals, header in (pair.partition("=") for pair in chosen)}
    engine = open_engine()
    with transaction(engine, write=not dry_run) as session:
        plan = imports.plan_import(session, table, fields, with_stock=bool(opening_stock))
        _tell(plan)
        if dry_run:
            click.echo(
                f"Dry run: {plan.created} new, {len(plan.drafts) - plan.created} known. Nothing was changed."
            )
            click.get_current_context().exit(2 if plan.problems else 0)
        saved = imports.apply_import(session, plan)
        posted = _post_stock(session, plan, opening_stock)
    counts = (
        f"{len(saved.created)} created, {len(saved.updated)} changed, {len(saved.unchanged)} as they were"
    )
    click.echo(f"Imported {len(plan.drafts)} items: {counts}.{posted}")


def _tell(plan: Plan) -> None:
    for field, header in plan.mapping.items():
        click.echo(f"  {header} → {field}")
    for notice in plan.notices:
        click.echo(f"Note: {notice.message}")
    _list("Check", plan.warnings)
    _list("Wrong", plan.problems)


def _list(word: str, problems: Sequence[Problem]) -> None:
    for problem in problems[:SHOWN_MAX]:
        place = f"row {problem.row}" + (f", column {problem.column}" if problem.column else "")
        click.echo(f"{word}: {place}: {problem.message}", err=True)
    if len(problems) > SHOWN_MAX:
        click.echo(f"{word}: and {len(problems) - SHOWN_MAX} more.", err=True)


def _post_stock(session: object, plan: Plan, target: str) -> str:
    from datetime import UTC, datetime

    from sqlalchemy.orm import Session

    from scanapp.inventory.ledger.opening import post_opening_stock

    if not target:
        return ""
    assert isinstance(session, Session)
    location, _colon, bin = target.upper().partition(":")
    post_opening_stock(session, plan.stock, location, actor=None, at=datetime.now(UTC), bin_code=bin)
    return f" Opening stock of {len(plan.stock)} rows was posted in {location}."
