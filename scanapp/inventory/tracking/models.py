"""Item tracking codes: which numbers an item must carry (domain 1 §8.1)."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scanapp.db import db


class ItemTrackingCode(db.Model):
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    description: Mapped[str] = mapped_column(String(100), default="")
    serial_specific: Mapped[bool] = mapped_column(default=False)
    lot_specific: Mapped[bool] = mapped_column(default=False)
    package_specific: Mapped[bool] = mapped_column(default=False)
    serial_warehouse_tracking: Mapped[bool] = mapped_column(default=False)
    lot_warehouse_tracking: Mapped[bool] = mapped_column(default=False)
    package_warehouse_tracking: Mapped[bool] = mapped_column(default=False)
    use_expiration_dates: Mapped[bool] = mapped_column(default=False)
    strict_expiration_posting: Mapped[bool] = mapped_column(default=False)
    require_expiration_date_entry: Mapped[bool] = mapped_column(default=False)

    @property
    def numbers(self) -> str:
        """The numbers a count must scan: a subset of "l", "s", "p"."""
        flags = (("l", self.lot_specific), ("s", self.serial_specific), ("p", self.package_specific))
        return "".join(letter for letter, is_needed in flags if is_needed)
