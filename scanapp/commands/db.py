"""`scanapp db`: the schema of the database."""

from __future__ import annotations

import click


@click.group("db")
def command() -> None:
    """Prepare the database for this version."""


@command.command()
def upgrade() -> None:
    """Bring the database to the newest schema; an empty one is created. Make a backup first."""
    from scanapp.config import Config
    from scanapp.db import create_schema, make_engine

    config = Config()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    create_schema(make_engine(config.url))
    click.echo("The database is at the newest schema.")
