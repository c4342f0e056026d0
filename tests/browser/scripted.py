"""A scripted server for tests of the phone alone: the real static files and headers, a shell, and a sync that obeys
sync-protocol §4 in memory. Real pages and the real server are tested by the other browser tests."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any

from scanapp import assets, security
from sync.streams import chain_after, chain_start
from tests.browser.server import free_port

OURS = "application/vnd.scanapp+json"


class Site:
    """Start and stop it on one port; `build` may be raised to ship another build of the same files."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.files = {name: path.read_bytes() for name, path in assets.files().items()}
        self.build = assets.build_of(assets.files())
        self.received: dict[str, dict[int, str]] = {}
        self.chains: dict[str, str] = {}
        self.calls: list[str] = []
        self.lock = threading.Lock()
        self.http: ThreadingHTTPServer | None = None

    @property
    def ops(self) -> list[str]:
        """Ids of everything received, each once for every slot it fills."""
        return [op for slots in self.received.values() for op in slots.values()]

    def start(self) -> Site:
        """Serves in a thread of its own."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.get(self)

            def do_POST(self) -> None:
                site.post(self)

            def log_message(self, *_: Any) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Closes the port: nobody answers."""
        if self.http:
            self.http.shutdown()
            self.http.server_close()
            self.http = None

    def get(self, request: BaseHTTPRequestHandler) -> None:
        """The shell, the worker's one line, files of this build."""
        root = f"/a/{self.build}/"
        path = request.path
        if path == "/floor/":
            shell = f'<!doctype html><title>{self.build}</title><link rel="icon" href="{root}i.svg"><main>floor</main>'
            self.send(request, 200, "text/html", shell.encode())
        elif path == "/floor/sw.js":
            self.send(request, 200, "text/javascript", f'import "{root}js/sw.js";\n'.encode())
        elif path in (
            names := {f"/floor/{self.build}/{name}-worker.js": file for name, file in assets.WORKERS.items()}
        ):
            self.send(request, 200, "text/javascript", f'import "{root}{names[path]}";\n'.encode())
        elif path == f"{root}precache.json":
            files = [
                name for name in self.files if name.startswith("js/") and not name.startswith("js/office/")
            ]
            self.send(
                request, 200, "application/json", json.dumps({"build": self.build, "files": files}).encode()
            )
        elif path.startswith(root) and (name := path.removeprefix(root)) in self.files:
            kind = assets.TYPES[PurePosixPath(name).suffix]
            self.send(request, 200, kind, self.files[name])
        else:
            self.send(request, 404, "text/plain", b"not here")

    def post(self, request: BaseHTTPRequestHandler) -> None:
        """hello and push."""
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        with self.lock:
            self.calls.append(request.path)
            stream = body["stream"]
            slots = self.received.setdefault(stream, {})
            chain = self.chains.setdefault(stream, chain_start(stream))
            results = []
            for op in body.get("ops", []):
                if op["seq"] == len(slots) + 1:
                    assert op["ph"] == chain
                    chain = self.chains[stream] = chain_after(chain, op["op"], op["b"].encode())
                    slots[op["seq"]] = op["op"]
                assert slots[op["seq"]] == op["op"]
                results.append({"op": op["op"], "seq": op["seq"], "st": "applied"})
            answer = {
                "proto": 1,
                "epoch": "e_1",
                "stream": stream,
                "received_upto": len(slots),
                "chain": chain,
                "durable_upto": 0,
                "server_time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "results": results,
            }
        self.send(request, 200, OURS, json.dumps(answer).encode())

    def send(self, request: BaseHTTPRequestHandler, status: int, kind: str, body: bytes) -> None:
        """Answers with the headers of the product."""
        request.send_response(status)
        for name, value in security.HEADERS.items():
            request.send_header(name, value)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
