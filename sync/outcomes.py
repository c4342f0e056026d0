"""What can become of an operation, and the codes that say why. Listed once for people in docs/errors.md."""

from __future__ import annotations

from dataclasses import dataclass

APPLIED, HELD, REVIEW, REJECTED, QUARANTINED = "applied", "held", "review", "rejected", "quarantined"
FINAL = frozenset({APPLIED, REJECTED})

# held
GAP = "GAP"
DEP_MISSING = "DEP_MISSING"
# quarantined
BODY_INVALID = "BODY_INVALID"
SCHEMA_UNKNOWN = "SCHEMA_UNKNOWN"
OP_ID_REUSE = "OP_ID_REUSE"
FAILED = "APPLY_FAILED"
# review
ACTOR_UNPROVED = "ACTOR_UNPROVED"
LOC_NOT_PERMITTED = "LOC_NOT_PERMITTED"
DOC_UNKNOWN = "DOC_UNKNOWN"
DOC_FINISHED = "DOC_FINISHED"
BIN_UNKNOWN = "BIN_UNKNOWN"
UNKNOWN_BARCODE = "UNKNOWN_BARCODE"
BARCODE_CHANGED = "BARCODE_CHANGED"
NOT_STOCKED = "NOT_STOCKED"
TWO_COUNTERS = "TWO_COUNTERS"
# rejected
NOT_TAKEN = "NOT_TAKEN"
DISCARDED = "DISCARDED"
NOT_OWN = "NOT_OWN"
# notices about a stream
STREAM_FORK = "STREAM_FORK"
STREAM_FOREIGN = "STREAM_FOREIGN"

REVIEW_CODES = (
    ACTOR_UNPROVED,
    LOC_NOT_PERMITTED,
    DOC_UNKNOWN,
    DOC_FINISHED,
    BIN_UNKNOWN,
    UNKNOWN_BARCODE,
    BARCODE_CHANGED,
    NOT_STOCKED,
    TWO_COUNTERS,
)
CODES = (
    *REVIEW_CODES,
    GAP,
    DEP_MISSING,
    BODY_INVALID,
    SCHEMA_UNKNOWN,
    OP_ID_REUSE,
    FAILED,
    NOT_TAKEN,
    DISCARDED,
    NOT_OWN,
    STREAM_FORK,
    STREAM_FOREIGN,
)
HELD_DAYS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one operation: a state, and a code when it is not simply applied."""

    state: str
    code: str = ""
