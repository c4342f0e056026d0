"""The first schema: what issue A's nouns keep, and the counter row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scanapp import feed

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.String(length=24).with_variant(sa.String(length=24, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_kind_subject_at"), "attempt", ["kind", "subject", "at"], unique=False)
    op.create_table(
        "bin_balance",
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "item_no",
            "location_code",
            "bin_code",
            "variant_code",
            "lot_no",
            "serial_no",
            "package_no",
            name=op.f("pk_bin_balance"),
        ),
    )
    op.create_index("ix_bin_balance_bin", "bin_balance", ["location_code", "bin_code"], unique=False)
    op.create_table(
        "change",
        sa.Column("v", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("v", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_scope_v"), "change", ["scope", "v"], unique=False)
    op.create_table(
        "count_anchor",
        sa.Column("anchor_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("physical_inventory_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=20), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("anchor_no", name=op.f("pk_count_anchor")),
    )
    op.create_index(
        "ix_count_anchor_place_time",
        "count_anchor",
        ["item_no", "location_code", "bin_code", "variant_code", "at"],
        unique=False,
    )
    op.create_index(op.f("ix_count_anchor_register_no"), "count_anchor", ["register_no"], unique=False)
    op.create_table(
        "count_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(length=20), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_task")),
    )
    op.create_index(
        op.f("ix_count_task_location_code_done_at"), "count_task", ["location_code", "done_at"], unique=False
    )
    op.create_index(
        op.f("ix_count_task_order_no_done_at"), "count_task", ["order_no", "done_at"], unique=False
    )
    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("v", sa.BigInteger(), nullable=False),
        sa.Column("entry_no", sa.BigInteger(), nullable=False),
        sa.Column("value_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("application_no", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("physical_inventory_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("anchor_no", sa.BigInteger(), nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("set_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
    )
    op.create_table(
        "item_application_entry",
        sa.Column("entry_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_ledger_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("inbound_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("outbound_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("posting_date", sa.Date(), nullable=False),
        sa.Column("cost_application", sa.SmallInteger(), nullable=False),
        sa.Column("fixed", sa.SmallInteger(), nullable=False),
        sa.Column("transferred_from_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("outbound_entry_is_updated", sa.SmallInteger(), nullable=False),
        sa.Column("reverses_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=20), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_item_application_entry")),
    )
    op.create_index(
        op.f("ix_item_application_entry_inbound_entry_no"),
        "item_application_entry",
        ["inbound_entry_no"],
        unique=False,
    )
    op.create_index(
        op.f("ix_item_application_entry_item_ledger_entry_no"),
        "item_application_entry",
        ["item_ledger_entry_no"],
        unique=False,
    )
    op.create_index(
        op.f("ix_item_application_entry_outbound_entry_no"),
        "item_application_entry",
        ["outbound_entry_no"],
        unique=False,
    )
    op.create_index(
        op.f("ix_item_application_entry_register_no"), "item_application_entry", ["register_no"], unique=False
    )
    op.create_table(
        "item_balance",
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "item_no",
            "location_code",
            "variant_code",
            "lot_no",
            "serial_no",
            "package_no",
            name=op.f("pk_item_balance"),
        ),
    )
    op.create_index("ix_item_balance_location", "item_balance", ["location_code", "item_no"], unique=False)
    op.create_index("ix_item_balance_serial", "item_balance", ["serial_no", "item_no"], unique=False)
    op.create_table(
        "item_category",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=20), nullable=True),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["item_category.code"], name=op.f("fk_item_category_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_item_category")),
    )
    op.create_table(
        "item_ledger_entry",
        sa.Column("entry_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_type", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("remaining_quantity", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("positive", sa.SmallInteger(), nullable=False),
        sa.Column("invoiced_quantity", sa.BigInteger(), nullable=False),
        sa.Column("completely_invoiced", sa.SmallInteger(), nullable=False),
        sa.Column("applied_entry_to_adjust", sa.SmallInteger(), nullable=False),
        sa.Column("last_invoice_date", sa.Date(), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("order_type", sa.String(length=20), nullable=False),
        sa.Column("order_no", sa.String(length=20), nullable=False),
        sa.Column("order_line_no", sa.Integer(), nullable=False),
        sa.Column("unit_of_measure_code", sa.String(length=10), nullable=False),
        sa.Column("qty_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("warranty_date", sa.Date(), nullable=True),
        sa.Column("applies_to_entry", sa.BigInteger(), nullable=False),
        sa.Column("correction", sa.SmallInteger(), nullable=False),
        sa.Column("assemble_to_order", sa.SmallInteger(), nullable=False),
        sa.Column("item_category_code", sa.String(length=20), nullable=False),
        sa.Column("linked_warehouse_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.Column("expiration_date", sa.Date(), nullable=True),
        sa.Column("posting_date", sa.Date(), nullable=False),
        sa.Column("document_type", sa.String(length=30), nullable=False),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("document_line_no", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("source_code", sa.String(length=10), nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("eff_lo", INSTANT, nullable=False),
        sa.Column("eff_hi", INSTANT, nullable=False),
        sa.Column("rule", sa.String(length=2), nullable=False),
        sa.Column("set_no", sa.BigInteger(), nullable=False),
        sa.Column("linked_to", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=20), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_item_ledger_entry")),
    )
    op.create_index(
        "ix_item_ledger_entry_document", "item_ledger_entry", ["document_no", "entry_no"], unique=False
    )
    op.create_index(
        "ix_item_ledger_entry_key_time",
        "item_ledger_entry",
        ["item_no", "location_code", "variant_code", "effective_at"],
        unique=False,
    )
    op.create_index(
        "ix_item_ledger_entry_open",
        "item_ledger_entry",
        ["item_no", "location_code", "variant_code"],
        unique=False,
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open = 1"),
    )
    op.create_index(
        op.f("ix_item_ledger_entry_register_no"), "item_ledger_entry", ["register_no"], unique=False
    )
    op.create_table(
        "item_tracking_code",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("serial_specific", sa.Boolean(), nullable=False),
        sa.Column("lot_specific", sa.Boolean(), nullable=False),
        sa.Column("package_specific", sa.Boolean(), nullable=False),
        sa.Column("serial_warehouse_tracking", sa.Boolean(), nullable=False),
        sa.Column("lot_warehouse_tracking", sa.Boolean(), nullable=False),
        sa.Column("package_warehouse_tracking", sa.Boolean(), nullable=False),
        sa.Column("use_expiration_dates", sa.Boolean(), nullable=False),
        sa.Column("strict_expiration_posting", sa.Boolean(), nullable=False),
        sa.Column("require_expiration_date_entry", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_item_tracking_code")),
    )
    op.create_table(
        "location",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("time_zone", sa.String(length=50), nullable=False),
        sa.Column("use_as_in_transit", sa.Boolean(), nullable=False),
        sa.Column("bin_mandatory", sa.Boolean(), nullable=False),
        sa.Column("require_receive", sa.Boolean(), nullable=False),
        sa.Column("require_put_away", sa.Boolean(), nullable=False),
        sa.Column("require_shipment", sa.Boolean(), nullable=False),
        sa.Column("require_pick", sa.Boolean(), nullable=False),
        sa.Column("directed_put_away_and_pick", sa.Boolean(), nullable=False),
        sa.Column("pick_according_to_fefo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_location")),
    )
    op.create_table(
        "number_series",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_number_series")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
    )
    op.create_table(
        "physical_inventory_entry",
        sa.Column("entry_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_type", sa.String(length=20), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("qty_calculated", sa.BigInteger(), nullable=False),
        sa.Column("qty_phys_inventory", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_of_measure_code", sa.String(length=10), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("last_item_ledger_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("counting_period_code", sa.String(length=10), nullable=False),
        sa.Column("counting_period_type", sa.String(length=10), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("posting_date", sa.Date(), nullable=False),
        sa.Column("document_type", sa.String(length=30), nullable=False),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("document_line_no", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("source_code", sa.String(length=10), nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("eff_lo", INSTANT, nullable=False),
        sa.Column("eff_hi", INSTANT, nullable=False),
        sa.Column("rule", sa.String(length=2), nullable=False),
        sa.Column("set_no", sa.BigInteger(), nullable=False),
        sa.Column("linked_to", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=20), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_physical_inventory_entry")),
    )
    op.create_index(
        "ix_physical_inventory_entry_place_time",
        "physical_inventory_entry",
        ["item_no", "location_code", "bin_code", "variant_code", "effective_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_physical_inventory_entry_register_no"),
        "physical_inventory_entry",
        ["register_no"],
        unique=False,
    )
    op.create_table(
        "physical_inventory_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("posting_no", sa.String(length=20), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("tolerance_quantity", sa.BigInteger(), nullable=True),
        sa.Column("tolerance_percent", sa.BigInteger(), nullable=True),
        sa.Column("tolerance_value", sa.BigInteger(), nullable=True),
        sa.Column("needs_second_person", sa.Boolean(), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("posting_date", sa.Date(), nullable=True),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("person_responsible_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_by", sa.Integer(), nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_inventory_order")),
        sa.UniqueConstraint("no", name=op.f("uq_physical_inventory_order_no")),
    )
    op.create_table(
        "posted_physical_inventory_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=20), nullable=False),
        sa.Column("pre_assigned_no", sa.String(length=20), nullable=False),
        sa.Column("register_no", sa.Integer(), nullable=False),
        sa.Column("posted_by", sa.Integer(), nullable=True),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("posting_date", sa.Date(), nullable=True),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("person_responsible_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_by", sa.Integer(), nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_physical_inventory_order")),
        sa.UniqueConstraint("no", name=op.f("uq_posted_physical_inventory_order_no")),
    )
    op.create_index(
        op.f("ix_posted_physical_inventory_order_pre_assigned_no"),
        "posted_physical_inventory_order",
        ["pre_assigned_no"],
        unique=False,
    )
    op.create_table(
        "register",
        sa.Column("register_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("source_code", sa.String(length=10), nullable=False),
        sa.Column("from_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("to_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("from_application_no", sa.BigInteger(), nullable=False),
        sa.Column("to_application_no", sa.BigInteger(), nullable=False),
        sa.Column("from_value_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("to_value_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("from_warehouse_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("to_warehouse_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("from_physical_inventory_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("to_physical_inventory_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("from_anchor_no", sa.BigInteger(), nullable=False),
        sa.Column("to_anchor_no", sa.BigInteger(), nullable=False),
        sa.Column("rows_hash", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("register_no", name=op.f("pk_register")),
    )
    op.create_table(
        "review_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("target", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_case")),
    )
    op.create_index(
        op.f("ix_review_case_document_no_state"), "review_case", ["document_no", "state"], unique=False
    )
    op.create_index(op.f("ix_review_case_key_state"), "review_case", ["key", "state"], unique=False)
    op.create_index(op.f("ix_review_case_state_code"), "review_case", ["state", "code"], unique=False)
    op.create_table(
        "value_entry",
        sa.Column("entry_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item_ledger_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("capacity_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("item_ledger_entry_type", sa.String(length=20), nullable=False),
        sa.Column("entry_type", sa.String(length=20), nullable=False),
        sa.Column("variance_type", sa.String(length=30), nullable=False),
        sa.Column("valuation_date", sa.Date(), nullable=False),
        sa.Column("expected_cost", sa.SmallInteger(), nullable=False),
        sa.Column("item_ledger_entry_quantity", sa.BigInteger(), nullable=False),
        sa.Column("valued_quantity", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_quantity", sa.BigInteger(), nullable=False),
        sa.Column("cost_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount_actual", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount_expected", sa.BigInteger(), nullable=False),
        sa.Column("cost_amount_non_inventoriable", sa.BigInteger(), nullable=False),
        sa.Column("cost_posted_to_gl", sa.BigInteger(), nullable=False),
        sa.Column("expected_cost_posted_to_gl", sa.BigInteger(), nullable=False),
        sa.Column("valued_by_average_cost", sa.SmallInteger(), nullable=False),
        sa.Column("adjustment", sa.SmallInteger(), nullable=False),
        sa.Column("applies_to_entry", sa.BigInteger(), nullable=False),
        sa.Column("item_charge_no", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("posting_date", sa.Date(), nullable=False),
        sa.Column("document_type", sa.String(length=30), nullable=False),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("document_line_no", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("source_code", sa.String(length=10), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=20), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_value_entry")),
    )
    op.create_index("ix_value_entry_item_date", "value_entry", ["item_no", "valuation_date"], unique=False)
    op.create_index(
        op.f("ix_value_entry_item_ledger_entry_no"), "value_entry", ["item_ledger_entry_no"], unique=False
    )
    op.create_index(op.f("ix_value_entry_register_no"), "value_entry", ["register_no"], unique=False)
    op.create_table(
        "warehouse_entry",
        sa.Column("entry_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_type", sa.String(length=20), nullable=False),
        sa.Column("zone_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("unit_of_measure_code", sa.String(length=10), nullable=False),
        sa.Column("qty_per_unit", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("item_ledger_entry_no", sa.BigInteger(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.Column("expiration_date", sa.Date(), nullable=True),
        sa.Column("posting_date", sa.Date(), nullable=False),
        sa.Column("document_type", sa.String(length=30), nullable=False),
        sa.Column("document_no", sa.String(length=20), nullable=False),
        sa.Column("document_line_no", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("source_code", sa.String(length=10), nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("eff_lo", INSTANT, nullable=False),
        sa.Column("eff_hi", INSTANT, nullable=False),
        sa.Column("rule", sa.String(length=2), nullable=False),
        sa.Column("set_no", sa.BigInteger(), nullable=False),
        sa.Column("linked_to", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("register_no", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.String(length=20), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_no", name=op.f("pk_warehouse_entry")),
    )
    op.create_index(
        "ix_warehouse_entry_document", "warehouse_entry", ["document_no", "entry_no"], unique=False
    )
    op.create_index(
        "ix_warehouse_entry_key_time",
        "warehouse_entry",
        ["item_no", "location_code", "bin_code", "variant_code", "effective_at"],
        unique=False,
    )
    op.create_index(op.f("ix_warehouse_entry_register_no"), "warehouse_entry", ["register_no"], unique=False)
    op.create_table(
        "bin",
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("zone_code", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("is_in_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["location_code"], ["location.code"], name=op.f("fk_bin_location_code")),
        sa.PrimaryKeyConstraint("location_code", "code", name=op.f("pk_bin")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(length=200), nullable=True),
        sa.Column("enrolled_by", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("last_contact_at", INSTANT, nullable=True),
        sa.Column("pending_reported", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["enrolled_by"], ["person.id"], name=op.f("fk_device_enrolled_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_device_token_hash")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("device_id", sa.String(length=40), nullable=True),
        sa.Column("locations", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_enrolment_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_enrolment_code_hash")),
    )
    op.create_table(
        "item",
        sa.Column("no", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("description_2", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("base_unit", sa.String(length=10), nullable=False),
        sa.Column("category_code", sa.String(length=20), nullable=True),
        sa.Column("costing_method", sa.String(length=10), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=False),
        sa.Column("standard_cost", sa.BigInteger(), nullable=False),
        sa.Column("last_direct_cost", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("indirect_cost_percent", sa.BigInteger(), nullable=False),
        sa.Column("overhead_rate", sa.BigInteger(), nullable=False),
        sa.Column("tracking_code", sa.String(length=10), nullable=True),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("block_reason", sa.String(length=250), nullable=False),
        sa.Column("variant_mandatory_if_exists", sa.String(length=10), nullable=False),
        sa.Column("shelf_no", sa.String(length=10), nullable=False),
        sa.Column("vendor_item_no", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_code"], ["item_category.code"], name=op.f("fk_item_category_code")
        ),
        sa.ForeignKeyConstraint(
            ["tracking_code"], ["item_tracking_code.code"], name=op.f("fk_item_tracking_code")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_item")),
    )
    op.create_index(op.f("ix_item_category_code"), "item", ["category_code"], unique=False)
    op.create_table(
        "person_location",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_code"], ["location.code"], name=op.f("fk_person_location_location_code")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_location_person_id")),
        sa.PrimaryKeyConstraint("person_id", "location_code", name=op.f("pk_person_location")),
    )
    op.create_table(
        "physical_inventory_bin_report",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("manifest_n", sa.Integer(), nullable=False),
        sa.Column("manifest_digest", sa.String(length=64), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("empty_at", INSTANT, nullable=True),
        sa.Column("empty_lo", INSTANT, nullable=True),
        sa.Column("empty_hi", INSTANT, nullable=True),
        sa.Column("empty_op_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["physical_inventory_order.id"],
            name=op.f("fk_physical_inventory_bin_report_order_id"),
        ),
        sa.PrimaryKeyConstraint(
            "order_id", "person_id", "bin_code", name=op.f("pk_physical_inventory_bin_report")
        ),
    )
    op.create_table(
        "physical_inventory_order_bin",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["physical_inventory_order.id"],
            name=op.f("fk_physical_inventory_order_bin_order_id"),
        ),
        sa.PrimaryKeyConstraint("order_id", "bin_code", name=op.f("pk_physical_inventory_order_bin")),
    )
    op.create_table(
        "physical_inventory_order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("is_on_recording_lines", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("shelf_no", sa.String(length=10), nullable=False),
        sa.Column("base_unit", sa.String(length=10), nullable=False),
        sa.Column("use_item_tracking", sa.Boolean(), nullable=False),
        sa.Column("quantity_expected_base", sa.BigInteger(), nullable=False),
        sa.Column("is_expected_calculated", sa.Boolean(), nullable=False),
        sa.Column("expected_at", INSTANT, nullable=True),
        sa.Column("last_item_ledger_entry_no", sa.Integer(), nullable=False),
        sa.Column("is_recorded_without_order", sa.Boolean(), nullable=False),
        sa.Column("quantity_recorded_base", sa.BigInteger(), nullable=False),
        sa.Column("finished_recording_lines", sa.Integer(), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=True),
        sa.Column("counted_lo", INSTANT, nullable=True),
        sa.Column("counted_hi", INSTANT, nullable=True),
        sa.Column("quantity_at_count_base", sa.BigInteger(), nullable=False),
        sa.Column("entry_type", sa.String(length=20), nullable=False),
        sa.Column("quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("positive_quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("negative_quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("is_without_difference", sa.Boolean(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["physical_inventory_order.id"],
            name=op.f("fk_physical_inventory_order_line_order_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_inventory_order_line")),
        sa.UniqueConstraint(
            "order_id", "line_no", name=op.f("uq_physical_inventory_order_line_order_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_physical_inventory_order_line_order_id_bin_code_item_no"),
        "physical_inventory_order_line",
        ["order_id", "bin_code", "item_no"],
        unique=False,
    )
    op.create_table(
        "physical_inventory_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("recording_no", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("allow_recording_without_order", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["physical_inventory_order.id"],
            name=op.f("fk_physical_inventory_recording_order_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_inventory_recording")),
        sa.UniqueConstraint(
            "order_id", "recording_no", name=op.f("uq_physical_inventory_recording_order_id_recording_no")
        ),
    )
    op.create_index(
        op.f("ix_physical_inventory_recording_order_id_origin_person_id"),
        "physical_inventory_recording",
        ["order_id", "origin", "person_id"],
        unique=False,
    )
    op.create_table(
        "posted_physical_inventory_order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("shelf_no", sa.String(length=10), nullable=False),
        sa.Column("base_unit", sa.String(length=10), nullable=False),
        sa.Column("use_item_tracking", sa.Boolean(), nullable=False),
        sa.Column("quantity_expected_base", sa.BigInteger(), nullable=False),
        sa.Column("is_expected_calculated", sa.Boolean(), nullable=False),
        sa.Column("expected_at", INSTANT, nullable=True),
        sa.Column("last_item_ledger_entry_no", sa.Integer(), nullable=False),
        sa.Column("is_recorded_without_order", sa.Boolean(), nullable=False),
        sa.Column("quantity_recorded_base", sa.BigInteger(), nullable=False),
        sa.Column("finished_recording_lines", sa.Integer(), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=True),
        sa.Column("counted_lo", INSTANT, nullable=True),
        sa.Column("counted_hi", INSTANT, nullable=True),
        sa.Column("quantity_at_count_base", sa.BigInteger(), nullable=False),
        sa.Column("entry_type", sa.String(length=20), nullable=False),
        sa.Column("quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("positive_quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("negative_quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("is_without_difference", sa.Boolean(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["posted_physical_inventory_order.id"],
            name=op.f("fk_posted_physical_inventory_order_line_order_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_physical_inventory_order_line")),
        sa.UniqueConstraint(
            "order_id", "line_no", name=op.f("uq_posted_physical_inventory_order_line_order_id_line_no")
        ),
    )
    op.create_table(
        "posted_physical_inventory_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("recording_no", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("allow_recording_without_order", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["posted_physical_inventory_order.id"],
            name=op.f("fk_posted_physical_inventory_recording_order_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_physical_inventory_recording")),
        sa.UniqueConstraint(
            "order_id",
            "recording_no",
            name=op.f("uq_posted_physical_inventory_recording_order_id_recording_no"),
        ),
    )
    op.create_table(
        "review_case_op",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_review_case_op_case_id")),
        sa.PrimaryKeyConstraint("case_id", "op_id", name=op.f("pk_review_case_op")),
    )
    op.create_index(op.f("ix_review_case_op_op_id"), "review_case_op", ["op_id"], unique=False)
    op.create_table(
        "zone",
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["location_code"], ["location.code"], name=op.f("fk_zone_location_code")),
        sa.PrimaryKeyConstraint("location_code", "code", name=op.f("pk_zone")),
    )
    op.create_table(
        "bin_content",
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_no"], ["item.no"], name=op.f("fk_bin_content_item_no")),
        sa.ForeignKeyConstraint(
            ["location_code", "bin_code"],
            ["bin.location_code", "bin.code"],
            name=op.f("fk_bin_content_location_code_bin_code"),
        ),
        sa.PrimaryKeyConstraint(
            "location_code", "bin_code", "item_no", "variant_code", name=op.f("pk_bin_content")
        ),
    )
    op.create_index(
        op.f("ix_bin_content_item_no_location_code"),
        "bin_content",
        ["item_no", "location_code"],
        unique=False,
    )
    op.create_table(
        "device_location",
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_location_device_id")),
        sa.ForeignKeyConstraint(
            ["location_code"], ["location.code"], name=op.f("fk_device_location_location_code")
        ),
        sa.PrimaryKeyConstraint("device_id", "location_code", name=op.f("pk_device_location")),
    )
    op.create_table(
        "item_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("type_no", sa.String(length=20), nullable=False),
        sa.Column("reference_no", sa.String(length=50), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("starting_date", sa.Date(), nullable=True),
        sa.Column("ending_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["item_no"], ["item.no"], name=op.f("fk_item_reference_item_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_reference")),
        sa.UniqueConstraint(
            "item_no",
            "variant_code",
            "unit_code",
            "type",
            "type_no",
            "reference_no",
            name=op.f("uq_item_reference_item_no_variant_code_unit_code_type_type_no_reference_no"),
        ),
    )
    op.create_index(op.f("ix_item_reference_reference_no"), "item_reference", ["reference_no"], unique=False)
    op.create_table(
        "item_unit",
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("qty_per", sa.BigInteger(), nullable=False),
        sa.Column("rounding_precision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_no"], ["item.no"], name=op.f("fk_item_unit_item_no")),
        sa.PrimaryKeyConstraint("item_no", "code", name=op.f("pk_item_unit")),
    )
    op.create_table(
        "item_variant",
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("description", sa.String(length=100), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_no"], ["item.no"], name=op.f("fk_item_variant_item_no")),
        sa.PrimaryKeyConstraint("item_no", "code", name=op.f("pk_item_variant")),
    )
    op.create_table(
        "physical_inventory_order_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity_expected_base", sa.BigInteger(), nullable=False),
        sa.Column("quantity_recorded_base", sa.BigInteger(), nullable=False),
        sa.Column("quantity_at_count_base", sa.BigInteger(), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["physical_inventory_order_line.id"],
            name=op.f("fk_physical_inventory_order_number_line_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_inventory_order_number")),
    )
    op.create_index(
        op.f("ix_physical_inventory_order_number_line_id"),
        "physical_inventory_order_number",
        ["line_id"],
        unique=False,
    )
    op.create_table(
        "physical_inventory_recording_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("is_set_aside", sa.Boolean(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("is_recorded", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("recorded_lo", INSTANT, nullable=True),
        sa.Column("recorded_hi", INSTANT, nullable=True),
        sa.Column("is_recorded_without_order", sa.Boolean(), nullable=False),
        sa.Column("item_reference_no", sa.String(length=50), nullable=False),
        sa.Column("order_line_no", sa.Integer(), nullable=True),
        sa.Column("op_ids", sa.JSON(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["physical_inventory_recording.id"],
            name=op.f("fk_physical_inventory_recording_line_recording_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_inventory_recording_line")),
        sa.UniqueConstraint(
            "recording_id", "line_no", name=op.f("uq_physical_inventory_recording_line_recording_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_physical_inventory_recording_line_item_no_serial_no"),
        "physical_inventory_recording_line",
        ["item_no", "serial_no"],
        unique=False,
    )
    op.create_index(
        op.f("ix_physical_inventory_recording_line_recording_id_bin_code_item_no"),
        "physical_inventory_recording_line",
        ["recording_id", "bin_code", "item_no"],
        unique=False,
    )
    op.create_table(
        "posted_physical_inventory_order_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity_expected_base", sa.BigInteger(), nullable=False),
        sa.Column("quantity_recorded_base", sa.BigInteger(), nullable=False),
        sa.Column("quantity_at_count_base", sa.BigInteger(), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["posted_physical_inventory_order_line.id"],
            name=op.f("fk_posted_physical_inventory_order_number_line_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_physical_inventory_order_number")),
    )
    op.create_index(
        op.f("ix_posted_physical_inventory_order_number_line_id"),
        "posted_physical_inventory_order_number",
        ["line_id"],
        unique=False,
    )
    op.create_table(
        "posted_physical_inventory_recording_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity_base", sa.BigInteger(), nullable=False),
        sa.Column("is_recorded", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("recorded_lo", INSTANT, nullable=True),
        sa.Column("recorded_hi", INSTANT, nullable=True),
        sa.Column("is_recorded_without_order", sa.Boolean(), nullable=False),
        sa.Column("item_reference_no", sa.String(length=50), nullable=False),
        sa.Column("order_line_no", sa.Integer(), nullable=True),
        sa.Column("op_ids", sa.JSON(), nullable=False),
        sa.Column("item_no", sa.String(length=20), nullable=False),
        sa.Column("variant_code", sa.String(length=10), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["posted_physical_inventory_recording.id"],
            name=op.f("fk_posted_physical_inventory_recording_line_recording_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_physical_inventory_recording_line")),
        sa.UniqueConstraint(
            "recording_id",
            "line_no",
            name=op.f("uq_posted_physical_inventory_recording_line_recording_id_line_no"),
        ),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("last_contact_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_shift_device_id")),
        sa.ForeignKeyConstraint(["location_code"], ["location.code"], name=op.f("fk_shift_location_code")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shift_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_device_id_ended_at"), "shift", ["device_id", "ended_at"], unique=False)
    op.create_index(
        op.f("ix_shift_location_code_ended_at"), "shift", ["location_code", "ended_at"], unique=False
    )
    op.create_table(
        "stream",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("received_upto", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("durable_upto", sa.BigInteger(), nullable=False),
        sa.Column("created_seq", sa.BigInteger(), nullable=False),
        sa.Column("pending_reported", sa.BigInteger(), nullable=False),
        sa.Column("last_contact_at", INSTANT, nullable=True),
        sa.Column("last_empty_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_stream_device_id")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_stream")),
        sa.UniqueConstraint("id", name=op.f("uq_stream_id")),
    )
    op.create_index(op.f("ix_stream_device_id"), "stream", ["device_id"], unique=False)
    op.create_table(
        "sync_op",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.String(length=36), nullable=False),
        sa.Column("body_sha", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("effective_at", INSTANT, nullable=True),
        sa.Column("effective_lo", INSTANT, nullable=True),
        sa.Column("effective_hi", INSTANT, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("of_op", sa.String(length=36), nullable=False),
        sa.Column("area_key", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("error_id", sa.String(length=12), nullable=False),
        sa.Column("v", sa.BigInteger(), nullable=False),
        sa.Column("ruling", sa.JSON(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("is_set_aside", sa.Boolean(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("spot_key", sa.String(length=32), nullable=False),
        sa.Column("order_no", sa.String(length=20), nullable=False),
        sa.Column("location_code", sa.String(length=10), nullable=False),
        sa.Column("bin_code", sa.String(length=20), nullable=False),
        sa.Column("item_no", sa.String(length=50), nullable=False),
        sa.Column("variant_code", sa.String(length=50), nullable=False),
        sa.Column("lot_no", sa.String(length=50), nullable=False),
        sa.Column("serial_no", sa.String(length=50), nullable=False),
        sa.Column("package_no", sa.String(length=50), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity_base", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"], name=op.f("fk_sync_op_case_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_sync_op_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_op")),
        sa.UniqueConstraint("op_id", "body_sha", name=op.f("uq_sync_op_op_id_body_sha")),
    )
    op.create_index(op.f("ix_sync_op_area_key"), "sync_op", ["area_key"], unique=False)
    op.create_index(op.f("ix_sync_op_of_op"), "sync_op", ["of_op"], unique=False)
    op.create_index(
        op.f("ix_sync_op_order_no_bin_code_item_no"),
        "sync_op",
        ["order_no", "bin_code", "item_no"],
        unique=False,
    )
    op.create_index(op.f("ix_sync_op_spot_key"), "sync_op", ["spot_key"], unique=False)
    op.create_table(
        "unlock",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_unlock_device_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unlock_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlock")),
    )
    op.create_table(
        "stream_slot",
        sa.Column("stream_no", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sync_op_id", sa.Integer(), nullable=False),
        sa.Column("ph", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["stream_no"], ["stream.no"], name=op.f("fk_stream_slot_stream_no")),
        sa.ForeignKeyConstraint(["sync_op_id"], ["sync_op.id"], name=op.f("fk_stream_slot_sync_op_id")),
        sa.PrimaryKeyConstraint("stream_no", "seq", name=op.f("pk_stream_slot")),
    )
    op.create_index(op.f("ix_stream_slot_sync_op_id"), "stream_slot", ["sync_op_id"], unique=False)
    op.create_table(
        "sync_dep",
        sa.Column("dep_op_id", sa.String(length=36), nullable=False),
        sa.Column("sync_op_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sync_op_id"], ["sync_op.id"], name=op.f("fk_sync_dep_sync_op_id")),
        sa.PrimaryKeyConstraint("dep_op_id", "sync_op_id", name=op.f("pk_sync_dep")),
    )
    op.bulk_insert(
        sa.table("counter", *(sa.column(name) for name in feed.first_counter())), [feed.first_counter()]
    )
