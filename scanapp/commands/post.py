"""`scanapp post`: movements from a file."""

from __future__ import annotations

from pathlib import Path

import click

SHOWN_MAX = 50


@click.group("post")
def command() -> None:
    """Post to the ledger."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--document", default="", help="Document number of rows that have none.")
@click.option("--dry-run", is_flag=True, help="Check every row, post nothing.")
@click.option("--encoding", default="", help="utf-8, utf-16, cp1252 …; recognised when left out.")
@click.option("--delimiter", default="", help="; , tab or |; recognised when left out.")
def movements(file: Path, document: str, dry_run: bool, encoding: str, delimiter: str) -> None:
    """Post movements from FILE (CSV or xlsx): all rows or none.

    Columns: item, location, quantity; and entry_type (Purchase, Sale, Positive Adjmt., Negative Adjmt., Transfer,
    Movement), variant, bin, new_location, new_bin, unit, unit_cost, lot, serial, package, expiration_date,
    effective_at (when it happened), posting_date, document_no, reason.
    """
    from datetime import UTC, datetime

    from scanapp import spreadsheet
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.inventory.ledger import errors, movement_file

    table = spreadsheet.read_file(
        file, encoding=encoding, delimiter={"tab": "\t"}.get(delimiter, delimiter[:1])
    )
    handle = movement_file.preview_table if dry_run else movement_file.post_table
    try:
        with transaction(open_engine(), write=not dry_run) as session:
            posting = handle(session, table, actor=None, at=datetime.now(UTC), document_no=document)
    except errors.MovementsRefused as refused:
        for problem in refused.problems[:SHOWN_MAX]:
            column = f", column {problem.column}" if problem.column else ""
            click.echo(f"Wrong: row {problem.row}{column}: {problem.message}", err=True)
        raise
    if dry_run:
        click.echo(f"Dry run: {len(table.rows)} rows can be posted. Nothing was changed.")
        return
    entries = len(posting.rows.item) + len(posting.rows.warehouse)
    click.echo(f"Posted {len(table.rows)} rows as {entries} entries in register {posting.register_no}.")
    for notice in posting.notices:
        click.echo(f"Note: {notice.code} {' / '.join(filter(None, notice.place))}: {notice.missing} missing.")
