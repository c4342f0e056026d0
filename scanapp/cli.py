"""The `scanapp` command. Each command is one file of scanapp/commands, imported only when it is asked for."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from typing import Any

import click

from scanapp import __version__, commands
from scanapp.errors import ScanappError


def names() -> list[str]:
    """Every command's name as typed."""
    found = (module.name for module in pkgutil.iter_modules(commands.__path__))
    return sorted(name.rstrip("_").replace("_", "-") for name in found)


def load(name: str) -> click.Command | None:
    """The command of that name, None when there is none."""
    stem = name.replace("-", "_")
    for module in pkgutil.iter_modules(commands.__path__):
        if module.name.rstrip("_") == stem:
            return import_module(f"scanapp.commands.{module.name}").command
    return None


class Commands(click.Group):
    """Finds commands by file, and turns a refusal into its sentence and exit status 2."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return names()

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        return load(name)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ScanappError as error:
            click.echo(f"scanapp: {error.message}", err=True)
            context.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scanapp")
def main() -> None:
    """Count stock with a phone where there is no network; post it exactly once."""


if __name__ == "__main__":
    sys.exit(main())
