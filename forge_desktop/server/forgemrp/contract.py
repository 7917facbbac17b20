"""The contract's root as an ASGI application, and the middleware around it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from forge_desktop.server.answer import Answer
from forge_desktop.server.door import Visitors, headers_of
from forge_desktop.server.faults import Faults, FaultyAnswers
from forge_desktop.server.forgemrp.endpoint import Asked, ForgeApi
from forge_desktop.server.forgemrp.envelope import error
from forge_desktop.server.forgemrp.gate import HOLDER, Gate
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.receiving import LONGEST_BODY, body_of

ROOT = "/api/v1"

_log = logging.getLogger(__name__)


class Contract:
    """Reads a request and hands it to the contract; reading and writing themselves run in a thread."""

    def __init__(self, api: ForgeApi) -> None:
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except ClientDisconnect:  # half a body is no request: nothing is done, nobody is there to be told
            return
        except Exception:  # the one place where a fault of our own ends: told, and the next request served
            _log.exception("%s %s failed", scope["method"], scope["path"])
            answer = error(500, "The server failed on this request")
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        path: str = scope["path"]
        body = b"" if scope["method"] == "GET" else await body_of(receive)
        if len(body) > LONGEST_BODY:
            return error(413, f"The body is longer than {LONGEST_BODY} bytes")
        headers = headers_of(scope)
        asked = Asked(
            holder=scope["extensions"][HOLDER],
            method=scope["method"],
            path=path.removeprefix(ROOT),
            query=scope["query_string"].decode("latin-1"),
            body=body,
            content_type=headers.get("content-type", ""),
            idempotency=headers.get("idempotency-key"),
        )
        return await run_in_threadpool(self._api.answer, asked)


def create_contract(
    options: ServerOptions, engine: Engine, api: ForgeApi, faults: Faults, clock: Callable[[], float]
) -> ASGIApp:
    """Gate, visitors, faults, answers. The gate is outermost: its figures are on everything."""
    faulty = FaultyAnswers(Contract(api), faults, options.late_seconds, error, "ForgeMRP")
    return Gate(Visitors(faulty, options, _strange), options, engine, clock)


def _strange(status: int, message: str) -> Answer:
    return error(status, message, code="forbidden")
