"""Codes and texts as they are stored: trimmed, bounded, printable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from scanapp.errors import ScanappError

CODE_LENGTH = 20
TEXT_LENGTH = 100


class CodeInvalid(ScanappError):
    code = "CODE_INVALID"
    sentence = "“{text}” cannot be a {what}: write 1 to {length} characters, without control characters."


class TextTooLong(ScanappError):
    code = "TEXT_TOO_LONG"
    sentence = "“{text}” is too long for {what}: at most {length} characters. Shorten it."


class ChoiceUnknown(ScanappError):
    code = "CHOICE_UNKNOWN"
    sentence = "“{text}” is not a {what}. Use one of: {choices}."


def code(text: str, what: str, length: int = CODE_LENGTH) -> str:
    """A code as it is stored: trimmed, upper case. Refuses blank, too long, and control characters."""
    stored = unicodedata.normalize("NFC", text).strip().upper()
    if not 0 < len(stored) <= length or not is_printable(stored):
        raise CodeInvalid(text=shown(text), what=what, length=length)
    return stored


def text_line(text: str, what: str, length: int = TEXT_LENGTH) -> str:
    """A text as it is stored: one line, markup and formulas kept as the plain text they are."""
    stored = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if len(stored) > length:
        raise TextTooLong(text=shown(text), what=what, length=length)
    return stored


def one_of(text: str, what: str, choices: Sequence[str]) -> str:
    """The choice that `text` names, whatever its case."""
    for choice in choices:
        if choice.casefold() == text.strip().casefold():
            return choice
    raise ChoiceUnknown(text=shown(text), what=what, choices=", ".join(choices))


def is_printable(text: str) -> bool:
    """Whether `text` has no control, private or unassigned characters."""
    return not any(unicodedata.category(c).startswith("C") for c in text)


def shown(text: str) -> str:
    """`text` short enough to stand in a sentence."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= 40 else f"{line[:39]}…"
