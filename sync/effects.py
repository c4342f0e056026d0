"""What a decided batch asks the inbox to do: a flat list (settled 15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.facts import BinEntry
from sync.lines import Line, LineOp


@dataclass(frozen=True, slots=True)
class Record:
    """Set this own line to what stands on it, in `unit`; `ops` are all applied operations of the line."""

    line: Line
    ops: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class BinDone:
    """Set that a person is done with a bin, with the manifest that came; None = not any more."""

    doc: str
    actor: str
    loc: str
    bin: str
    said: BinEntry | None


@dataclass(frozen=True, slots=True)
class BinEmpty:
    """Set that a person saw a bin empty; None = not any more."""

    doc: str
    actor: str
    loc: str
    bin: str
    said: LineOp | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Ask a supervisor; `key` names the question, the same open one is joined. `subject` is for the screen."""

    code: str
    key: tuple[str, ...]
    op: str
    doc: str = ""
    loc: str = ""
    bin: str = ""
    item: str = ""
    variant: str = ""
    lot: str = ""
    serial: str = ""
    raw: str = ""
    subject: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stand:
    """Which operations in review still stand after undo and void; a case of none is obsolete."""

    standing: frozenset[str]
    fallen: frozenset[str]


@dataclass(frozen=True, slots=True)
class EndShift:
    """The person ends the shift on this phone at this place."""

    device: str
    actor: str
    loc: str


Effect = Record | BinDone | BinEmpty | OpenCase | Stand | EndShift
