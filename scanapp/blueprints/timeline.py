"""The picture of one count: stock over time, the scans of every phone, earlier counts. Pure geometry; no words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from scanapp.inventory.counting.views import LineDetail, TimelineMovement

WIDTH, LEFT, RIGHT = 560, 22, 538
TOP, BOTTOM, AXIS, ROW = 34, 96, 118, 20
TICK_GAP, LABEL_GAP = 50, 96
AROUND = timedelta(hours=2)


@dataclass(frozen=True)
class Dot:
    """Something at an instant; `thing` is the scan, movement or anchor it stands for."""

    x: float
    y: float
    at: datetime
    thing: object
    has_label: bool = False


@dataclass(frozen=True)
class Lane:
    """The scans of one phone, one row under the axis."""

    name: str
    y: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Timeline:
    """Everything placed in a box of `WIDTH` x `height`. `steps` is the path of the stock; `band` the interval."""

    height: float
    steps: str
    start: tuple[float, float, Decimal] | None
    movements: tuple[Dot, ...]
    anchors: tuple[Dot, ...]
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[float, datetime], ...]
    band: tuple[float, float] | None
    count: Dot | None
    levels: tuple[float, ...] = ()
    axis: float = AXIS
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP

    @property
    def count_label_y(self) -> float:
        """Where the label of the count stands: below its dot when the stock's line would run through it."""
        if self.count is None:
            return 0
        is_on_line = any(abs(self.count.y - y) < 16 for y in self.levels)
        return self.count.y + (26 if is_on_line else 5)

    @property
    def count_label_left(self) -> bool:
        """Whether the label of the count has no room on its right."""
        return self.count is not None and self.count.x > self.right - 150


class _Scale:
    """Instants to x, with room on both sides; quantities to y, zero included when it is near."""

    def __init__(self, instants: Sequence[datetime], quantities: Sequence[Decimal]) -> None:
        first, last = min(instants), max(instants)
        room = max((last - first) * 0.12, timedelta(minutes=2))
        self.first, self.span = first - room, last - first + 2 * room
        low, high = min(quantities), max(quantities)
        self.low, self.height = low, max(high - low, Decimal(1))

    def x(self, at: datetime) -> float:
        return round(LEFT + (at - self.first) / self.span * (RIGHT - LEFT), 1)

    def y(self, quantity: Decimal) -> float:
        return round(BOTTOM - float((quantity - self.low) / self.height) * (BOTTOM - TOP), 1)


def timeline(detail: LineDetail) -> Timeline | None:
    """The drawing of a line; None when nothing happened that has a time."""
    row = detail.row
    first, last = _window(detail)
    near = [move for move in detail.movements if first <= move.effective_at <= last]
    anchors = [anchor for anchor in detail.anchors if first <= anchor.at <= last]
    instants = [
        *(scan.effective_at for scan in detail.scans),
        *(move.effective_at for move in near),
        *(anchor.at for anchor in anchors),
        *(at for at in (row.counted_at, detail.counted_lo, detail.counted_hi) if at),
    ]
    if not instants:
        return None
    moves = sorted(near, key=lambda move: (move.effective_at, move.entry_no))
    before = moves[0].balance - moves[0].quantity if moves else row.stock_at_count
    levels = [
        level for level in (before, *(move.balance for move in moves), row.counted) if level is not None
    ]
    scale = _Scale(instants, levels or [Decimal(0)])
    lanes = _lanes(detail, scale)
    return Timeline(
        height=(lanes[-1].y + ROW if lanes else AXIS + 8) + 22,
        steps=_steps(moves, before, scale),
        start=(LEFT, scale.y(before), before) if before is not None else None,
        movements=_movements(moves, scale),
        anchors=tuple(Dot(scale.x(a.at), AXIS, a.at, a) for a in anchors),
        lanes=lanes,
        ticks=_ticks(row.counted_at, instants, scale),
        band=_band(detail, scale),
        count=_count(detail, scale),
        levels=tuple(
            scale.y(level) for level in (before, *(move.balance for move in moves)) if level is not None
        ),
    )


def _window(detail: LineDetail) -> tuple[datetime, datetime]:
    # Around the count, or what is hours away would press it together; the list below has everything.
    seen = [scan.effective_at for scan in detail.scans]
    seen += [at for at in (detail.counted_lo, detail.row.counted_at, detail.counted_hi) if at]
    if not seen:
        return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    room = max(AROUND, 3 * (max(seen) - min(seen)))
    return min(seen) - room, max(seen) + room


def _steps(moves: Sequence[TimelineMovement], before: Decimal | None, scale: _Scale) -> str:
    if before is None:
        return ""
    path = [f"M{LEFT} {scale.y(before)}"]
    for move in moves:
        path += [f"H{scale.x(move.effective_at)}", f"V{scale.y(move.balance)}"]
    return " ".join([*path, f"H{RIGHT}"])


def _movements(moves: Sequence[TimelineMovement], scale: _Scale) -> tuple[Dot, ...]:
    dots, free = [], float(LEFT) + 40
    for move in moves:
        x = scale.x(move.effective_at)
        has_label = x >= free and x < RIGHT - LABEL_GAP / 2
        free = x + LABEL_GAP if has_label else free
        dots.append(Dot(x, scale.y(move.balance), move.effective_at, move, has_label))
    return tuple(dots)


def _lanes(detail: LineDetail, scale: _Scale) -> tuple[Lane, ...]:
    phones: dict[str, list[Dot]] = {}
    names: dict[str, str] = {}
    for scan in detail.scans:
        names.setdefault(scan.device_id, scan.device_name or scan.device_id)
        y = AXIS + ROW * (list(names).index(scan.device_id) + 1)
        phones.setdefault(scan.device_id, []).append(
            Dot(scale.x(scan.effective_at), y, scan.effective_at, scan)
        )
    return tuple(Lane(names[id], dots[0].y, tuple(dots)) for id, dots in phones.items())


def _ticks(
    counted_at: datetime | None, instants: Iterable[datetime], scale: _Scale
) -> tuple[tuple[float, datetime], ...]:
    # The count's own time always; others where there is room.
    kept: list[tuple[float, datetime]] = []
    for at in [*([counted_at] if counted_at else []), *sorted(set(instants))]:
        x = scale.x(at)
        if all(abs(x - other) >= TICK_GAP for other, _at in kept):
            kept.append((x, at))
    return tuple(sorted(kept))


def _band(detail: LineDetail, scale: _Scale) -> tuple[float, float] | None:
    if detail.counted_lo is None or detail.counted_hi is None:
        return None
    lo, hi = scale.x(detail.counted_lo), scale.x(detail.counted_hi)
    return (lo, round(hi - lo, 1)) if hi - lo >= 4 else (lo - 2, 4.0)


def _count(detail: LineDetail, scale: _Scale) -> Dot | None:
    row = detail.row
    if row.counted_at is None or row.counted is None:
        return None
    return Dot(scale.x(row.counted_at), scale.y(row.counted), row.counted_at, row)
