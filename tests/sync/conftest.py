"""The floor of the sync tests, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from scanapp.people import actions as people
from tests.sync.floor import Floor


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are not about guessing passwords; each hash would cost them a tenth of a second."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people, "_hasher", lambda: quick)


@pytest.fixture
def floor(app: Any, engine: Engine) -> Floor:
    return Floor(app, engine)
