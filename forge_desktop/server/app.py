"""Puts the server together: the log, the door, the faults and the contract, as one Starlette application."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forge_desktop.server.answer import refusal
from forge_desktop.server.door import Keys, Limits, Visitors, headers_of
from forge_desktop.server.faults import Faults, FaultyAnswers
from forge_desktop.server.mrpeasy.endpoints import MrpeasyApi
from forge_desktop.server.mrpeasy.profiles import PROFILES
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.version import Totals

ROOT = "/rest/v1"
LOG_LENGTH = 20_000

LogEntry = tuple[str, str, str, int]


class RequestLog(list[LogEntry]):
    """Method, path, query and status (0: none was sent) of each request; the older half goes when long."""

    def append(self, entry: LogEntry) -> None:
        """Add one."""
        if len(self) >= LOG_LENGTH:
            del self[: LOG_LENGTH // 2]
        super().append(entry)


class Logged:
    """Writes each request and what became of it into the log."""

    def __init__(self, app: ASGIApp, log: RequestLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            self._log.append((scope["method"], scope["path"], scope["query_string"].decode("latin-1"), status))


class Contract:
    """The contract's root as an ASGI application; the reading itself runs in a thread."""

    def __init__(self, api: MrpeasyApi) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        answer = refusal(404, "Not found")
        if path.startswith(f"{ROOT}/"):
            query = scope["query_string"].decode("latin-1")
            wanted = headers_of(scope).get("range")
            below = path[len(ROOT) :]
            answer = await run_in_threadpool(self._api.answer, scope["method"], below, query, wanted)
        await answer(scope, receive, send)


async def _failed(request: Request, error: Exception) -> Response:
    return JSONResponse(["The server failed on this request"], 500)


def create_app(
    options: ServerOptions,
    engine: Engine,
    *,
    faults: Faults | None = None,
    log: RequestLog | None = None,
    totals: Totals | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The application for these options; what it shares with its owner can be handed in."""
    frozen = options.now
    today = time.time if frozen is None else lambda: float(frozen)
    api = MrpeasyApi(options, engine, totals or Totals(engine), today)
    middleware = [
        Middleware(Logged, log if log is not None else RequestLog()),
        Middleware(Visitors, options),
        Middleware(Keys, options, PROFILES[options.profile].basic_auth),
        Middleware(Limits, options, clock),
        Middleware(FaultyAnswers, faults or Faults(options.faults, options.fault_seed)),
    ]
    return Starlette(
        routes=[Mount("/", Contract(api))], middleware=middleware, exception_handlers={500: _failed}
    )
