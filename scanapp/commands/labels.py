"""`scanapp labels`: sheets of labels as one file that any browser prints."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from scanapp.labels import Sheet

OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The HTML file to write."
)
STYLE = """
@page { size: A4; margin: 10mm 0 } body { margin: 0; font: 9pt/1.25 sans-serif; color: #000; background: #fff }
main { display: grid; justify-content: center; grid-template-columns: repeat(COLUMNS, WIDTHmm); grid-auto-rows: HEIGHTmm }
figure { margin: 0; padding: 3mm; display: flex; flex-direction: column; align-items: center; justify-content: center;
  gap: 1.5mm; overflow: hidden; break-inside: avoid; text-align: center }
figure svg { max-width: 100%; min-height: 0 } strong { display: block; font: bold 14pt/1.2 monospace }
figure.qr { flex-direction: row; text-align: left; gap: 5mm } figure.qr svg { height: 38mm; width: 38mm }
"""


@click.group("labels")
def command() -> None:
    """Write sheets of labels, ready to print at 100 % on A4."""


@command.command()
@click.argument("location")
@click.option("--zone", default="", help="Only this zone.")
@click.option("--bin", "codes", multiple=True, help="Only this bin; repeat for several.")
@OUT
def bins(location: str, zone: str, codes: tuple[str, ...], out: Path) -> None:
    """Bins of LOCATION in the order of the walk."""
    from scanapp import labels

    chosen = [code.upper() for code in codes]
    _write(out, lambda session: labels.bin_sheet(session, location.upper(), zone=zone.upper(), codes=chosen))


@command.command()
@click.argument("numbers", nargs=-1)
@click.option("--category", default="", help="Only this category.")
@click.option("--every-unit", is_flag=True, help="Also boxes and variants that have a barcode of their own.")
@OUT
def items(numbers: tuple[str, ...], category: str, every_unit: bool, out: Path) -> None:
    """Items by NUMBERS, or of a category, or all."""
    from scanapp import labels

    wanted = [number.upper() for number in numbers]
    _write(
        out,
        lambda session: labels.item_sheet(session, wanted, category=category.upper(), every_unit=every_unit),
    )


@command.command()
@click.option("--location", default="", help="Only people of this location.")
@OUT
def badges(location: str, out: Path) -> None:
    """A badge for everyone who may sign in; it carries no secret."""
    from scanapp import labels

    _write(out, lambda session: labels.badge_sheet(session, location_code=location.upper()))


def _write(out: Path, make: Callable[[Session], Sheet]) -> None:
    from scanapp.commands import open_engine
    from scanapp.db import transaction

    with transaction(open_engine(), write=False) as session:
        sheet = make(session)
    out.write_text(page(sheet), encoding="utf-8")
    click.echo(f"{len(sheet.labels)} labels in {out}. Open it in a browser and print at 100 %.")


def page(sheet: Sheet) -> str:
    """The sheet as one HTML file that needs nothing else."""
    sizes = {
        "COLUMNS": sheet.layout.columns,
        "WIDTH": sheet.layout.width_mm,
        "HEIGHT": sheet.layout.height_mm,
    }
    style = STYLE
    for name, size in sizes.items():
        style = style.replace(name, str(size))
    figures = "\n".join(
        f'<figure class="{escape(label.symbology)}">{label.svg}'
        f"<figcaption><strong>{escape(label.title)}</strong>{escape(label.detail)}</figcaption></figure>"
        for label in sheet.labels
    )
    head = f'<meta charset="utf-8"><title>{escape(sheet.title)}</title><style>{style}</style>'
    return f"<!doctype html>\n<html><head>{head}</head><body><main>\n{figures}\n</main></body></html>\n"
