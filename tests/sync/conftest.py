"""The floor of the sync tests, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.sync.floor import Floor, quicken_passwords


@pytest.fixture
def floor(app: Any, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Floor:
    quicken_passwords(monkeypatch)
    return Floor(app, engine)
