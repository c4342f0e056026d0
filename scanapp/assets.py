"""Static files as one immutable build: listed, hashed, served under /a/<build>/, and named for the precache (settled 25).

The top imports the standard library alone: the build hook uses it too.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from scanapp.errors import ScanappError

if TYPE_CHECKING:
    from flask import Flask, Response

HERE = Path(__file__).parent
BUILD_FILE = HERE / "build.json"
PRECACHE = "precache.json"
ENTRY = "js/sw.js"
DECODER_WORKER = "js/scanner/decoder-worker.js"
WORKERS = {"decoder": DECODER_WORKER, "journal": "js/outbox/journal-worker.js"}
GZIP_FROM = 1024

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PACKED = frozenset({".png", ".woff2"})
OFFICE_ONLY = ("css/office", "js/office/")


def files() -> dict[str, Path]:
    """Every file of the build by its path under /a/<build>/: static/ and the translations, in order of path."""
    found = {}
    for folder, prefix in ((HERE / "static", ""), (HERE / "translations", "translations/")):
        for path in folder.rglob("*"):
            if path.suffix in TYPES and path.is_file():
                found[prefix + path.relative_to(folder).as_posix()] = path
    return dict(sorted(found.items()))


def build_of(found: dict[str, Path]) -> str:
    """12 hex digits of SHA-256 over path and bytes of all files."""
    digest = hashlib.sha256()
    for name, path in found.items():
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


class Assets:
    """The build in force: taken from the wheel, else computed at start and, in development, again on change."""

    def __init__(self, *, watch: bool = False) -> None:
        self._watch = watch
        self._seen: tuple[tuple[str, int], ...] = ()
        self._load()

    def _load(self) -> None:
        self._files = files()
        stamped = json.loads(BUILD_FILE.read_text())["build"] if BUILD_FILE.exists() else ""
        self._build = stamped or build_of(self._files)
        self._data = lru_cache(maxsize=None)(self._read)

    def _state(self) -> tuple[tuple[str, int], ...]:
        return tuple((name, path.stat().st_mtime_ns) for name, path in files().items())

    @property
    def build(self) -> str:
        """12 hex digits."""
        if self._watch and (state := self._state()) != self._seen:
            self._load()
            self._seen = state
        return self._build

    def url(self, path: str) -> str:
        """The address of a static file of this build, for templates: `asset('css/base.css')`."""
        return f"/a/{self.build}/{path}"

    def precache(self) -> dict[str, object]:
        """What the service worker stores whole: every file that the floor app can ask for."""
        kept = [
            name for name in self._files if not name.startswith(OFFICE_ONLY) and not name.endswith(".txt")
        ]
        return {"build": self.build, "files": kept}

    def read(self, path: str, *, packed: bool) -> tuple[bytes, bool] | None:
        """Bytes of a file and whether they are gzip; None when the build has no such file."""
        if path == PRECACHE:
            return json.dumps(self.precache()).encode(), False
        return self._data(path, packed) if path in self._files else None

    def _read(self, path: str, packed: bool) -> tuple[bytes, bool]:
        data = self._files[path].read_bytes()
        if packed and len(data) >= GZIP_FROM and Path(path).suffix not in PACKED:
            return gzip.compress(data, 9, mtime=0), True
        return data, False


class VendorMissing(ScanappError):
    code = "VENDOR_MISSING"
    sentence = "The third-party browser modules are missing, so phones could not scan. Run: make setup (or python vendor.py)"


def ensure_complete() -> None:
    """Refuses VENDOR_MISSING in a checkout where they were never fetched."""
    if not (HERE / "static" / "vendor" / "zxing").is_dir():
        raise VendorMissing()


def init_app(app: Flask, *, worker: bool = True) -> None:
    """Serves the build of `app`, its service worker too, and gives the templates `asset()`."""
    from scanapp.web import no_transaction

    assets = Assets(watch=app.settings.is_development)  # type: ignore[attr-defined]
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url

    @no_transaction
    def asset(build: str, path: str) -> Response:
        return _answer(assets, build, path)

    @no_transaction
    def service_worker() -> Response:
        return _worker(assets)

    @no_transaction
    def dedicated_worker(build: str, name: str) -> Response:
        return _dedicated(assets, build, name)

    app.add_url_rule("/a/<build>/<path:path>", "asset", asset)
    if worker:
        app.add_url_rule("/floor/sw.js", "service_worker", service_worker)
        app.add_url_rule("/floor/<build>/<name>-worker.js", "dedicated_worker", dedicated_worker)


def _answer(assets: Assets, build: str, path: str) -> Response:
    from flask import Response, abort, request

    from scanapp import security

    found = assets.read(path, packed="gzip" in request.accept_encodings) if build == assets.build else None
    if found is None:
        abort(404)
    data, packed = found
    response = Response(data, content_type=TYPES[Path(path).suffix])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if path == DECODER_WORKER:
        response.headers["Content-Security-Policy"] = security.DECODER_POLICY
    return response


def _dedicated(assets: Assets, build: str, name: str) -> Response:
    """One generated line: a dedicated worker starts without a network only from an address in the service worker's scope."""
    from flask import Response, abort

    from scanapp import security

    if build != assets.build or name not in WORKERS:
        abort(404)
    response = Response(f'import "{assets.url(WORKERS[name])}";\n', content_type=TYPES[".js"])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if WORKERS[name] == DECODER_WORKER:
        response.headers["Content-Security-Policy"] = security.DECODER_POLICY
    return response


def _worker(assets: Assets) -> Response:
    from flask import Response

    response = Response(f'import "{assets.url(ENTRY)}";\n', content_type=TYPES[".js"])
    response.headers["Cache-Control"] = "no-cache"
    return response
