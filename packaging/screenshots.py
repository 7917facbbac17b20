"""Makes the README's pictures with the program itself: main pages of both systems and forms, light and dark.

.venv/bin/python packaging/screenshots.py [FOLDER]     (default: resources/screenshots)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("customer-orders", "manufacturing-orders", "operations", "lots")
THEMES = ("light", "dark")
SIZE = "1440x860"


def main(folder: Path) -> int:
    """Draw every page in every theme; the exit code of the first that fails, else 0."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        program = [sys.executable, "-m", "forge_desktop"]
        # every order read first: a picture tells no progress
        code = subprocess.call(
            [*program, "sync", "--data-dir", data, "--demo", "manufacturing-orders"], cwd=ROOT
        )
        if code:
            return code
        for theme in THEMES:
            for page in PAGES:
                command = [*program, "--data-dir", data, "--demo"]
                command += ["--view", page, "--theme", theme, "--size", SIZE]
                command += ["--screenshot", str(folder / f"{page}-{theme}.png")]
                code = subprocess.call(command, cwd=ROOT, env=environment)
                if code:
                    return code
            for more in ("form_screenshots.py", "system_screenshots.py"):
                told = [sys.executable, str(ROOT / "packaging" / more), str(folder), theme, data]
                code = subprocess.call(told, cwd=ROOT, env=environment)
                if code:
                    return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "screenshots"))
