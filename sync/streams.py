"""Streams: the chain over a phone's operations, and which of them are in order (R-2, H2, H3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256


def chain_start(stream: str) -> str:
    """The chain before the first operation: SHA-256 of the stream id, hex."""
    return sha256(stream.encode("ascii")).hexdigest()


def chain_after(ph: str, op: str, body: bytes) -> str:
    """The chain after an operation: SHA-256 over `ph`, the op id, and the SHA-256 of the body; hex."""
    return sha256(bytes.fromhex(ph) + op.encode("ascii") + sha256(body).digest()).hexdigest()


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a stream: the operation there, what it says it follows, the chain after it.

    `is_certain` is false when the op id could not be read, so that its chain is only our guess.
    """

    seq: int
    op: str
    body_sha: str
    ph: str
    hash: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Advance:
    """A stream after a batch: how far it is contiguous, the chain there, which slots are new or came in order."""

    received_upto: int
    chain: str
    new: tuple[Slot, ...]
    in_order: tuple[int, ...]


class Fork(Exception):
    """The place holds something else than what was pushed: another phone, or an older one, writes here (H3)."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"the chain differs at seq {seq}")
        self.seq = seq


def advance(received_upto: int, chain: str, stored: Mapping[int, Slot], pushed: Iterable[Slot]) -> Advance:
    """Places `pushed` beside the `stored` slots; raises `Fork` when they contradict each other.

    `stored` needs to hold the slots at the pushed seqs, the one at `received_upto`, and all beyond it.
    """
    new: dict[int, Slot] = {}
    for slot in pushed:
        before = stored.get(slot.seq)
        if before is None and slot.seq <= received_upto:
            raise Fork(slot.seq)  # the server lost what it had said to have: never overwrite in place
        if before is not None:
            if (before.op, before.body_sha, before.ph) != (slot.op, slot.body_sha, slot.ph):
                raise Fork(slot.seq)
            continue
        new[slot.seq] = slot
    beyond = {seq: slot for seq, slot in stored.items() if seq > received_upto} | new
    last = stored.get(received_upto)
    is_certain = last is None or last.is_certain
    reached: list[int] = []
    while (following := beyond.get(received_upto + 1)) is not None:
        if is_certain and following.ph != chain:
            raise Fork(following.seq)
        received_upto, chain, is_certain = following.seq, following.hash, following.is_certain
        reached.append(following.seq)
    return Advance(received_upto, chain, tuple(new[seq] for seq in sorted(new)), tuple(reached))


def ranges(seqs: Iterable[int]) -> list[list[int]]:
    """[[first, last], …] of what was received beyond a gap."""
    found: list[list[int]] = []
    for seq in sorted(seqs):
        if found and found[-1][1] == seq - 1:
            found[-1][1] = seq
        else:
            found.append([seq, seq])
    return found
