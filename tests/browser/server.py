"""The real server as a process of its own: start, stop, kill, start again on the same port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def free_port() -> int:
    """A port below the ephemeral range, so that nobody's outgoing connection takes it while the server is off."""
    for port in range(21000 + os.getpid() % 7000, 32000):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port
    raise RuntimeError("no free port below 32000")


class Server:
    """`scanapp serve` on plain HTTP at loopback, over the data folder `data_dir`."""

    def __init__(self, data_dir: Path, *, database_url: str = "") -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {"SCANAPP_DATA": str(data_dir), "SCANAPP_DATABASE_URL": database_url}
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data_dir / "server.log"

    def command(self, *words: str) -> str:
        """Runs a `scanapp` command on this installation; its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "scanapp.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"scanapp {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> Server:
        """Starts it and waits until it answers."""
        words = ["serve", "--https", "off", "--setup", "off", "--http", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scanapp.cli", *words], env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                urllib.request.urlopen(f"{self.url}/sign-in", timeout=2).close()
                return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not answer:\n{self.log.read_text()}")

    def stop(self) -> None:
        """Ends it as an administrator would."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(15)
            self.process = None

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait(15)
            self.process = None
