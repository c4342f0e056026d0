"""Items, their units, variants, references and categories (domain 1 §1, 2, 10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scanapp.db import db
from scanapp.quantities import Quantity, UnitCost

COSTING_METHODS = ("FIFO", "LIFO", "Average", "Standard", "Specific")
ITEM_TYPES = ("Inventory", "Non-Inventory", "Service")


class ItemCategory(db.Model):
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("item_category.code"), default=None)
    description: Mapped[str] = mapped_column(String(100), default="")


class Item(db.Model):
    """A thing we stock, sell or count. Quantities of it are stored in `base_unit`."""

    no: Mapped[str] = mapped_column(String(20), primary_key=True)
    description: Mapped[str] = mapped_column(String(100), default="")
    description_2: Mapped[str] = mapped_column(String(100), default="")
    type: Mapped[str] = mapped_column(String(20), default="Inventory")
    base_unit: Mapped[str] = mapped_column(String(10))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("item_category.code"), default=None)
    costing_method: Mapped[str] = mapped_column(String(10), default="FIFO")
    unit_cost: Mapped[Decimal] = mapped_column(UnitCost, default=Decimal(0))
    standard_cost: Mapped[Decimal] = mapped_column(UnitCost, default=Decimal(0))
    last_direct_cost: Mapped[Decimal] = mapped_column(UnitCost, default=Decimal(0))
    unit_price: Mapped[Decimal] = mapped_column(UnitCost, default=Decimal(0))
    indirect_cost_percent: Mapped[Decimal] = mapped_column(UnitCost, default=Decimal(0))
    overhead_rate: Mapped[Decimal] = mapped_column(UnitCost, default=Decimal(0))
    tracking_code: Mapped[str | None] = mapped_column(ForeignKey("item_tracking_code.code"), default=None)
    is_blocked: Mapped[bool] = mapped_column(default=False)
    block_reason: Mapped[str] = mapped_column(String(250), default="")
    variant_mandatory_if_exists: Mapped[str] = mapped_column(String(10), default="Default")
    shelf_no: Mapped[str] = mapped_column(String(10), default="")
    vendor_item_no: Mapped[str] = mapped_column(String(50), default="")

    __table_args__ = (Index(None, "category_code"),)


class ItemUnit(db.Model):
    """How an item is counted. The base unit has exactly 1; `rounding_precision` is the grid of this unit, 0 for none."""

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    qty_per: Mapped[Decimal] = mapped_column(Quantity)
    rounding_precision: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))


class ItemVariant(db.Model):
    """The same item in another colour or size, counted apart."""

    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    description: Mapped[str] = mapped_column(String(100), default="")
    is_blocked: Mapped[bool] = mapped_column(default=False)


class ItemReference(db.Model):
    """Someone else's number or a barcode for our item, variant and unit. Not unique by number (domain 1 §10)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"))
    variant_code: Mapped[str] = mapped_column(String(10), default="")
    unit_code: Mapped[str] = mapped_column(String(10), default="")
    type: Mapped[str] = mapped_column(String(10), default="Bar Code")
    type_no: Mapped[str] = mapped_column(String(20), default="")
    reference_no: Mapped[str] = mapped_column(String(50))
    description: Mapped[str] = mapped_column(String(100), default="")
    starting_date: Mapped[date | None] = mapped_column(Date, default=None)
    ending_date: Mapped[date | None] = mapped_column(Date, default=None)

    __table_args__ = (
        UniqueConstraint("item_no", "variant_code", "unit_code", "type", "type_no", "reference_no"),
        Index(None, "reference_no"),
    )
