"""Does this product do its job, and is this installation well? Each question is a `Check`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One question and its answer; `detail` says what was seen, or what to do. Advice makes nobody ill."""

    name: str
    ok: bool
    detail: str = ""
    is_advice: bool = False
