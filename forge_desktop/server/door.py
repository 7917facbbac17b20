"""The door: which requests come in at all. Host and Origin, then the key, then the contract's two limits."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import socket
from collections import deque
from collections.abc import Callable, Mapping
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from forge_desktop.server.answer import Answer, Refuse, refusal
from forge_desktop.server.options import ServerOptions, is_loopback

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?")


def headers_of(scope: Scope) -> dict[str, str]:
    """The request's headers by lower-case name."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


class Visitors:
    """Refuses requests that a web page in a browser could have sent: foreign host names and any Origin."""

    def __init__(self, app: ASGIApp, options: ServerOptions, refuse: Refuse = refusal) -> None:
        self._app = app
        self._refuse = refuse
        self._names = {"localhost"}
        self._any_address = not is_loopback(options.host)
        if self._any_address:
            self._names |= {options.host.lower(), socket.gethostname().lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        app = self._app
        if not self._knows(headers.get("host", "")):
            app = self._refuse(403, "This server does not answer for that host name")
        elif "origin" in headers:
            app = self._refuse(403, "Requests from web pages are not answered")
        await app(scope, receive, send)

    def _knows(self, host: str) -> bool:
        match = _HOST.fullmatch(host.lower())
        if match is None:
            return False
        name = match[1].strip("[]")
        try:
            address = ip_address(name)
        except ValueError:
            return name in self._names
        return self._any_address or address.is_loopback


class Keys:
    """Lets in who shows both keys: as a pair of headers, or as HTTP Basic where the profile has that."""

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app = app
        self._wanted = f"{options.api_key}\0{options.access_key}".encode()
        self._enabled = bool(options.access_key)  # an empty access key disables the API

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shown = self._shown(headers_of(scope)).encode()
        known = hmac.compare_digest(shown, self._wanted) and self._enabled
        app = self._app if known else refusal(401, "Unauthorized")
        await app(scope, receive, send)

    def _shown(self, headers: Mapping[str, str]) -> str:
        if "api_key" in headers or "access_key" in headers:
            return f"{headers.get('api_key', '')}\0{headers.get('access_key', '')}"
        scheme, _, code = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return ""
        try:
            return base64.b64decode(code, validate=True).decode().replace(":", "\0", 1)
        except (binascii.Error, UnicodeDecodeError):
            return ""


class Limits:
    """One request at a time, and so many per sliding window; a refused request does not count."""

    def __init__(self, app: ASGIApp, options: ServerOptions, clock: Callable[[], float]) -> None:
        self._app = app
        self._clock = clock
        self._most = options.requests_per_window
        self._seconds = options.window_seconds
        self._alone = options.one_in_flight
        self._in_flight = 0
        self._times: deque[float] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused()
        if refused:
            await refused(scope, receive, send)
            return
        self._in_flight += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._in_flight -= 1

    def _refused(self) -> Answer | None:
        if self._alone and self._in_flight:
            return refusal(429, "Another request is being processed")
        now = self._clock()
        while self._times and now - self._times[0] >= self._seconds:
            self._times.popleft()
        if len(self._times) >= self._most:
            return refusal(429, f"More than {self._most} requests in {self._seconds:g} seconds")
        self._times.append(now)
        return None
