"""What can be wrong with a location, a zone or a bin."""

from __future__ import annotations

from scanapp.errors import ScanappError


class DirectedNotSupported(ScanappError):
    code = "DIRECTED_NOT_SUPPORTED"
    sentence = "Location {location}: directed put-away and pick is not in this version. Leave it off."


class TimeZoneUnknown(ScanappError):
    code = "TIME_ZONE_UNKNOWN"
    sentence = "“{text}” is not a time zone. Write it like Europe/Copenhagen."


class LocationExists(ScanappError):
    code = "LOCATION_EXISTS"
    status = 409
    sentence = "Location {location} exists already. Choose another code."


class BinExists(ScanappError):
    code = "BIN_EXISTS"
    status = 409
    sentence = "Bin {bin} exists already in {location}. Choose another code."


class BinsNotUsed(ScanappError):
    code = "BINS_NOT_USED"
    sentence = "Location {location} works without bins. Make it a location with bins before its first entry."


class BinRangeInvalid(ScanappError):
    code = "BIN_RANGE_INVALID"
    sentence = "“{text}” is not a range of bins. Write two codes of the same shape, like A-01-01 and A-04-12."


class BinCodeReserved(ScanappError):
    code = "BIN_CODE_RESERVED"
    sentence = "The bin code {bin} is kept for goods in hand. Choose another code."
