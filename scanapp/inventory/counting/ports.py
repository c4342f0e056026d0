"""What counting asks of, and tells, the layers above it. `wiring.wire()` fills these; empty means nobody is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Scan:
    """One operation of a phone on a counted key, as the timeline shows it. `quantity` is None for undo and void."""

    op_id: str
    kind: str
    person_id: int | None
    device_id: str
    device_name: str
    raw: str
    unit_code: str
    quantity: Decimal | None
    outcome: str
    effective_at: datetime
    lo: datetime
    hi: datetime
    received_at: datetime


@dataclass(frozen=True)
class DeviceProgress:
    """What has come of one phone's stream. `missing` are the gaps as (first, last), both included."""

    device_id: str
    device_name: str
    person_id: int | None
    received: int
    made: int
    missing: tuple[tuple[int, int], ...]
    last_contact_at: datetime | None


ScanSource = Callable[[Session, str, tuple[str, str, str, str]], Sequence[Scan]]
CompletenessSource = Callable[[Session, str], Sequence[DeviceProgress]]
SetAsideListener = Callable[[Session, Sequence[str]], None]

_scans: list[ScanSource] = []
_completeness: list[CompletenessSource] = []
_set_aside: list[SetAsideListener] = []


def register_scan_source(source: ScanSource) -> None:
    """`source(session, order_no, (item, variant, location, bin))` gives every operation on that key."""
    _scans.append(source)


def register_completeness_source(source: CompletenessSource) -> None:
    """`source(session, order_no)` gives every phone that sent something for the order."""
    _completeness.append(source)


def on_set_aside(listener: SetAsideListener) -> None:
    """`listener(session, op_ids)`: a decision asked for a recount, these operations count no longer."""
    _set_aside.append(listener)


def scans_of(session: Session, order_no: str, key: tuple[str, str, str, str]) -> list[Scan]:
    """All registered scans of a key, by effective time."""
    found = [scan for source in _scans for scan in source(session, order_no, key)]
    return sorted(found, key=lambda scan: (scan.effective_at, scan.op_id))


def completeness_of(session: Session, order_no: str) -> list[DeviceProgress]:
    """All registered phones of an order."""
    return [row for source in _completeness for row in source(session, order_no)]


def tell_set_aside(session: Session, op_ids: Sequence[str]) -> None:
    """Tells every listener that these operations count no longer, so that a recount starts from nothing."""
    for listener in _set_aside:
        listener(session, op_ids)
