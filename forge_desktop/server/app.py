"""Puts the server together: the log, the door, the faults and both contracts, as one Starlette application."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forge_desktop.server.answer import Answer, refusal
from forge_desktop.server.door import Keys, Limits, Visitors, headers_of
from forge_desktop.server.faults import DROP, Faults, FaultyAnswers
from forge_desktop.server.forgemrp.changes import Changes
from forge_desktop.server.forgemrp.contract import ROOT as FORGE_ROOT
from forge_desktop.server.forgemrp.contract import create_contract
from forge_desktop.server.forgemrp.endpoint import ForgeApi
from forge_desktop.server.mrpeasy.endpoints import Asked, MrpeasyApi
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.receiving import Receiving
from forge_desktop.server.version import Totals

ROOT = "/rest/v1"
LOG_LENGTH = 20_000

_log = logging.getLogger(__name__)

LogEntry = tuple[str, str, str, int]


class RequestLog(list[LogEntry]):
    """Method, path, query and status (0: none was sent) of each request; the older half goes when long."""

    def append(self, entry: LogEntry) -> None:
        """Add one."""
        if len(self) >= LOG_LENGTH:
            del self[: LOG_LENGTH // 2]
        super().append(entry)


class Logged:
    """Writes each request and what became of it into the log, before the client can know."""

    def __init__(self, app: ASGIApp, log: RequestLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = (scope["method"], scope["path"], scope["query_string"].decode("latin-1"))
        extensions = scope.setdefault("extensions", {})
        hang_up: Callable[[], None] | None = extensions.get(DROP)
        answered = False

        def note(status: int) -> None:
            nonlocal answered
            if not answered:
                answered = True
                self._log.append((*asked, status))

        async def watch(message: Message) -> None:
            note(message.get("status", 0))
            await send(message)

        def watched_hang_up() -> None:
            note(0)
            if hang_up is not None:
                hang_up()

        extensions[DROP] = watched_hang_up
        await self._app(scope, receive, watch)


def _answering(api: MrpeasyApi) -> Callable[[Scope, bytes], Answer]:
    def answer(scope: Scope, body: bytes) -> Answer:
        path: str = scope["path"]
        if not path.startswith(f"{ROOT}/"):
            return refusal(404, "Not found")
        headers = headers_of(scope)
        asked = Asked(
            method=scope["method"],
            path=path[len(ROOT) :],
            query=scope["query_string"].decode("latin-1"),
            wanted=headers.get("range"),
            body=body,
            content_type=headers.get("content-type", ""),
        )
        return api.answer(asked)

    return answer


class Roots:
    """Sends each request to the contract whose root its path lies below; what lies below none is MRPeasy's."""

    def __init__(self, app: ASGIApp, root: str, other: ASGIApp) -> None:
        self._app = app
        self._root = root
        self._other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        inside = path == self._root or path.startswith(f"{self._root}/")
        await (self._other if inside else self._app)(scope, receive, send)


def create_app(
    options: ServerOptions,
    engine: Engine,
    *,
    faults: Faults | None = None,
    log: RequestLog | None = None,
    totals: Totals | None = None,
    clock: Callable[[], float] = time.monotonic,
    wake: Callable[[], None] = lambda: None,
) -> Starlette:
    """The application for these options; what it shares with its owner can be handed in."""
    frozen = options.now
    today = time.time if frozen is None else lambda: float(frozen)
    faults = faults or Faults(options.faults, options.fault_seed)
    zone = ZoneInfo(options.timezone)
    changes = Changes(engine, today, zone, wake)
    api = MrpeasyApi(options, engine, totals or Totals(engine), today, changes)
    forge = create_contract(options, engine, ForgeApi(engine, changes, zone, today), faults, clock)
    middleware = [
        Middleware(Logged, log if log is not None else RequestLog()),
        Middleware(Roots, FORGE_ROOT, forge),
        Middleware(Visitors, options),
        Middleware(Keys, options),
        Middleware(Limits, options, clock),
        Middleware(FaultyAnswers, faults, options.late_seconds),
    ]
    return Starlette(routes=[Mount("/", Receiving(_answering(api), refusal))], middleware=middleware)
