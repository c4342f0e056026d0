"""Pure decisions about tracking codes (domain 1 §8.1)."""

from __future__ import annotations

from collections.abc import Mapping

from scanapp.inventory.tracking.errors import WarehouseTrackingNeedsSpecific

DIMENSIONS = ("serial", "lot", "package")


def completed(flags: Mapping[str, bool]) -> dict[str, bool]:
    """The flags with what they entail: specific → warehouse tracking; strict or required expiry → dates.

    Refuses warehouse tracking without specific tracking.
    """
    full = dict(flags)
    for dimension in DIMENSIONS:
        specific = full.get(f"{dimension}_specific", False)
        if full.get(f"{dimension}_warehouse_tracking") and not specific:
            raise WarehouseTrackingNeedsSpecific(dimension=dimension)
        if specific:
            full[f"{dimension}_warehouse_tracking"] = True
    if full.get("strict_expiration_posting") or full.get("require_expiration_date_entry"):
        full["use_expiration_dates"] = True
    return full
