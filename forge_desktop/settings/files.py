"""Small private files: written whole or not at all, one writer at a time, a damaged one set aside."""

from __future__ import annotations

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from forge_desktop.errors import StorageTrouble

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_PATIENCE = 5.0
_BEAT = 0.02


def trouble(path: Path, error: OSError) -> StorageTrouble:
    """What a person reads when the system did not let us use a file."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageTrouble(
            f"There is no room left for {path}. Free some space and try again; nothing half-written was left.",
            title="The disk is full",
        )
    if isinstance(error, PermissionError):
        return StorageTrouble(
            f"{path} cannot be used: the system does not permit it. Check the rights of that file and folder.",
            title="No permission",
        )
    reason = error.strerror or str(error)
    return StorageTrouble(f"{path} cannot be used: {reason}.", title="The file cannot be used")


def write_whole(path: Path, text: str) -> None:
    """Replace a file's content at once, readable by this user alone; the old one stays when it fails."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise trouble(path, error) from error


@contextmanager
def held(path: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold the right to change `path` among all processes; released by the system even after a crash."""
    beside = path.with_name(f"{path.name}.lock")
    try:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise trouble(beside, error) from error
    try:
        _wait_for(handle, path, patience)
        yield
    finally:
        os.close(handle)


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way under the first free name; returns that name."""
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        if not aside.exists():
            os.replace(path, aside)
            return aside
        number += 1


def _wait_for(handle: int, path: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while True:
        try:
            return _lock(handle)
        except OSError as error:
            if time.monotonic() > until:
                raise StorageTrouble(
                    f"{path} is held by another program. Close other windows of Forge Desktop and try again."
                ) from error
            time.sleep(_BEAT)
