"""What screens and phones see of counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scanapp.errors import NotFound
from scanapp.inventory.counting.models import (
    BinReport,
    PhysicalInventoryOrder,
    PhysicalInventoryOrderBin,
    PhysicalInventoryOrderLine,
    PhysicalInventoryRecording,
    PhysicalInventoryRecordingLine,
    PostedPhysicalInventoryOrder,
    PostedPhysicalInventoryOrderLine,
)
from scanapp.inventory.counting.orders import bin_row, get_order, order_row
from scanapp.inventory.counting.phone_recordings import POSTED, order_states
from scanapp.inventory.counting.ports import completeness_of
from scanapp.inventory.counting.recordings import standing_lines
from scanapp.inventory.counting.views import BinProgress, OrderRow, PersonProgress, Progress
from scanapp.inventory.counting.workbench import line_detail, queue
from scanapp.inventory.review.queries import open_counts

__all__ = [
    "COLUMNS",
    "catalogue_rows",
    "get_order",
    "line_detail",
    "open_orders",
    "order_states",
    "orders",
    "posted_no",
    "posted_order",
    "progress",
    "queue",
]

COLUMNS = {
    "order": ["no", "location", "description", "status", "blind", "mode"],
    "order_bin": ["order", "location", "bin", "rank"],
}


def catalogue_rows(session: Session, entity: str, scope: str) -> Iterator[tuple[str, list[Any]]]:
    """(key, row) of every `order` or `order_bin` that a phone in scope `loc:<code>` holds: no lines, ever."""
    if not scope.startswith("loc:"):
        return
    order, row = PhysicalInventoryOrder, PhysicalInventoryOrderBin
    of_location = order.location_code == scope.removeprefix("loc:")
    if entity == "order":
        for found in session.scalars(select(order).where(of_location).order_by(order.no)):
            yield found.no, order_row(found)
    elif entity == "order_bin":
        rows = select(order, row).join(row).where(of_location).order_by(order.no, row.rank, row.bin_code)
        for found, place in session.execute(rows):
            yield f"{found.no}|{place.bin_code}", bin_row(found, place)


def orders(session: Session, locations: Collection[str], *, posted: int = 50) -> list[OrderRow]:
    """Live orders of these locations, the newest first, then the last `posted` posted ones."""
    return open_orders(session, locations) + _posted_orders(session, locations, posted)


def open_orders(session: Session, locations: Collection[str], *, limit: int = 500) -> list[OrderRow]:
    """Live orders of these locations, open and finished, the newest first."""
    order, line = PhysicalInventoryOrder, PhysicalInventoryOrderLine
    found = session.scalars(
        select(order).where(order.location_code.in_(locations)).order_by(order.id.desc()).limit(limit)
    ).all()
    ids = [row.id for row in found]
    lines = _counts(session, select(line.order_id, func.count()).where(line.order_id.in_(ids)), line.order_id)
    counted = _counted_keys(session, ids)
    cases = open_counts(session, [row.no for row in found])
    return [
        _row(row, row.no, row.status, lines.get(row.id, 0), counted.get(row.id, 0), cases.get(row.no, 0))
        for row in found
    ]


def posted_no(session: Session, order_no: str) -> str:
    """The number under which an order was posted; NotFound when it was not."""
    posted = PostedPhysicalInventoryOrder
    found = session.scalar(select(posted.no).where(posted.pre_assigned_no == order_no))
    if found is None:
        raise NotFound(what="Count", key=order_no[:20])
    return found


def posted_order(session: Session, no: str) -> PostedPhysicalInventoryOrder:
    """The posted order `no` with its lines and recordings."""
    posted = PostedPhysicalInventoryOrder
    found = session.scalar(select(posted).where(posted.no == no))
    if found is None:
        raise NotFound(what="Posted count", key=no[:20])
    return found


def _posted_orders(session: Session, locations: Collection[str], limit: int) -> list[OrderRow]:
    order, line = PostedPhysicalInventoryOrder, PostedPhysicalInventoryOrderLine
    found = session.scalars(
        select(order).where(order.location_code.in_(locations)).order_by(order.id.desc()).limit(limit)
    ).all()
    ids = [row.id for row in found]
    lines = _counts(session, select(line.order_id, func.count()).where(line.order_id.in_(ids)), line.order_id)
    cases = open_counts(session, [row.pre_assigned_no for row in found])
    return [
        _row(
            row,
            row.pre_assigned_no,
            POSTED,
            lines.get(row.id, 0),
            lines.get(row.id, 0),
            cases.get(row.pre_assigned_no, 0),
            posted_no=row.no,
            posted_at=row.posted_at,
        )
        for row in found
    ]


def _row(order: Any, no: str, status: str, lines: int, counted: int, cases: int, **posted: Any) -> OrderRow:
    return OrderRow(
        no=no,
        location_code=order.location_code,
        description=order.description,
        status=status,
        is_blind=order.is_blind,
        mode=order.mode,
        created_at=order.created_at,
        lines=lines,
        counted_lines=counted,
        open_cases=cases,
        **posted,
    )


def _counts(session: Session, statement: Any, group: Any) -> dict[int, int]:
    return dict(session.execute(statement.group_by(group)).all())


def _counted_keys(session: Session, order_ids: list[int]) -> dict[int, int]:
    recording, row = PhysicalInventoryRecording, PhysicalInventoryRecordingLine
    keys = (
        select(recording.order_id, row.item_no, row.variant_code, row.location_code, row.bin_code)
        .join(row)
        .where(recording.order_id.in_(order_ids), row.is_recorded.is_(True), row.is_set_aside.is_(False))
        .distinct()
        .subquery()
    )
    return _counts(session, select(keys.c.order_id, func.count()), keys.c.order_id)


def progress(session: Session, order: PhysicalInventoryOrder) -> Progress:
    """How far an order is, per bin, person and phone. Without bins there is one row with bin ''."""
    rows = standing_lines(order.recordings)
    keys = {line.key for line in order.lines} | {row.key for row in rows}
    counted = {row.key for row in rows}
    empty = {report.bin_code for report in order.reports if report.empty_at}
    counted |= {line.key for line in order.lines if line.bin_code in empty}
    ranks = {row.bin_code: row.rank for row in order.bins} or {"": 0}
    ranks |= {key[3]: max(ranks.values()) + 1 for key in sorted(keys) if key[3] not in ranks}
    bins = [_bin(order, code, rank, keys, counted, rows) for code, rank in ranks.items()]
    return Progress(
        bins=tuple(sorted(bins, key=lambda row: (row.rank, row.bin_code))),
        people=tuple(_people(order, rows)),
        devices=tuple(completeness_of(session, order.no)),
        lines=len(keys),
        counted_lines=len(counted),
        to_decide=open_counts(session, [order.no]).get(order.no, 0),
    )


def _bin(
    order: PhysicalInventoryOrder,
    code: str,
    rank: int,
    keys: set[tuple[str, str, str, str]],
    counted: set[tuple[str, str, str, str]],
    rows: list[PhysicalInventoryRecordingLine],
) -> BinProgress:
    reports = [report for report in order.reports if report.bin_code == code]
    here = [row for row in rows if row.bin_code == code]
    people = {row.recorded_by for row in here} | {report.person_id for report in reports}
    times = [row.recorded_at for row in here] + [report.empty_at for report in reports]
    return BinProgress(
        bin_code=code,
        rank=rank,
        state=_state(reports, bool(here)),
        person_ids=tuple(sorted(person for person in people if person is not None)),
        lines=sum(key[3] == code for key in keys),
        counted_lines=sum(key[3] == code for key in counted),
        last_at=_latest(times),
    )


def _state(reports: list[BinReport], has_lines: bool) -> str:
    if any(report.is_done and not report.is_complete for report in reports):
        return "incomplete"
    if any(report.empty_at for report in reports) and not has_lines:
        return "empty"
    if any(report.is_done for report in reports):
        return "done"
    return "counting" if has_lines else "not_started"


def _people(
    order: PhysicalInventoryOrder, rows: list[PhysicalInventoryRecordingLine]
) -> Iterator[PersonProgress]:
    by_person: dict[int | None, list[PhysicalInventoryRecordingLine]] = defaultdict(list)
    for row in rows:
        by_person[row.recorded_by].append(row)
    for report in order.reports:
        by_person.setdefault(report.person_id, [])
    for person_id, own in sorted(by_person.items(), key=lambda pair: pair[0] or 0):
        reports = [report for report in order.reports if report.person_id == person_id]
        finished = {report.bin_code for report in reports if report.is_done or report.empty_at}
        yield PersonProgress(
            person_id=person_id,
            bins_done=len(finished),
            bins_started=len(finished | {row.bin_code for row in own}),
            lines=len(own),
            last_at=_latest([row.recorded_at for row in own] + [report.empty_at for report in reports]),
        )


def _latest(times: list[datetime | None]) -> datetime | None:
    return max((time for time in times if time), default=None)
