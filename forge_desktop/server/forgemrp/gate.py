"""The gate of the contract: whose key it is and how often it may ask; RateLimit headers on every answer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forge_desktop.server.door import headers_of
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.forgemrp.envelope import error
from forge_desktop.server.options import ServerOptions

HOLDER = "forge.holder"  # scope extension: who asks
_NOBODY = ""

_log = logging.getLogger(__name__)


@dataclass
class _Window:
    ends: float
    used: int = 0


@dataclass(frozen=True)
class Allowance:
    """What is left of the current window, and whether this request still fits into it."""

    limit: int
    remaining: int
    reset: int  # seconds
    granted: bool

    def headers(self) -> list[tuple[bytes, bytes]]:
        """As the contract has them on every response."""
        figures = (("Limit", self.limit), ("Remaining", self.remaining), ("Reset", self.reset))
        return [(f"RateLimit-{name}".encode(), str(figure).encode()) for name, figure in figures]


class Windows:
    """So many requests per key and window, which begins with its first; all without a valid key share one."""

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._windows: dict[str, _Window] = {}

    def take(self, key_id: str) -> Allowance:
        """Count one request; one that does not fit is not counted."""
        now = self._clock()
        window = self._windows.get(key_id)
        if window is None or now >= window.ends:
            window = self._windows[key_id] = _Window(now + self._seconds)
        granted = window.used < self._limit
        window.used += granted
        reset = max(1, math.ceil(window.ends - now))
        return Allowance(self._limit, self._limit - window.used, reset, granted)


class Gate:
    """Recognises the key, counts the request, refuses it or lets it through to the contract."""

    def __init__(
        self, app: ASGIApp, options: ServerOptions, engine: Engine, clock: Callable[[], float]
    ) -> None:
        self._app = app
        self._engine = engine
        self._windows = Windows(options.forge_requests, options.forge_window, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shown = headers_of(scope).get("authorization", "")
        try:
            found: keys.Holder | str | None = await run_in_threadpool(keys.holder, self._engine, shown)
        except SQLAlchemyError:
            _log.exception("the keys cannot be read")
            found = None
        allowance = self._windows.take(found.key_id if isinstance(found, keys.Holder) else _NOBODY)
        app = self._app
        if found is None:
            app = error(503, "The server cannot read its keys")
        elif not allowance.granted:
            wait = (("Retry-After", str(allowance.reset)),)
            app = error(429, f"More than {allowance.limit} requests; wait {allowance.reset} s", headers=wait)
        elif isinstance(found, str):
            app = error(401, found, headers=(("WWW-Authenticate", "Bearer"),))
        else:
            scope.setdefault("extensions", {})[HOLDER] = found

        async def with_figures(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *allowance.headers()]}
            await send(message)

        await app(scope, receive, with_figures)
