"""Takes in the body of a request, up to a length that no honest one has."""

from __future__ import annotations

from starlette.requests import ClientDisconnect
from starlette.types import Receive

LONGEST_BODY = 1_000_000  # bytes


async def body_of(receive: Receive) -> bytes:
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
