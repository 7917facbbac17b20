"""The requests of the last seconds, in a small file that all processes of this machine share."""

from __future__ import annotations

import math
import os
import struct
from pathlib import Path

_SIZE = struct.calcsize("<d")


class Window:
    """When each request of one key ended, oldest first, and until when the server asked us to wait.

    Read and written only by the holder of the key's lock. Times are those of the machine's monotonic clock,
    which all its processes share; after a restart it begins anew, and what lies in its future is from before.
    A request that never ended was left by a process that died: it counts from the moment somebody sees that.
    """

    def __init__(self, path: Path, limit: int, seconds: float, longest_hold: float) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        self._limit = limit
        self._seconds = seconds
        self._longest_hold = longest_hold

    def look(self, now: float) -> tuple[float, float, int]:
        """Seconds to wait for a free place, seconds the server asked us to wait, and places taken."""
        held, ends = self._read(now)
        self._write(held, ends)
        place = ends[-self._limit] + self._seconds - now if len(ends) >= self._limit else 0.0
        return max(0.0, place), max(0.0, held - now), len(ends)

    def begin(self, now: float) -> None:
        """A request leaves: from now on it counts, whatever becomes of us."""
        held, ends = self._read(now)
        self._write(held, [*ends, math.inf])

    def end(self, now: float) -> None:
        """The answer is here, or nothing will come any more."""
        held, ends = self._read(now)
        self._write(held, ends)

    def hold(self, seconds: float, now: float) -> None:
        """Nobody sends for so long (never longer than the longest hold)."""
        held, ends = self._read(now)
        self._write(max(held, now + min(seconds, self._longest_hold)), ends)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._handle)

    def _read(self, now: float) -> tuple[float, list[float]]:
        os.lseek(self._handle, 0, os.SEEK_SET)
        data = os.read(self._handle, _SIZE * (self._limit + 2))
        numbers = struct.unpack_from(f"<{len(data) // _SIZE}d", data)
        held = numbers[0] if numbers and now < numbers[0] <= now + self._longest_hold else 0.0
        oldest, latest = now - self._seconds, now
        if now < self._seconds:  # soon after a restart nobody can tell what is from before it
            latest = math.inf
        ends = sorted(min(n, now) for n in numbers[1:] if oldest < n <= latest or n == math.inf)
        return held, ends[-self._limit :]

    def _write(self, held: float, ends: list[float]) -> None:
        kept = ends[-self._limit :]
        data = struct.pack(f"<{1 + len(kept)}d", held, *kept)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, data)
        os.ftruncate(self._handle, len(data))
