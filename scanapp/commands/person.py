"""`scanapp person`: people who may sign in."""

from __future__ import annotations

import click

from scanapp.people.rules import ROLES


@click.group("person")
def command() -> None:
    """Add people, give a new password."""


@command.command()
@click.argument("login")
@click.option("--name", default="", help="Full name; the sign-in name when left out.")
@click.option("--role", type=click.Choice(sorted(ROLES)), default="counter", show_default=True)
@click.option("--location", "locations", multiple=True, help="Location code; repeat for several.")
@click.option("--language", type=click.Choice(["en", "da"]), default="en", show_default=True)
def add(login: str, name: str, role: str, locations: tuple[str, ...], language: str) -> None:
    """Add a person with a random password, which is shown once."""
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.inventory.locations import queries
    from scanapp.people import actions

    secret = actions.random_password()
    with transaction(open_engine()) as session:
        places = [queries.location(session, code.upper()).code for code in locations]
        actions.add_person(session, login, name, role, password=secret, locations=places, language=language)
    click.echo(f"{login}: {secret}")


@command.command()
@click.argument("login")
def password(login: str) -> None:
    """Give a person a new random password, which is shown once; their office sessions end."""
    from scanapp.commands import open_engine
    from scanapp.db import transaction
    from scanapp.people import actions

    secret = actions.random_password()
    with transaction(open_engine()) as session:
        actions.set_password(actions.require_person(session, login), secret)
    click.echo(f"{login}: {secret}")
