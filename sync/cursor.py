"""Where a phone stands in the change feed: opaque to it, and only ours to make (sync-protocol 6.1)."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place `v` of the feed, valid for one epoch and one scope; `gen` is the snapshot it grew from."""

    epoch: str
    v: int
    scope: str
    gen: str

    def seal(self, key: bytes) -> str:
        """As text that nobody else can make."""
        body = json.dumps([self.epoch, self.v, self.scope, self.gen], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_mac(key, body) + body).decode().rstrip("=")


def unseal(text: str, key: bytes) -> Cursor | None:
    """The cursor in `text`, or None when it was not made with `key`."""
    if len(text) > 1000 or not text.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return None
    mac, body = raw[:MAC_BYTES], raw[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, body)):
        return None
    epoch, v, scope, gen = json.loads(body)
    return Cursor(epoch, v, scope, gen)


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, body, sha256).digest()[:MAC_BYTES]


def scope_hash(device: str, person: str, locations: Iterable[str]) -> str:
    """Names what a phone may see: it changes with the phone, the person and the locations."""
    return "sc_" + sha256("\n".join((device, person, *sorted(locations))).encode()).hexdigest()[:12]
