"""Posted counts, for the protocol page."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from scanapp.errors import NotFound
from scanapp.inventory.counting.models import PostedPhysicalInventoryOrder


def posted_order(session: Session, no: str) -> PostedPhysicalInventoryOrder:
    """The posted count `no`, with its lines and recordings. NotFound."""
    order = PostedPhysicalInventoryOrder
    whole = select(order).options(selectinload(order.lines), selectinload(order.recordings))
    found = session.scalar(whole.where(order.no == no))
    if found is None:
        raise NotFound(what="Count", key=no[:40])
    return found


def posted_no(session: Session, order_no: str) -> str:
    """Under which number the count `order_no` was posted. NotFound."""
    order = PostedPhysicalInventoryOrder
    found = session.scalar(select(order.no).where(order.pre_assigned_no == order_no))
    if found is None:
        raise NotFound(what="Count", key=order_no[:40])
    return found
