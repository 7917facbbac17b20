"""Starts the built program as a new user without a screen and without a keychain would."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(os.environ["FORGE_DESKTOP_FROZEN"])
_PATIENCE = 300  # seconds


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """The variables that such a user has, and more."""
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return environment | {"HOME": str(data), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"} | more


def start(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Start it and wait for its end."""
    return subprocess.run(
        [str(PROGRAM), "--data-dir", str(data), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(data, **more),
        timeout=_PATIENCE,
    )


@contextmanager
def running(*arguments: str, data: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Start it, to be spoken with; it is killed if it is still there at the end."""
    pipe = subprocess.PIPE
    command = [str(PROGRAM), "--data-dir", str(data), *arguments]
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=surroundings(data, **more)
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
