"""A phone in the tests: a real Chromium with its own profile folder, a camera that plays a clip, and a violent end."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests import needs

QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


class Phone:
    """Start, stop and kill one browser profile. `clip` is the file its camera plays; replace it while the camera is off."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        clip: Path | None = None,
        *,
        scripts: tuple[str, ...] = (),
    ) -> None:
        self.playwright = playwright
        self.profile = profile
        self.clip = clip
        self.scripts = scripts
        self.context: BrowserContext | None = None

    def start(self) -> Page:
        """Launches the browser on its profile and gives its one page."""
        camera = (*CAMERA, f"--use-file-for-fake-video-capture={self.clip}") if self.clip else ()
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=needs.chromium(),
            headless=True,
            args=[*QUIET, *camera],
            permissions=["camera"] if self.clip else [],
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            device_scale_factor=2,
            locale="en-GB",
            timezone_id="Europe/Copenhagen",
        )
        for script in self.scripts:
            self.context.add_init_script(script)
        return self.page

    @property
    def page(self) -> Page:
        """The page in front."""
        assert self.context
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def stop(self) -> None:
        """Closes the browser as a person would."""
        if self.context:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """SIGKILL to the browser's main process, then to what is left of this profile (platform notes: match the profile)."""
        main = self._processes(main_only=True)
        for pid in main:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.4)
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.context:
            with contextlib.suppress(Exception):
                self.context.close()  # the driver's own bookkeeping: the browser is gone already
            self.context = None
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)

    def _processes(self, *, main_only: bool = False) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if f"--user-data-dir={self.profile}".encode() in words:
                    is_child = any(word.startswith(b"--type=") for word in words)
                    if not (main_only and is_child):
                        found.append(int(entry.name))
        return found
