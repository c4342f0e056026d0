"""Planned rows of the books, field for field the columns of `models.py`, with values as the database stores them.

Quantities and costs are integers of 5 places, amounts of 2, instants and dates ISO text, flags 0 or 1. A reference
below zero means a row of the same plan: −1 is the first of its table. `numbered` turns them into entry numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Row:
    """What every row of the books carries: when we learned of it, from whom, in which register."""

    posted_at: str = ""
    register_no: int = 0
    actor_id: int | None = None
    device_id: str = ""
    op_id: str = ""
    row_hash: str = ""


@dataclass(slots=True, kw_only=True)
class DocumentRow(Row):
    item_no: str
    variant_code: str
    location_code: str
    posting_date: str
    document_type: str = ""
    document_no: str = ""
    document_line_no: int = 0
    reason_code: str = ""
    source_code: str = ""


@dataclass(slots=True, kw_only=True)
class EventRow(DocumentRow):
    effective_at: str
    eff_lo: str
    eff_hi: str
    rule: str = ""
    set_no: int = 0
    linked_to: int = 0


@dataclass(slots=True, kw_only=True)
class ItemEntry(EventRow):
    entry_no: int
    entry_type: str
    quantity: int
    remaining_quantity: int
    open: int
    positive: int
    invoiced_quantity: int
    completely_invoiced: int = 1
    applied_entry_to_adjust: int = 0
    last_invoice_date: str | None = None
    document_date: str | None = None
    order_type: str = ""
    order_no: str = ""
    order_line_no: int = 0
    unit_of_measure_code: str = ""
    qty_per_unit: int = 100_000
    warranty_date: str | None = None
    applies_to_entry: int = 0
    correction: int = 0
    assemble_to_order: int = 0
    item_category_code: str = ""
    linked_warehouse_entry_no: int = 0
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""
    expiration_date: str | None = None


@dataclass(slots=True, kw_only=True)
class Application(Row):
    entry_no: int
    item_ledger_entry_no: int
    inbound_entry_no: int
    outbound_entry_no: int
    quantity: int
    posting_date: str
    cost_application: int = 0
    fixed: int = 0
    transferred_from_entry_no: int = 0
    outbound_entry_is_updated: int = 0
    reverses_entry_no: int = 0


@dataclass(slots=True, kw_only=True)
class Value(DocumentRow):
    entry_no: int
    item_ledger_entry_no: int
    item_ledger_entry_type: str
    entry_type: str
    valuation_date: str
    item_ledger_entry_quantity: int
    valued_quantity: int
    invoiced_quantity: int
    cost_per_unit: int
    cost_amount_actual: int
    capacity_entry_no: int = 0
    variance_type: str = ""
    expected_cost: int = 0
    cost_amount_expected: int = 0
    cost_amount_non_inventoriable: int = 0
    cost_posted_to_gl: int = 0
    expected_cost_posted_to_gl: int = 0
    valued_by_average_cost: int = 0
    adjustment: int = 0
    applies_to_entry: int = 0
    item_charge_no: str = ""


@dataclass(slots=True, kw_only=True)
class BinEntry(EventRow):
    entry_no: int
    entry_type: str
    bin_code: str
    quantity: int
    quantity_base: int
    zone_code: str = ""
    unit_of_measure_code: str = ""
    qty_per_unit: int = 100_000
    item_ledger_entry_no: int = 0
    lot_no: str = ""
    serial_no: str = ""
    package_no: str = ""
    expiration_date: str | None = None


@dataclass(slots=True, kw_only=True)
class CountEntry(EventRow):
    entry_no: int
    entry_type: str
    bin_code: str
    qty_calculated: int
    qty_phys_inventory: int
    quantity: int
    unit_cost: int
    amount: int
    unit_of_measure_code: str = ""
    last_item_ledger_entry_no: int = 0
    counting_period_code: str = ""
    counting_period_type: str = ""


@dataclass(slots=True, kw_only=True)
class Anchor(Row):
    anchor_no: int
    item_no: str
    variant_code: str
    location_code: str
    bin_code: str
    lot_no: str
    serial_no: str
    package_no: str
    at: str
    quantity: int
    physical_inventory_entry_no: int
    document_no: str = ""


@dataclass(slots=True)
class Rows:
    """The rows of one posting by table, each list in the order of entry numbers."""

    item: list[ItemEntry] = field(default_factory=list)
    application: list[Application] = field(default_factory=list)
    value: list[Value] = field(default_factory=list)
    warehouse: list[BinEntry] = field(default_factory=list)
    physical: list[CountEntry] = field(default_factory=list)
    anchor: list[Anchor] = field(default_factory=list)
    sets: int = 0

    def tables(self) -> dict[str, list[Row]]:
        """The rows under the names that `models.TABLES` uses."""
        return {name: getattr(self, name) for name in REFERENCES}


# The columns of each table that hold numbers, and the table whose rows they number.
REFERENCES: dict[str, dict[str, str]] = {
    "item": {
        "entry_no": "item",
        "linked_to": "item",
        "applies_to_entry": "item",
        "linked_warehouse_entry_no": "warehouse",
        "set_no": "set",
    },
    "application": {
        "entry_no": "application",
        "item_ledger_entry_no": "item",
        "inbound_entry_no": "item",
        "outbound_entry_no": "item",
        "transferred_from_entry_no": "item",
    },
    "value": {"entry_no": "value", "item_ledger_entry_no": "item"},
    "warehouse": {
        "entry_no": "warehouse",
        "item_ledger_entry_no": "item",
        "linked_to": "warehouse",
        "set_no": "set",
    },
    "physical": {"entry_no": "physical"},
    "anchor": {"anchor_no": "anchor", "physical_inventory_entry_no": "physical"},
}


def numbered(rows: Rows, first: Mapping[str, int], register_no: int) -> None:
    """Gives every row its numbers: `first` is the first free one by table name, and by "set"."""
    for name, table in rows.tables().items():
        references = REFERENCES[name].items()
        for row in table:
            row.register_no = register_no
            for column, target in references:
                local = getattr(row, column)
                if local < 0:
                    setattr(row, column, first[target] - local - 1)
