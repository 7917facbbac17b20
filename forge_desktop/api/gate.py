"""Lets one request at a time through per key, and never more in a window than the server allows.

All windows and processes of this machine share the gate: an OS lock for the one request in flight, a small file
for the window. A place is taken from the moment the answer came back (or the request failed) until the window
has passed, so that the server, whenever in between it counted the request, never counts one too many.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from forge_desktop.api import gatefiles
from forge_desktop.api.lockfile import FileLock
from forge_desktop.api.protocol import Lane
from forge_desktop.api.window import Window
from forge_desktop.errors import StorageTrouble, Unreachable
from forge_desktop.paths import GATES

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]
Ticket = tuple[int, int, asyncio.Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a server allows per key (contracts/mrpeasy-api.txt, 429), and how the gate keeps to it."""

    requests: int = 100
    seconds: float = 10.0
    margin: float = 0.02
    """Seconds added to the window: the coarsest clock of a supported system ticks every 16 ms."""
    burst: float = 0.6
    """Share of the window that background work may use at once; beyond it, it leaves even gaps for the user."""
    longest_hold: float = 900.0
    patience: float = 30.0
    """Seconds a request waits for the server's own pause to end; a longer pause is the caller's to wait out."""
    poll: float = 0.004
    """Seconds between two tries to get the lock from another process."""

    @property
    def pace(self) -> float:
        """Seconds between two background requests beyond the burst: a little faster than the window allows."""
        return 0.98 * self.seconds / self.requests


class Gate:
    """The gate of one key, as one event loop passes it."""

    def __init__(self, folder: Path, secret: str, limits: Limits, *, clock: Clock, sleep: Sleep) -> None:
        try:
            lock, following, window = (
                gatefiles.begin(folder, secret).with_suffix(e) for e in gatefiles.ENDINGS
            )
            self._lock = FileLock(lock)
            self._next = FileLock(following)
            self._window = Window(window, limits.requests, limits.seconds + limits.margin, limits.longest_hold)
        except OSError as wrong:
            raise _unwritable(folder, wrong) from wrong
        self._folder = folder
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._waiting: list[Ticket] = []
        self._number = itertools.count()
        self._inside = False
        self._trying = False
        self._paced_until = 0.0
        self._slow_until = 0.0

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """Inside, this is the only request of the key on this machine, and the window has a place for it.

        Unreachable when the server asked for a pause longer than a request should wait; StorageTrouble when
        the request cannot be written down, on a full disk.
        """
        ticket = (int(lane), next(self._number), asyncio.Event())
        heapq.heappush(self._waiting, ticket)
        try:
            await self._come_first(ticket)
        except OSError as wrong:
            raise _unwritable(self._folder, wrong) from wrong
        finally:
            self._leave(ticket)
        try:
            yield
        finally:
            self._inside = False
            try:
                self._window.end(self._clock())
            finally:
                self._lock.give()
                self._wake()

    def hold(self, seconds: float) -> None:
        """The server asked for a pause: nobody with this key sends for so long. Called inside a turn."""
        self._window.hold(seconds, self._clock())

    def slow(self, seconds: float) -> None:
        """The server's allowance runs short: background work leaves such a gap, a person's goes on."""
        self._slow_until = self._clock() + min(seconds, self._limits.longest_hold)

    def close(self) -> None:
        """Give the files back."""
        self._window.close()
        self._next.close()
        self._lock.close()

    async def _come_first(self, ticket: Ticket) -> None:
        while True:
            if self._inside or self._trying or self._waiting[0] is not ticket:
                ticket[2].clear()
                await ticket[2].wait()
                continue
            wait = await self._try(ticket)
            if wait is None:
                return
            await self._sleep(wait)

    async def _try(self, ticket: Ticket) -> float | None:
        """None when it came inside, else seconds until the next try: 0 when somebody more urgent came."""
        self._trying = True
        try:
            await self._take_lock()
            try:
                first = self._waiting[0] is ticket
                wait = self._enter(Lane(ticket[0])) if first else 0.0
                self._inside = first and wait <= 0
            finally:
                if not self._inside:
                    self._lock.give()
            return None if self._inside else wait
        finally:
            self._trying = False
            self._wake()

    async def _take_lock(self) -> None:
        """Take the lock; whoever waits for it stands before whoever just had it."""
        while not self._next.take():
            await self._sleep(self._limits.poll)
        try:
            while not self._lock.take():
                await self._sleep(self._limits.poll)
        finally:
            self._next.give()

    def _enter(self, lane: Lane) -> float:
        """Seconds still to wait; 0 when the request was written down and may leave."""
        now = self._clock()
        place, held, taken = self._window.look(now)
        if held > self._limits.patience:
            raise Unreachable(
                f"The server asked to wait for another {held:.0f} seconds.",
                title="The server asked to wait",
                retry_after=held,
            )
        paced = lane is Lane.BACKGROUND and taken >= self._limits.burst * self._limits.requests
        gap = self._paced_until - now if paced else 0.0
        slow = self._slow_until - now if lane is Lane.BACKGROUND else 0.0
        wait = max(place, held, gap, slow)
        if wait <= 0:
            self._paced_until = max(self._paced_until, now - self._limits.pace) + self._limits.pace
            self._window.begin(now)
        return wait

    def _leave(self, ticket: Ticket) -> None:
        self._waiting.remove(ticket)
        heapq.heapify(self._waiting)
        self._wake()

    def _wake(self) -> None:
        if self._waiting and not self._inside:
            self._waiting[0][2].set()


def _unwritable(folder: Path, wrong: OSError) -> StorageTrouble:
    return StorageTrouble(
        f"The folder {folder} cannot be written to ({wrong.strerror}). Another one can be named in {GATES}."
    )
