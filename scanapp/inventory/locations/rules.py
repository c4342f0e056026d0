"""Pure decisions about locations and bins: ranges of bins, and the walk through them (domain 1 §12.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from scanapp.inventory.locations.errors import BinRangeInvalid

LOCATION_LENGTH = 10
BIN_LENGTH = 20
ZONE_LENGTH = 10
IN_HAND = "IN-HAND"
RANGE_MAX = 20_000


@dataclass(frozen=True)
class BinDraft:
    """A bin to create; `rank` is its place in the walk."""

    code: str
    zone_code: str = ""
    rank: int = 0
    description: str = ""


def bins_between(first: str, last: str) -> list[str]:
    """Every bin code from `first` to `last`, part by part: A-01-01 to B-02-03 has 2 × 2 × 3 of them.

    The parts are runs of letters or of digits; separators and widths must be the same in both.
    """
    one, two = _parts(first), _parts(last)
    if len(one) != len(two) or len(first) > BIN_LENGTH or len(last) > BIN_LENGTH:
        raise BinRangeInvalid(text=f"{first} … {last}"[:60])
    axes = [_axis(a, b, f"{first} … {last}") for a, b in zip(one, two, strict=True)]
    size = 1
    for axis in axes:
        size *= len(axis)
    if size > RANGE_MAX:
        raise BinRangeInvalid(text=f"{first} … {last}")
    return ["".join(parts) for parts in product(*axes)]


def _parts(code: str) -> list[str]:
    return re.findall(r"\d+|[A-Z]+|[^A-Z\d]+", code.strip().upper())


def _axis(first: str, last: str, shown: str) -> Sequence[str]:
    if first == last:
        return [first]
    if first.isdecimal() and last.isdecimal() and len(first) == len(last) and int(first) <= int(last):
        return [str(n).rjust(len(first), "0") for n in range(int(first), int(last) + 1)]
    if first.isalpha() and len(first) == len(last) and first[:-1] == last[:-1] and first <= last:
        return [first[:-1] + chr(n) for n in range(ord(first[-1]), ord(last[-1]) + 1)]
    raise BinRangeInvalid(text=shown[:60])


def walk(codes: Sequence[str]) -> list[str]:
    """The codes in the order a person walks: up one aisle, down the next (the first part is the aisle)."""
    aisles: dict[str, list[str]] = {}
    for code in sorted(codes, key=natural):
        aisles.setdefault(_parts(code)[0] if code else "", []).append(code)
    ordered: list[str] = []
    for n, aisle in enumerate(aisles.values()):
        ordered += aisle if n % 2 == 0 else reversed(aisle)
    return ordered


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which A-2 stands before A-10."""
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in re.findall(r"\d+|\D+", code))
