"""`scanapp doctor`: does the product do its job here, and is this installation well?"""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scanapp.doctor import Check


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Run the whole job on a database of its own, then examine this installation. Exit 1 when something is wrong."""
    from scanapp import __version__
    from scanapp.config import Config
    from scanapp.doctor.installation import examine

    started = time.monotonic()
    job, installation = run_job(), examine(Config(), datetime.now(UTC))
    is_well = all(check.ok or check.is_advice for check in (*job, *installation))
    if as_json:
        report = {
            "ok": is_well,
            "version": __version__,
            "seconds": round(time.monotonic() - started, 1),
            "job": {check.name: {"ok": check.ok, "detail": check.detail} for check in job},
            "installation": {check.name: {"ok": check.ok, "detail": check.detail} for check in installation},
        }
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _show("The whole job, on a database of its own", job)
        _show("This installation", installation)
        click.echo("\nAll is well." if is_well else "\nSomething is wrong: see above.")
    click.get_current_context().exit(0 if is_well else 1)


def run_job() -> list[Check]:
    """The main job in a folder that is removed again; a job that cannot start is a failed check."""
    from scanapp.doctor import Check
    from scanapp.doctor.job import BINS, ITEMS, MainJob
    from scanapp.doctor.site import Site

    with tempfile.TemporaryDirectory(prefix="scanapp-doctor-") as folder:
        try:
            site = Site(Path(folder), bins=BINS, items=ITEMS)
        except Exception as error:  # a doctor reports every failure, whatever its kind
            return [Check("start", ok=False, detail=f"{type(error).__name__}: {error}"[:300])]
        try:
            return MainJob(site).run()
        finally:
            site.close()


def _show(title: str, checks: list[Check]) -> None:
    click.echo(f"\n{title}")
    for check in checks:
        word = "ok" if check.ok else "advice" if check.is_advice else "WRONG"
        click.echo(f"  {word:<7}{check.name.replace('_', ' '):<36}{check.detail}")
