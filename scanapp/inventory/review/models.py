"""Review cases: one question a supervisor must answer, with a closed list of choices (settled 13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scanapp.db import db
from scanapp.quantities import Instant


class ReviewCase(db.Model):
    """On the wire `rv_<id>`. `key` identifies the question: the same open key is the same case."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(700), default="")
    grade: Mapped[str] = mapped_column(String(10), default="review")
    state: Mapped[str] = mapped_column(String(10), default="open")
    location_code: Mapped[str] = mapped_column(String(10), default="")
    document_no: Mapped[str] = mapped_column(String(20), default="")
    bin_code: Mapped[str] = mapped_column(String(20), default="")
    item_no: Mapped[str] = mapped_column(String(20), default="")
    variant_code: Mapped[str] = mapped_column(String(10), default="")
    lot_no: Mapped[str] = mapped_column(String(50), default="")
    serial_no: Mapped[str] = mapped_column(String(50), default="")
    raw: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    choice: Mapped[str] = mapped_column(String(20), default="")
    target: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(String(500), default="")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    decided_by: Mapped[int | None] = mapped_column(default=None)

    ops: Mapped[list[ReviewCaseOp]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    __table_args__ = (
        Index(None, "state", "code"),
        Index(None, "document_no", "state"),
        Index(None, "key", "state"),
    )

    @property
    def wire_id(self) -> str:
        """The id that receipts carry."""
        return f"rv_{self.id}"

    @property
    def op_ids(self) -> list[str]:
        """The operations this case is about."""
        return [row.op_id for row in self.ops]


class ReviewCaseOp(db.Model):
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36), primary_key=True)

    __table_args__ = (Index(None, "op_id"),)
