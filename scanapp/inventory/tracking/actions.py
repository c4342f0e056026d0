"""What people do with tracking codes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from scanapp.codes import code as code_of
from scanapp.codes import text_line
from scanapp.inventory.items import rules as item_rules
from scanapp.inventory.tracking import rules
from scanapp.inventory.tracking.errors import TrackingCodeExists
from scanapp.inventory.tracking.models import ItemTrackingCode


def create_tracking_code(
    session: Session, code: str, description: str = "", **flags: bool
) -> ItemTrackingCode:
    """A new tracking code; `flags` are its columns, completed by what they entail. TrackingCodeExists."""
    code = code_of(code, "tracking code", item_rules.SHORT_LENGTH)
    if session.get(ItemTrackingCode, code):
        raise TrackingCodeExists(tracking_code=code)
    text = text_line(description, "description")
    made = ItemTrackingCode(code=code, description=text, **rules.completed(flags))
    session.add(made)
    session.flush()
    return made
