"""Takes a request in whole, has its contract answer it in a thread, and tells when that failed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from forge_desktop.server.answer import Answer, Refuse

LONGEST_BODY = 1_000_000
"""Bytes; no honest request has more."""

_log = logging.getLogger(__name__)


class Receiving:
    """A contract as an ASGI application: `answer` gets the request's scope and its whole body."""

    def __init__(self, answer: Callable[[Scope, bytes], Answer], refuse: Refuse) -> None:
        self._answer = answer
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answered(scope, receive)
        except ClientDisconnect:  # half a body is no request: nothing is done, nobody is there to be told
            return
        except Exception:  # the one place where a fault of our own ends: told, and the next request served
            _log.exception("%s %s failed", scope["method"], scope["path"])
            answer = self._refuse(500, "The server failed on this request")
        await answer(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive) -> Answer:
        body = b"" if scope["method"] == "GET" else await _body_of(receive)
        if len(body) > LONGEST_BODY:
            return self._refuse(413, f"The body is longer than {LONGEST_BODY} bytes")
        return await run_in_threadpool(self._answer, scope, body)


async def _body_of(receive: Receive) -> bytes:
    """The whole body; of one that is too long only so much as shows it."""
    found = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        if len(found) <= LONGEST_BODY:
            found += message.get("body", b"")
        if not message.get("more_body", False):
            return found
