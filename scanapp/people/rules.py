"""Who may do what: one pure function, deny by default (sync-protocol §12.1)."""

from __future__ import annotations

from collections.abc import Collection

ROLES = ("counter", "supervisor", "administrator")

_COUNTER = frozenset({"scan", "office.sign-in"})
_SUPERVISOR = _COUNTER | {
    "count.see",
    "count.order",
    "count.decide",
    "count.approve",
    "count.post",
    "stock.see",
    "ledger.see",
    "item.see",
    "item.import",
    "label.print",
    "device.see",
    "device.enrol",
    "device.revoke",
}
RIGHTS: dict[str, frozenset[str]] = {
    "counter": _COUNTER,
    "supervisor": _SUPERVISOR,
    "administrator": _SUPERVISOR | {"people.manage", "location.manage", "movement.post"},
}


def can(
    role: str,
    action: str,
    *,
    is_disabled: bool = False,
    location: str | None = None,
    locations: Collection[str] = (),
) -> bool:
    """Whether a person of `role`, permitted in `locations`, may do `action` (there).

    Approve and post are two rights. A disabled person may do nothing; a location that is not granted is refused.
    """
    if is_disabled or action not in RIGHTS.get(role, frozenset()):
        return False
    return location is None or location in locations
