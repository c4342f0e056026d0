"""`scanapp location`: the buildings and shelves of this site."""

from __future__ import annotations

import click


@click.group("location")
def command() -> None:
    """Add locations and their bins."""


@command.command()
@click.argument("code")
@click.option("--name", default="", help="What people call it.")
@click.option("--time-zone", default="Europe/Copenhagen", show_default=True)
@click.option("--bins", "ranges", multiple=True, metavar="FIRST..LAST", help="A-01-01..A-05-12; repeat.")
@click.option("--in-transit", is_flag=True, help="For goods on the way between two locations.")
def add(code: str, name: str, time_zone: str, ranges: tuple[str, ...], in_transit: bool) -> None:
    """Add a location. With --bins its stock lies in bins, without it does not."""
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.inventory.locations import actions

    with transaction(open_engine()) as session:
        made = actions.create_location(
            session,
            code,
            name,
            time_zone=time_zone,
            bin_mandatory=bool(ranges),
            use_as_in_transit=in_transit,
        )
        n = sum(len(actions.create_bin_range(session, made.code, *ends(text))) for text in ranges)
    click.echo(f"{made.code}: {n} bins" if ranges else made.code)


@command.command()
@click.argument("code")
@click.argument("ranges", nargs=-1, required=True, metavar="FIRST..LAST…")
@click.option("--zone", default="", help="The zone they lie in; made when it is new.")
def bins(code: str, ranges: tuple[str, ...], zone: str) -> None:
    """Add bins to a location, in walking order behind those that are there."""
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.inventory.locations import actions

    with transaction(open_engine()) as session:
        code = code.upper()
        if zone:
            actions.create_zone(session, code, zone)
        made = [
            bin
            for text in ranges
            for bin in actions.create_bin_range(session, code, *ends(text), zone_code=zone)
        ]
    click.echo(f"{code}: {len(made)} bins added")


def ends(text: str) -> tuple[str, str]:
    """The two ends of FIRST..LAST; one bin alone is its own range."""
    first, dots, last = text.partition("..")
    return first, last if dots else first
