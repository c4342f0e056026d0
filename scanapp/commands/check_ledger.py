"""`scanapp check-ledger`: recompute the books."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command("check-ledger")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Recompute balances, applications, anchors and the chain; name what does not hold. Exit 1 when anything."""
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.inventory.ledger.check import check_ledger, counts

    with transaction(open_engine(), write=False) as session:
        problems = check_ledger(session)
        rows = counts(session)
    if as_json:
        found = [asdict(problem) for problem in problems]
        click.echo(json.dumps({"ok": not problems, "problems": found, "rows": rows}))
    elif problems:
        for problem in problems:
            click.echo(f"{problem.table} {problem.row} [{problem.check}]: {problem.sentence}", err=True)
        click.echo(
            f"The books are not sound: {len(problems)} problems. Keep a copy before anything else.", err=True
        )
    else:
        click.echo(
            f"The books are sound: {rows['register']} postings, {rows['item_ledger_entry']} item entries."
        )
    click.get_current_context().exit(1 if problems else 0)
