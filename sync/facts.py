"""Everything that deciding a batch may know. The inbox loads it once; nothing here asks for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sync.clock import Effective
from sync.lines import LineKey, LineOp, Place
from sync.operations import Operation


@dataclass(frozen=True, slots=True)
class Ruling:
    """What supervisors decided about one operation.

    `allows` are the codes that stop it no longer; the texts replace what it says; `rejected` ends it.
    """

    allows: frozenset[str] = frozenset()
    doc: str | None = None
    bin: str | None = None
    item: str | None = None
    variant: str | None = None
    uom: str | None = None
    rejected: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An operation that is to get its outcome now, with its place and its time."""

    op: Operation
    place: Place
    time: Effective
    ruling: Ruling = Ruling()


@dataclass(frozen=True, slots=True)
class Order:
    """A count order: Open, Finished or Posted; single, split or double; whose recording is finished already."""

    location: str
    status: str
    mode: str
    finished: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """What a count must know of an item. `rounding` is that of the base unit, 0 for none."""

    type: str
    base_unit: str
    rounding: Decimal


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for; `uom` is '' for the base unit."""

    item: str
    variant: str = ""
    uom: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An operation received before, and the own line it is on; `reports` as in `Book.reports`."""

    state: str
    actor: str
    kind: str
    doc: str
    loc: str
    bin: str
    key: LineKey | None = None
    reports: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation on a spot, with its state. Those set aside by a decision are not loaded."""

    place: Place
    op: LineOp
    state: str


BinKey = tuple[str, str, str, str]  # order, actor, location, bin


@dataclass(frozen=True, slots=True)
class BinEntry:
    """A bin done or seen empty, or the retract of one."""

    place: Place
    op: LineOp
    n: int
    digest: str
    is_complete: bool


@dataclass(slots=True)
class Facts:
    """One batch's facts. `people` gives the locations where a person may scan, `devices` those of a phone.

    `spots` holds the applied and reviewed operations of every spot touched, `bins_said` the bin reports of
    every bin touched, `manifests` the operations a phone must have sent before a bin that it calls done.
    """

    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    devices: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unlocks: frozenset[tuple[str, str, str]] = frozenset()
    orders: Mapping[str, Order] = field(default_factory=dict)
    locations: Mapping[str, bool] = field(default_factory=dict)
    bins: frozenset[tuple[str, str]] = frozenset()
    items: Mapping[str, Item] = field(default_factory=dict)
    units: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    variants: frozenset[tuple[str, str]] = frozenset()
    codes: Mapping[str, Sequence[Meaning]] = field(default_factory=dict)
    mapped: Mapping[tuple[str, str], Meaning] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)
    spots: Mapping[tuple[str, ...], Sequence[Entry]] = field(default_factory=dict)
    bins_said: Mapping[BinKey, Sequence[BinEntry]] = field(default_factory=dict)
    manifests: Mapping[tuple[str, BinKey], Sequence[tuple[Place, str]]] = field(default_factory=dict)
