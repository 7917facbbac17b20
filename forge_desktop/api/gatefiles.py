"""Where the gates of this user's keys lie: three small files each, named by a hash of the key alone."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from forge_desktop.paths import make_private

ENDINGS = (".lock", ".next", ".window")
_OLD = 7 * 86_400
"""Seconds after which nobody is left who asks through a gate: whoever does writes into its window."""


def stem(folder: Path, secret: str) -> Path:
    """The files of this gate without their endings."""
    return folder / hashlib.sha256(f"forge-desktop gate\0{secret}".encode()).hexdigest()[:24]


def begin(folder: Path, secret: str) -> Path:
    """Make the folder ready for the gate, and take away those that nobody uses any more; returns its stem."""
    make_private(folder)
    mine = stem(folder, secret)
    with suppress(OSError):
        os.utime(mine.with_suffix(".window"))
    for window in folder.glob("*.window"):
        with suppress(OSError):
            if time.time() - window.stat().st_mtime > _OLD:
                _remove(window)
    return mine


def forget(folder: Path, secret: str) -> None:
    """Take away the gate of a key that will never be used again."""
    _remove(stem(folder, secret))


def _remove(gate: Path) -> None:
    for ending in ENDINGS:
        with suppress(OSError):  # Windows keeps what somebody has open
            gate.with_suffix(ending).unlink(missing_ok=True)
