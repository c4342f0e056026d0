"""Eight weeks of the company's stock, posted week by week: deliveries, sales, bin moves, transfers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scanapp.demo.goods import SEED, TRACKING
from scanapp.inventory.items.rules import ItemDraft
from scanapp.inventory.ledger.movements import BIN_MOVE, PURCHASE, SALE, TRANSFER, Movement, StockKey
from scanapp.inventory.ledger.posting import post

WEEKS = 8
ZONE = ZoneInfo("Europe/Copenhagen")
MAIN, SECOND = "KOLDING", "RINGSTED"
SHELF_LIFE = timedelta(days=540)


@dataclass
class _Shelves:
    """What the books hold while the history is made up, so that nothing is sold that was never delivered."""

    bins: Mapping[str, Sequence[str]]
    reserve: Mapping[str, Sequence[str]]
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    stock: dict[StockKey, int] = field(default_factory=dict)
    serials: int = 1000

    def home(self, place: str, item_no: str, variant: str) -> str:
        """The bin where an item lives, always the same one."""
        pick = [code for code in self.bins[place] if code not in set(self.reserve[place])]
        return pick[(int(item_no[2:]) * 7 + sum(map(ord, variant))) % len(pick)]

    def add(self, key: StockKey, quantity: int) -> None:
        self.stock[key] = self.stock.get(key, 0) + quantity

    def held(self, place: str) -> list[tuple[StockKey, int]]:
        """What can be taken at a location."""
        return [(key, n) for key, n in self.stock.items() if n > 0 and key.location_code == place]


def post_weeks(
    session: Session,
    drafts: Sequence[ItemDraft],
    bins: Mapping[str, Sequence[str]],
    reserve: Mapping[str, Sequence[str]],
    *,
    actor: int,
    now: datetime,
) -> None:
    """Posts the weeks before `now`, each with its deliveries first and the sales of its days after them."""
    shelves = _Shelves(bins, reserve)
    goods = [draft for draft in drafts if draft.values["type"] == "Inventory"]
    monday = (now.astimezone(ZONE) - timedelta(days=now.astimezone(ZONE).weekday())).replace(
        hour=6, minute=30
    )
    for week in range(WEEKS, 0, -1):
        start = (monday - timedelta(weeks=week)).astimezone(UTC).replace(second=0, microsecond=0)
        steps = (
            (_deliveries(shelves, goods, week, start), 4),
            (_moves(shelves, start), 10),
            (_transfers(shelves, week, start), 30),
            (_sales(shelves, week, start), 110),
        )
        for movements, hours in steps:
            if lines := sorted(movements, key=lambda m: m.effective_at or start):
                post(session, lines, actor=actor, at=start + timedelta(hours=hours))


def _movement(kind: str, key: StockKey, quantity: int, document: str, at: datetime, **more: Any) -> Movement:
    return Movement(
        kind,
        key.item_no,
        key.location_code,
        Decimal(quantity),
        posting_date=at.astimezone(ZONE).date(),
        document_no=document,
        variant_code=key.variant_code,
        bin_code=key.bin_code,
        lot_no=key.lot_no,
        serial_no=key.serial_no,
        effective_at=at,
        **more,
    )


def _deliveries(
    shelves: _Shelves, goods: Sequence[ItemDraft], week: int, start: datetime
) -> Iterator[Movement]:
    """Everything once in the first week, then a fifth of the range again each week."""
    rng, document = shelves.rng, f"KØB-{2100 - week}"
    for draft in goods:
        kind = draft.values["tracking_code"]
        if week < WEEKS and rng.random() > 0.2:
            continue
        for variant in [v.code for v in draft.variants] or [""]:
            place = SECOND if rng.random() < 0.22 else MAIN
            at = start + timedelta(minutes=rng.randrange(0, 200))
            for key, quantity, expires in _received(shelves, draft, variant, place, kind, week, start):
                shelves.add(key, quantity)
                cost = draft.values["unit_cost"] * Decimal(rng.choice(("0.96", "1", "1", "1.03")))
                more = {
                    "unit_cost": round(cost, 2),
                    "expiration_date": expires,
                    "unit_of_measure_code": "STK",
                }
                yield _movement(PURCHASE, key, quantity, document, at, **more)


def _received(
    shelves: _Shelves, draft: ItemDraft, variant: str, place: str, kind: str, week: int, start: datetime
) -> Iterator[tuple[StockKey, int, Any]]:
    rng, home = shelves.rng, shelves.home(place, draft.no, variant)
    key = StockKey(place, home, draft.no, variant)
    if kind == TRACKING["serial"]:
        for _ in range(rng.randrange(1, 4)):
            shelves.serials += rng.randrange(1, 9)
            yield key._replace(serial_no=f"NH26{shelves.serials:06d}"), 1, None
    elif kind == TRACKING["lot"]:
        lot = f"L{start.astimezone(ZONE):%y%W}{rng.choice('AB')}"
        yield key._replace(lot_no=lot), rng.randrange(6, 60), (start + SHELF_LIFE).astimezone(ZONE).date()
    else:
        cheap = draft.values["unit_cost"] < 60
        quantity = rng.randrange(20, 160) if cheap else rng.randrange(2, 24)
        yield key, quantity, None
        if week == WEEKS and cheap:
            yield key._replace(bin_code=rng.choice(shelves.reserve[place])), rng.randrange(40, 200), None


def _moves(shelves: _Shelves, start: datetime) -> Iterator[Movement]:
    """Refills: from the reserve to where the item lives."""
    rng = shelves.rng
    for place, reserve in shelves.reserve.items():
        stored = [(key, n) for key, n in shelves.held(place) if key.bin_code in reserve]
        for key, n in rng.sample(stored, min(len(stored), 25)):
            quantity, home = min(n, rng.randrange(10, 60)), shelves.home(place, key.item_no, key.variant_code)
            at = start + timedelta(hours=4, minutes=rng.randrange(0, 300))
            shelves.add(key, -quantity)
            shelves.add(key._replace(bin_code=home), quantity)
            yield _movement(BIN_MOVE, key, quantity, "FLYT", at, new_bin_code=home)


def _transfers(shelves: _Shelves, week: int, start: datetime) -> Iterator[Movement]:
    """Every other week the second site is supplied from the first."""
    rng = shelves.rng
    stored = [(key, n) for key, n in shelves.held(MAIN) if n >= 8 and not key.serial_no]
    for key, n in rng.sample(stored, min(len(stored), 90)) if week % 2 else ():
        quantity, home = rng.randrange(2, n // 2), shelves.home(SECOND, key.item_no, key.variant_code)
        at = start + timedelta(hours=24, minutes=rng.randrange(0, 300))
        shelves.add(key, -quantity)
        shelves.add(key._replace(location_code=SECOND, bin_code=home), quantity)
        more = {"new_location_code": SECOND, "new_bin_code": home}
        yield _movement(TRANSFER, key, quantity, f"OVF-{60 - week}", at, **more)


def _sales(shelves: _Shelves, week: int, start: datetime) -> Iterator[Movement]:
    """A few hundred order lines over five working days."""
    rng = shelves.rng
    for place, lines in ((MAIN, 260), (SECOND, 90)):
        stored = shelves.held(place)
        for order, (key, n) in enumerate(rng.sample(stored, min(len(stored), lines))):
            quantity = 1 if key.serial_no else rng.randrange(1, max(2, n // 3))
            day, minute = divmod(order * 5 // lines * 1440 + rng.randrange(0, 480), 1440)
            at = start + timedelta(days=day, hours=5, minutes=minute)
            shelves.add(key, -quantity)
            yield _movement(SALE, key, -quantity, f"SO-{7000 - week * 100 + order // 4}", at)
