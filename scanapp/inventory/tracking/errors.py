"""What can be wrong with a tracking code."""

from __future__ import annotations

from scanapp.errors import ScanappError


class WarehouseTrackingNeedsSpecific(ScanappError):
    code = "WAREHOUSE_TRACKING_NEEDS_SPECIFIC"
    sentence = "Tracking the {dimension} number per bin needs specific tracking of it. Switch that on too."


class TrackingCodeExists(ScanappError):
    code = "TRACKING_CODE_EXISTS"
    status = 409
    sentence = "Tracking code {tracking_code} exists already. Choose another code."
