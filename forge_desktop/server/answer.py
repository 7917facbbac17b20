"""One answer of the server, with its headers spelled exactly as clients in use expect them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send


@dataclass(frozen=True)
class Answer:
    """Status, JSON body and the few headers the contracts know; is itself an ASGI application."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. Header names go out as they stand here: h11 keeps the spelling."""
        headers = [(b"Content-Length", str(len(self.body)).encode())]
        if self.body:
            headers.append((b"Content-Type", b"application/json"))
        headers += [(name.encode(), value.encode()) for name, value in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def refusal(status: int, *messages: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An answer in the contract's form for errors: an array of texts."""
    return Answer(status, json.dumps(messages).encode(), headers)


Refuse = Callable[[int, str], Answer]
"""How a contract words a refusal that is not its own: status and message."""
