"""Which bodies were taken before: their SHA-256 for 30 days, also after a restart."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

import structlog

from forge_desktop.errors import StorageTrouble
from forge_desktop.paths import touch_private
from forge_desktop.settings.files import write_whole

KEPT = 30 * 86_400
MOST = 10_000
_LARGEST = 4_000_000
"""Bytes of the file that are read."""
_log = structlog.stdlib.get_logger("hooks")


class Remembered:
    """A file with one line per body, added to while the program runs and shortened now and then.

    It is there to save looks, not to be safe: a file that cannot be used is told in the log, and memory does.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path, self._clock = path, clock
        self._known: dict[str, int] = {}
        self._lines = 0
        self._file: TextIOWrapper | None = None
        try:
            self._read()
        except (OSError, StorageTrouble) as error:
            self._do_without(error)

    def knows(self, body: bytes) -> bool:
        """True when this very body was taken within the last 30 days."""
        at = self._known.get(_digest(body))
        return at is not None and self._clock() - at < KEPT

    def add(self, body: bytes) -> None:
        """This body was taken now; the oldest is forgotten for it."""
        digest, now = _digest(body), int(self._clock())
        self._known.pop(digest, None)
        self._known[digest] = now
        self._forget_oldest()
        if self._file is not None:
            try:
                self._write(self._file, _line(digest, now))
            except (OSError, StorageTrouble) as error:
                self.close()
                self._do_without(error)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            file, self._file = self._file, None
            with suppress(OSError):  # a full disk: closing tries to write what is left
                file.close()

    def _write(self, file: TextIOWrapper, line: str) -> None:
        file.write(line)
        file.flush()
        self._lines += 1
        if self._lines >= 3 * MOST:
            file.close()
            self._shorten()

    def _read(self) -> None:
        touch_private(self._path)
        since = self._clock() - KEPT
        with self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - _LARGEST))
            lines = file.read(_LARGEST).decode("ascii", "replace").splitlines()
        for line in lines:
            at, _, digest = line.partition(" ")
            if len(digest) == 64 and at.isdecimal() and len(at) < 12 and int(at) > since:
                self._known.pop(digest, None)
                self._known[digest] = int(at)
        self._forget_oldest()
        self._shorten()

    def _shorten(self) -> None:
        write_whole(self._path, "".join(_line(digest, at) for digest, at in self._known.items()))
        self._lines = len(self._known)
        self._file = self._path.open("a", encoding="ascii")

    def _forget_oldest(self) -> None:
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def _do_without(self, error: Exception) -> None:
        _log.warning("what was heard is remembered until the program ends", reason=type(error).__name__)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _line(digest: str, at: int) -> str:
    return f"{at} {digest}\n"
