"""A small HTTP server inside a loop that runs already: nothing goes to the log, and nobody may dawdle."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 64
"""Beyond them one that asks for nothing is cut: who only holds lines open keeps no sender out."""
MOST_HEADERS = 16_384
"""Bytes of a request's head."""
IDLE_SECONDS = 30
LATE_SECONDS = 15.0
"""From the start of a line, later from the first byte of a request, to the end of its answer; then cut."""

_silent = logging.getLogger("forge_desktop.hooks.http")
_silent.disabled = True  # uvicorn would write a line for every stranger's nonsense


class _Connection(H11Protocol):
    """Cut when a request takes too long, its head and the wait for its first byte included."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = _silent
        self._late: asyncio.TimerHandle | None = None
        self._asking = False

    def connection_made(self, transport: Any) -> None:
        """Somebody is there, perhaps one too many."""
        super().connection_made(transport)
        self._hurry()
        there = [one for one in self.connections if isinstance(one, _Connection) and not one.is_cut]
        if len(there) > MOST_CONNECTIONS:
            next((one for one in there if one is not self and not one._asking), self).transport.abort()

    @property
    def is_cut(self) -> bool:
        """True when it is no more than a name in the list of connections."""
        return self.transport.is_closing()

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request: its time runs from the first of them."""
        self._asking = True
        self._hurry()
        super().data_received(data)

    def on_response_complete(self) -> None:
        """The answer is out; the next request has its own time."""
        self._asking = False
        self._in_time()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._in_time()
        super().connection_lost(exc)

    def _hurry(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(LATE_SECONDS, self.transport.abort)

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Serving(uvicorn.Server):
    """Serves until it is told to end; leaves signals and the clock of the loop alone."""

    def __init__(self, app: ASGIApp, found: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="none",
                http=_Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                h11_max_incomplete_event_size=MOST_HEADERS,
                timeout_keep_alive=IDLE_SECONDS,
                timeout_graceful_shutdown=1,
            )
        )
        self._socket = found
        self._up, self._over = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Serve from now on; returns when it does."""
        self._task = asyncio.create_task(self.serve([self._socket]), name="webhooks")
        up = asyncio.create_task(self._up.wait())
        await asyncio.wait({up, self._task}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        if self._task.done():
            self._task.result()

    async def end(self) -> None:
        """Take nothing more in, finish what came, and free the port."""
        self._over.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        for connection in list(self.server_state.connections):  # of whoever did not come to an end in time
            connection.transport.abort()
        self._socket.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, and tell it."""
        await super().startup(sockets)
        self._up.set()

    async def main_loop(self) -> None:
        """Instead of uvicorn's look at the clock ten times a second."""
        await self._over.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The program's own end comes from elsewhere."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. OSError when the port is taken or the host is not this machine's.

    It names TCP: asyncio sets TCP_NODELAY only then, which saves 40 ms a request.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this option would let two programs share one port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(64)
        found.setblocking(False)
    except BaseException:
        found.close()
        raise
    return found
