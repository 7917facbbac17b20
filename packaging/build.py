"""Freezes the program into dist/forge-desktop and then starts what it built; started by `dev.py build`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "forge-desktop"
WITHOUT_HISTORY = "1767225600"  # the start of 2026: any fixed moment serves where no commit gives one


def commit_time() -> str:
    """The moment of the last commit, so that building the same commit twice gives the same bytes."""
    if shutil.which("git") is None:
        return WITHOUT_HISTORY
    command = ["git", "-c", f"safe.directory={ROOT}", "log", "-1", "--format=%ct"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else WITHOUT_HISTORY


def freeze() -> int:
    """Run PyInstaller on the spec file, with time and hashing held still."""
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    environment.setdefault("SOURCE_DATE_EPOCH", commit_time())
    shutil.rmtree(BUILT, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", str(ROOT / "packaging" / "forge_desktop.spec")]
    command += ["--noconfirm", "--clean", "--log-level", "ERROR"]
    command += ["--distpath", str(BUILT.parent), "--workpath", str(ROOT / "build")]
    return subprocess.call(command, cwd=ROOT, env=environment)


def try_out() -> int:
    """Run the tests of the built program: it starts, draws a filled page and says nothing unexpected."""
    built = BUILT / ("forge-desktop.exe" if os.name == "nt" else "forge-desktop")
    environment = {**os.environ, "FORGE_DESKTOP_FROZEN": str(built), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.call([sys.executable, "-m", "pytest", "tests/frozen"], cwd=ROOT, env=environment)


if __name__ == "__main__":
    print("Freezing the program (about a minute) …", flush=True)
    code = freeze() or try_out()
    print(f"Built and tried out: {BUILT}" if code == 0 else "The build failed; see above.", flush=True)
    sys.exit(code)
