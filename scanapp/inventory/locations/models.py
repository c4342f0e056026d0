"""Locations, zones and bins (domain 1 §12). Levels 1 to 3; directed locations are refused with their code."""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scanapp.db import db


class Location(db.Model):
    """A building or area. Its `time_zone` turns an instant into a local posting date."""

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    time_zone: Mapped[str] = mapped_column(String(50), default="Europe/Copenhagen")
    use_as_in_transit: Mapped[bool] = mapped_column(default=False)
    bin_mandatory: Mapped[bool] = mapped_column(default=False)
    require_receive: Mapped[bool] = mapped_column(default=False)
    require_put_away: Mapped[bool] = mapped_column(default=False)
    require_shipment: Mapped[bool] = mapped_column(default=False)
    require_pick: Mapped[bool] = mapped_column(default=False)
    directed_put_away_and_pick: Mapped[bool] = mapped_column(default=False)
    pick_according_to_fefo: Mapped[bool] = mapped_column(default=False)


class Zone(db.Model):
    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    description: Mapped[str] = mapped_column(String(100), default="")


class Bin(db.Model):
    """A shelf position. `rank` is its place in the walk through the location."""

    location_code: Mapped[str] = mapped_column(ForeignKey("location.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    zone_code: Mapped[str] = mapped_column(String(10), default="")
    description: Mapped[str] = mapped_column(String(100), default="")
    rank: Mapped[int] = mapped_column(default=0)
    is_blocked: Mapped[bool] = mapped_column(default=False)
    is_in_hand: Mapped[bool] = mapped_column(default=False)


class BinContent(db.Model):
    """What a bin is meant to hold; its quantity is derived from warehouse entries."""

    location_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    bin_code: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_no: Mapped[str] = mapped_column(ForeignKey("item.no"), primary_key=True)
    variant_code: Mapped[str] = mapped_column(String(10), primary_key=True, default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    is_fixed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        ForeignKeyConstraint(["location_code", "bin_code"], ["bin.location_code", "bin.code"]),
        Index(None, "item_no", "location_code"),
    )
