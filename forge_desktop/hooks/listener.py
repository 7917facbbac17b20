"""The listener of one connection: a door on a port of this machine, and an ear behind it."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog

from forge_desktop.errors import Failure
from forge_desktop.hooks.door import Door
from forge_desktop.hooks.events import Hint
from forge_desktop.hooks.heard import Counts, Heard, PortTaken
from forge_desktop.hooks.hearing import Hearing
from forge_desktop.hooks.kept import LOOPBACK, Listening, is_loopback
from forge_desktop.hooks.serving import Serving, listen
from forge_desktop.hooks.signing import Secrets, check_secrets

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
        self.address = ""
        """What is to be registered at the server; empty while nothing listens."""
        self._listening, self._host, self._tell = listening, host, tell
        self._hearing = Hearing(table, memory, heard, clock, monotonic)
        loopback = is_loopback(host)
        names = (host, *(() if loopback else (socket.gethostname(),)), *listening.hosts)
        self._door = Door(listening.path, secrets, table, self._hearing, hosts=names, any_address=not loopback)
        self._serving: Serving | None = None
        self._handing: asyncio.Task[None] | None = None

    @property
    def counts(self) -> Counts:
        """How many deliveries came to what since the start."""
        return self._hearing.counts

    async def start(self) -> str:
        """Listen from now on; the address. PortTaken, or another Failure, when that cannot be."""
        try:
            found = listen(self._host, self._listening.port)
        except OSError as error:
            self._hearing.close()
            raise _in_words(error, self._host, self._listening.port) from error
        self._serving = Serving(self._door, found)
        try:
            port = found.getsockname()[1]
            await self._serving.begin()
            self._handing = asyncio.create_task(self._hearing.hand_on(self._tell), name="hints")
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
        self._hearing.close()


def _in_words(error: OSError, host: str, port: int) -> Failure:
    if error.errno == errno.EADDRINUSE:
        with listen(host, 0) as free:
            other = free.getsockname()[1]
        return PortTaken(
            f"Another program of this machine uses port {port}, so changes are not heard at once. "
            f"Choose another port ({other} is free) and register the new address, or end that program."
        )
    reason = error.strerror or str(error)
    return Failure(f"It is not possible to listen on {host}, port {port}: {reason}.", title="Cannot listen")
