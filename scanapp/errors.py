"""Coded errors. Each class writes its own sentence and says what to do."""

from __future__ import annotations

from typing import Any


class ScanappError(Exception):
    """A refusal that a person can understand and act on.

    `code` is UPPER_SNAKE and listed once in docs/errors.md; `status` is the HTTP status it becomes.
    `sentence` is an English template; its filled form is `message`, and `details` carries the values.
    """

    code = "ERROR"
    status = 400
    sentence = "This could not be done."

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The filled English sentence."""
        return self.sentence.format_map(_Blank(self.details))


class _Blank(dict[str, Any]):
    """Leaves an unknown placeholder readable instead of failing inside an error."""

    def __missing__(self, key: str) -> str:
        return f"({key})"


class NotFound(ScanappError):
    code = "NOT_FOUND"
    status = 404
    sentence = "{what} {key} does not exist. Check the number, or go back to the list."


class NotPermitted(ScanappError):
    code = "NOT_PERMITTED"
    status = 403
    sentence = "You do not have the right to do this. Ask an administrator for it."


class DatabaseBusy(ScanappError):
    code = "DATABASE_BUSY"
    status = 503
    sentence = "The database is busy. Nothing was changed; try again in a moment."


class DatabaseFailed(ScanappError):
    code = "DATABASE_FAILED"
    status = 503
    sentence = "The database refused to write ({reason}). Nothing was changed; free disk space or check the database, then try again."


class DatabaseOutdated(ScanappError):
    code = "DATABASE_OUTDATED"
    status = 503
    sentence = "The database is not prepared for this version. Run: scanapp db upgrade"
