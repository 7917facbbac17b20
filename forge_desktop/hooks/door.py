"""The door: an ASGI application that takes signed deliveries in and turns everything else away unread.

In this order: method, host name, origin, path, kind of body, length and time, signature, and only then meaning.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from typing import Protocol

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from forge_desktop.hooks.events import Event, NotAnEvent, read_event
from forge_desktop.hooks.signing import Secrets, is_signed

LONGEST_BODY = 1_000_000
"""Bytes."""
SECONDS = 10.0
"""How long a body may take to arrive, in all."""
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?")
_log = structlog.stdlib.get_logger("hooks")


class Ear(Protocol):
    """Who is told what came in."""

    def knows(self, body: bytes) -> bool:
        """True when this very body was taken before."""

    def take(self, body: bytes, event: Event) -> None:
        """A signed event that was not heard before."""

    def repeated(self) -> None:
        """One that was."""

    def unreadable(self, why: str) -> None:
        """Signed, and no event at all."""

    def forged(self) -> None:
        """The signature is missing or wrong."""

    def turned_away(self, status: int) -> None:
        """No delivery: another method, host name, path, kind or size."""


class _TurnedAway(Exception):
    """Not let in: the status and a sentence, never anything of what was sent."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Door:
    """Answers every request; no answer repeats anything of it."""

    def __init__(
        self,
        path: str,
        secrets: Secrets,
        table: Mapping[str, str],
        ear: Ear,
        *,
        hosts: Collection[str] = (),
        any_address: bool = False,
        seconds: float = SECONDS,
    ) -> None:
        """`hosts`: names besides those of loopback; `any_address`: any number may stand for this machine."""
        self._path = path.encode()
        self._secrets, self._table, self._ear, self._seconds = secrets, table, ear, seconds
        self._hosts = {"localhost", *(host.lower() for host in hosts)}
        self._any_address = any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            status, sentence = await self._answer(scope, receive)
        except ClientDisconnect:  # nobody is there to be told
            return
        except _TurnedAway as away:
            self._ear.turned_away(away.status)
            status, sentence = away.status, away.sentence
        except Exception:  # the one place where a fault of our own ends: told, and the next one served
            _log.exception("a delivery failed")
            status, sentence = 500, "The listener failed on this request."
        headers = {"Allow": "POST"} if status == 405 else {}
        if status in (408, 413):
            headers["Connection"] = "close"  # the rest of the body is not waited for
        await PlainTextResponse(sentence, status, headers)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, str]:
        request = Request(scope, receive)
        self._look_at(request)
        body = await self._body_of(request)
        shown = request.headers.getlist("x-forge-signature")
        signature = shown[0].encode("latin-1") if len(shown) == 1 else b""
        if not is_signed(body, signature, self._secrets):
            self._ear.forged()
            return 401, "The signature does not fit."
        if self._ear.knows(body):
            self._ear.repeated()
            return 200, "Taken before."
        try:
            event = read_event(body, self._table)
        except NotAnEvent as wrong:
            self._ear.unreadable(str(wrong))
            return 400, f"Signed, but {wrong}."
        self._ear.take(body, event)
        return 200, "Taken." if event.hint is not None else "Taken; this program does not follow such events."

    def _look_at(self, request: Request) -> None:
        headers: Headers = request.headers
        if request.method != "POST":
            raise _TurnedAway(405, "Only POST is answered.")
        if not self._knows_host(headers.getlist("host")):
            raise _TurnedAway(403, "Nothing is answered under that host name.")
        if "origin" in headers:
            raise _TurnedAway(403, "Requests of web pages are not answered.")
        if not hmac.compare_digest(request.scope["path"].encode("utf-8", "replace"), self._path):
            raise _TurnedAway(404, "Nothing is here.")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" or "content-encoding" in headers:
            raise _TurnedAway(415, "Only plain JSON is taken.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > LONGEST_BODY:
            raise _TurnedAway(413, "The body is too long.")

    def _knows_host(self, shown: list[str]) -> bool:
        match = _HOST.fullmatch(shown[0].lower()) if len(shown) == 1 else None
        if match is None:
            return False
        name = match[1].strip("[]")
        try:
            address = ip_address(name)
        except ValueError:
            return name in self._hosts
        return self._any_address or address.is_loopback or name in self._hosts

    async def _body_of(self, request: Request) -> bytes:
        found = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                async for piece in request.stream():
                    found += piece
                    if len(found) > LONGEST_BODY:
                        raise _TurnedAway(413, "The body is too long.")
        except TimeoutError:
            raise _TurnedAway(408, "The body did not arrive in time.") from None
        return bytes(found)
