"""Runs the server: in a thread of this process for the demo and the tests, or as the whole process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any, Self

import uvicorn
from sqlalchemy import Engine
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from forge_desktop.server.app import ROOT, RequestLog, create_app
from forge_desktop.server.faults import DROP, Faults
from forge_desktop.server.forgemrp.contract import ROOT as FORGE_ROOT
from forge_desktop.server.forgemrp.courier import Courier
from forge_desktop.server.opening import open_database
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.version import Totals

IDLE_SECONDS = 75  # how long an unused connection is kept
LAST_SECONDS = 3  # how long a stopping server waits for answers under way


class _Connection(H11Protocol):
    """A connection that the application can hang up, for which ASGI has no word (see `faults`)."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        inner = self.app

        async def with_drop(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[DROP] = transport.close
            await inner(scope, receive, send)

        self.app = with_drop


class _Uvicorn(uvicorn.Server):
    """Tells when it is ready, and leaves signals to its owner."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. It names TCP: asyncio sets TCP_NODELAY only then, which saves 40 ms a request."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this option would let two servers share one port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(128)
    except BaseException:
        found.close()
        raise
    return found


def forge_url_of(url: str) -> str:
    """Where the server whose MRPeasy contract is there offers the ForgeMRP one."""
    return url.removesuffix(ROOT) + FORGE_ROOT


class _Parts:
    """A listening socket, the database and the application on it, not yet running."""

    def __init__(self, options: ServerOptions, on_ready: Callable[[], None]) -> None:
        self.faults = Faults(options.faults, options.fault_seed)
        self.log = RequestLog()
        self._socket = _listen(options.host, options.port)
        try:
            self.engine = open_database(options)
        except BaseException:
            self._socket.close()
            raise
        self._totals = Totals(self.engine)
        host = f"[{options.host}]" if ":" in options.host else options.host
        self.url = f"http://{host}:{self._socket.getsockname()[1]}{ROOT}"
        self.forge_url = forge_url_of(self.url)
        self._courier = Courier(self.engine, options.webhook_first_wait)
        app = create_app(
            options,
            self.engine,
            faults=self.faults,
            log=self.log,
            totals=self._totals,
            wake=self._courier.wake,
        )
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http=_Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=LAST_SECONDS,
        )
        self.server = _Uvicorn(config, on_ready)

    def run(self) -> None:
        """Serve until the server is told to end; then close everything."""
        self._courier.start()
        try:
            asyncio.run(self.server.serve([self._socket]))
        finally:
            self._socket.close()
            self._courier.stop()
            self._totals.close()
            self.engine.dispose()


class RunningServer:
    """A server in a thread of this process."""

    def __init__(self, options: ServerOptions) -> None:
        ready = threading.Event()
        self._parts = _Parts(options, ready.set)
        self.url: str = self._parts.url
        self.forge_url: str = self._parts.forge_url
        self.engine: Engine = self._parts.engine
        self.faults: Faults = self._parts.faults
        self.log: RequestLog = self._parts.log
        self._thread = threading.Thread(target=self._run, args=(ready,), name="local-server", daemon=True)
        self._thread.start()
        ready.wait()
        if not self._parts.server.started:
            raise RuntimeError("the local server ended before it was ready; its log says why")

    def _run(self, ready: threading.Event) -> None:
        try:
            self._parts.run()
        finally:
            ready.set()

    def stop(self) -> None:
        """End it and wait until its port and its database are free."""
        self._parts.server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(options: ServerOptions) -> RunningServer:
    """A server that is ready when this returns; an OSError says that its port is taken."""
    return RunningServer(options)


def serve(options: ServerOptions, on_ready: Callable[[str], None], *, parent_pipe: bool = False) -> None:
    """Serve from the main thread until SIGTERM, SIGINT or, when asked, the end of standard input."""
    parts = _Parts(options, lambda: on_ready(parts.url))

    def end(number: int = 0, frame: FrameType | None = None) -> None:
        parts.server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    if parent_pipe:
        threading.Thread(target=_wait_for_end_of_input, args=(end,), daemon=True).start()
    try:
        parts.run()
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _wait_for_end_of_input(then: Callable[[], None]) -> None:
    """A parent that dies closes our standard input, whatever killed it."""
    with contextlib.suppress(OSError):
        while os.read(sys.stdin.fileno(), 4096):
            pass
    then()
