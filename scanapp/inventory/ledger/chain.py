"""Hashes of the books: SHA-256 of each row, and one chain over the registers (settled 48)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

SEPARATOR = "\x1f"
FIRST = "0" * 64


def row_hash(values: Iterable[Any]) -> str:
    """SHA-256 hex of the values as stored, joined by 0x1F; a missing one is the empty text."""
    return sha256(SEPARATOR.join(["" if v is None else str(v) for v in values]).encode()).hexdigest()


def rows_hash(hashes: Iterable[str]) -> str:
    """SHA-256 hex over row hashes in order."""
    whole = sha256()
    for one in hashes:
        whole.update(one.encode())
    return whole.hexdigest()
