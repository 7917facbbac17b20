"""A lock between processes that the operating system gives back when its owner dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _give(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


class FileLock:
    """Held by at most one owner on this machine: another process, another thread, or another object of ours."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> bool:
        """True when it is ours now; never waits."""
        try:
            _take(self._handle)
        except OSError:  # BlockingIOError on POSIX, PermissionError on Windows
            return False
        return True

    def give(self) -> None:
        """Let others have it."""
        _give(self._handle)

    def close(self) -> None:
        """Give it back for good."""
        os.close(self._handle)
