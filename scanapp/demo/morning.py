"""Jonas has counted two racks this morning: a phone in this process made what a real one would have sent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from flask import Flask

from scanapp import loopback
from scanapp.db import transaction
from scanapp.demo.goods import SEED
from scanapp.inventory.ledger.movements import StockKey
from scanapp.inventory.ledger.queries import stock_of_bin
from scanapp.quantities import decimal_text
from sync.device import Device

UNKNOWN = "4006381333931"  # somebody else's pen, found on the shelf
LOCATION = "KOLDING"


def count_racks(
    app: Flask, order: str, bins: Sequence[str], *, login: str, password: str, enrolled_by: str
) -> None:
    """Counts these bins as a person would: mostly right, a few short, one unknown code, one bin not finished."""
    rng = random.Random(SEED)
    phone, _wire = loopback.phone(
        app, "Jonas' telefon", login=login, password=password, enrolled_by=enrolled_by
    )
    phone.sync()
    with transaction(app.engine, write=False) as session:  # type: ignore[attr-defined]
        stock = {bin: stock_of_bin(session, LOCATION, bin) for bin in bins}
    for bin in bins:
        for key, quantity in stock[bin]:
            found = quantity - (rng.randrange(1, 4) if rng.random() < 0.12 and quantity > 4 else 0)
            _count(phone, order, key, found)
        if bin == bins[1]:
            phone.make("count.scan", order=order, location=LOCATION, bin=bin, raw=UNKNOWN)
        if bin != bins[-1]:
            phone.bin_done(order, LOCATION, bin)
    phone.sync()


def _count(phone: Device, order: str, key: StockKey, quantity: Decimal) -> None:
    numbers = {name: no for name, no in (("lot", key.lot_no), ("serial", key.serial_no)) if no}
    phone.make(
        "count.scan" if key.serial_no else "count.set",
        order=order,
        location=key.location_code,
        bin=key.bin_code,
        item=key.item_no,
        variant=key.variant_code,
        unit="STK",
        quantity=decimal_text(quantity),
        **numbers,
    )
