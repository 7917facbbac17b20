"""Requests at a door, in this process or through a socket, and what a sender of webhooks would make of them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

import httpx
from starlette.types import ASGIApp, Message

from forge_desktop.hooks import Secrets
from forge_desktop.hooks.events import Event

SECRET, OTHER = "whsec_" + "a1" * 16, "whsec_" + "b2" * 16
SECRETS = Secrets(SECRET)
PATH = "/0123456789abcdefghijklmnopqrstuv"
HOST = "127.0.0.1:8766"
TABLE = {"quote": "quotes", "job": "jobs"}


def body_of(kind: str = "job.updated", ident: object = "job_1", /, **more: object) -> bytes:
    """An event as the contract shows it."""
    told = {"type": kind, "created_at": "2026-05-29T05:00:00.123Z", "data": {"id": ident} | more}
    return json.dumps(told).encode()


def sign(body: bytes, secret: str = SECRET) -> str:
    """What the contract's own sample computes."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers_of(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """What a delivery carries."""
    return {
        "host": HOST,
        "content-type": "application/json",
        "x-forge-event": "job.updated",
        "x-forge-signature": sign(body, secret),
    }


@dataclass
class Told:
    """An ear that writes down what it is told."""

    events: list[Event] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    bodies: set[bytes] = field(default_factory=set)

    def knows(self, body: bytes) -> bool:
        return body in self.bodies

    def take(self, body: bytes, event: Event) -> None:
        self.bodies.add(body)
        self.events.append(event)

    def repeated(self) -> None:
        self._count("repeated")

    def unreadable(self, why: str) -> None:
        self._count("unreadable")

    def forged(self) -> None:
        self._count("forged")

    def turned_away(self, status: int) -> None:
        self._count(f"turned away {status}")

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


async def knock(
    door: ASGIApp,
    body: bytes | Iterable[bytes] = b"",
    headers: Sequence[tuple[str, str]] | dict[str, str] = (),
    *,
    method: str = "POST",
    path: str = PATH,
) -> tuple[int, str]:
    """One request without a socket: status and text of the answer."""
    pieces = [body] if isinstance(body, bytes) else list(body)
    pairs = headers.items() if isinstance(headers, dict) else headers
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs],
    }
    answers: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        answers.append(message)

    await door(scope, receive, send)
    text = b"".join(message.get("body", b"") for message in answers[1:])
    return answers[0]["status"], text.decode()


def sender() -> httpx.AsyncClient:
    """A client that no proxy of this machine stands before."""
    return httpx.AsyncClient(trust_env=False, timeout=20)


async def dripping(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    """A body of no announced length."""
    for piece in pieces:
        yield piece
