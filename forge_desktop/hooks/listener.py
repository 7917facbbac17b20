"""The listener of one connection: a door on a port, what came through it counted, and the hints handed on."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog

from forge_desktop.domain.text import one_line
from forge_desktop.errors import Failure
from forge_desktop.hooks.door import Door
from forge_desktop.hooks.events import Event, Hint
from forge_desktop.hooks.heard import Counts, Heard, PortTaken
from forge_desktop.hooks.kept import LOOPBACK, Listening, is_loopback
from forge_desktop.hooks.remembered import Remembered
from forge_desktop.hooks.serving import Serving, listen
from forge_desktop.hooks.signing import Secrets, check_secrets
from forge_desktop.hooks.waiting import Waiting

_RARELY = 60.0
"""Seconds between two lines in the log about what was not taken."""
_log = structlog.stdlib.get_logger("hooks")


class Listener:
    """Listens from `start` to `stop`, in the loop that called them; `tell` gets each hint there."""

    def __init__(
        self,
        listening: Listening,
        secrets: Secrets,
        table: Mapping[str, str],
        tell: Callable[[Hint], None],
        *,
        memory: Path,
        host: str = LOOPBACK,
        heard: Callable[[Heard], None] = lambda heard: None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Refused when a secret cannot be used. `memory`: the file of what was taken before."""
        check_secrets(secrets)
        self.counts = Counts()
        self.address = ""
        """What is to be registered at the server; empty while nothing listens."""
        self._listening, self._host, self._tell, self._heard = listening, host, tell, heard
        self._memory, self._clock, self._monotonic = memory, clock, monotonic
        self._remembered: Remembered | None = None
        self._waiting = Waiting(table)
        self._said: dict[str, float] = {}
        loopback = is_loopback(host)
        names = (host, *(() if loopback else (socket.gethostname(),)), *listening.hosts)
        self.door = Door(listening.path, secrets, table, self, hosts=names, any_address=not loopback)
        self._serving: Serving | None = None
        self._handing: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Listen from now on; the address. PortTaken, or another Failure, when that cannot be."""
        try:
            found = listen(self._host, self._listening.port)
        except OSError as error:
            raise _in_words(error, self._host, self._listening.port) from error
        self._remembered = Remembered(self._memory, self._clock)
        self._serving = Serving(self.door, found)
        try:
            port = found.getsockname()[1]
            await self._serving.begin()
            self._handing = asyncio.create_task(self._hand_on(), name="hints")
        except BaseException:
            await self.stop()
            raise
        self.address = replace(self._listening, port=port).address(self._host)
        _log.info("listening", host=self._host, port=port)
        return self.address

    async def stop(self) -> None:
        """Take nothing more in and free the port; harmless when nothing listens."""
        self.address = ""
        if self._serving is not None:
            await self._serving.end()
            self._serving = None
        if self._handing is not None:
            self._handing.cancel()
            await asyncio.gather(self._handing, return_exceptions=True)
            self._handing = None
        if self._remembered is not None:
            self._remembered.close()
            self._remembered = None

    async def _hand_on(self) -> None:
        while True:
            for hint in await self._waiting.take():
                self._tell(hint)

    # What the door tells

    def knows(self, body: bytes) -> bool:
        """True when this very body was taken before."""
        return self._remembered is not None and self._remembered.knows(body)

    def take(self, body: bytes, event: Event) -> None:
        """A signed event that was not heard before."""
        if self._remembered is not None:
            self._remembered.add(body)
        kind = one_line(event.type, 80)
        if event.hint is None:
            self.counts.unknown += 1
            self._murmur("events of a type that is not followed", kind=kind, number=self.counts.unknown)
            self._heard(Heard("unknown", kind))
            return
        self.counts.taken += 1
        self._waiting.put(event.hint)
        self._heard(Heard("taken", kind, event.hint))

    def repeated(self) -> None:
        """A delivery that was taken before."""
        self.counts.repeated += 1
        self._heard(Heard("repeated"))

    def unreadable(self, why: str) -> None:
        """Signed, and no event at all."""
        self.counts.unreadable += 1
        self._murmur("signed deliveries that are no events", why=why, number=self.counts.unreadable)
        self._heard(Heard("unreadable"))

    def forged(self) -> None:
        """The signature is missing or wrong."""
        self.counts.forged += 1
        self._murmur("deliveries whose signature does not fit", number=self.counts.forged)
        self._heard(Heard("forged"))

    def turned_away(self, status: int) -> None:
        """No delivery at all."""
        self.counts.turned_away += 1
        self._murmur("requests that are no deliveries", status=status, number=self.counts.turned_away)
        self._heard(Heard("turned_away"))

    def _murmur(self, words: str, **facts: object) -> None:
        """Into the log, at most once a minute of each sort; the number is that since the start."""
        now = self._monotonic()
        if words not in self._said or now - self._said[words] >= _RARELY:
            self._said[words] = now
            _log.warning(words, **facts)


def _in_words(error: OSError, host: str, port: int) -> Failure:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"Another program of this machine uses port {port}, so changes are not heard at once. "
            "Choose another port and register the new address, or end that program."
        )
    reason = error.strerror or str(error)
    return Failure(f"It is not possible to listen on {host}, port {port}: {reason}.", title="Cannot listen")
