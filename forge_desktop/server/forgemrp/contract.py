"""The contract's root as an ASGI application, and the middleware around it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine
from starlette.types import ASGIApp, Scope

from forge_desktop.server.answer import Answer
from forge_desktop.server.door import Visitors, headers_of
from forge_desktop.server.faults import Faults, FaultyAnswers
from forge_desktop.server.forgemrp.endpoint import Asked, ForgeApi
from forge_desktop.server.forgemrp.envelope import error
from forge_desktop.server.forgemrp.gate import HOLDER, Gate
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.receiving import Receiving

ROOT = "/api/v1"


def _answering(api: ForgeApi) -> Callable[[Scope, bytes], Answer]:
    def answer(scope: Scope, body: bytes) -> Answer:
        path: str = scope["path"]
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
        return api.answer(asked)

    return answer


def create_contract(
    options: ServerOptions, engine: Engine, api: ForgeApi, faults: Faults, clock: Callable[[], float]
) -> ASGIApp:
    """Gate, visitors, faults, answers. The gate is outermost: its figures are on everything."""
    faulty = FaultyAnswers(Receiving(_answering(api), error), faults, options.late_seconds, error, "ForgeMRP")
    return Gate(Visitors(faulty, options, _strange), options, engine, clock)


def _strange(status: int, message: str) -> Answer:
    return error(status, message, code="forbidden")
