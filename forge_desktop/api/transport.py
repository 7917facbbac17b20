"""Sends one request and lets one bounded, complete answer in; the only place that touches bytes of a server.

Redirects are never followed: the keys travel in headers of their own, which a redirect would carry to another
host (design/reliability.md, finding 6). Exceptions of the network library hold the request and with it the
keys, so ours are made without them as cause or context.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType
from typing import cast
from urllib.parse import urlencode

import httpx
import truststore

from forge_desktop.api.address import is_loopback
from forge_desktop.api.bodies import Body
from forge_desktop.api.words import NEVER_LEFT, Passing, lost, trouble, unsent
from forge_desktop.errors import BadReply, Failure

LARGEST_BODY = 32 * 1024 * 1024
PATIENCE = 90.0
"""Seconds one request may take from its first byte to the last byte of the answer, however slowly it drips."""
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_STEP = 64 * 1024
_BROKEN = (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError)
_JSON_LIKE = ("json", "text/plain", "application/octet-stream")

# WORKAROUND: httpcore asks for this package several times with each request and goes on without it; a search of
# the disk that finds nothing costs as much as a third of the request. https://github.com/encode/httpcore/pull/1103
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = cast(ModuleType, None)

for _name in ("httpx", "httpcore"):  # at INFO they print addresses, at DEBUG headers
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Reply:
    """One complete answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def looks_like_json(self) -> bool:
        """False for the pages of portals and proxies that stand between us and the server."""
        kind = self.headers.get("content-type", "").lower()
        return self.body.lstrip()[:1] != b"<" and (not kind or any(word in kind for word in _JSON_LIKE))

    @property
    def proven_whole(self) -> bool:
        """True when the server said where the answer ends; otherwise it may have been cut anywhere."""
        return bool({"content-length", "transfer-encoding"} & set(self.headers))


class Transport:
    """The way to one server, signed with one pair of keys."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._base_url = base_url
        self._headers = {"Accept": "application/json", "Accept-Encoding": "gzip", **headers}
        self._given = transport
        self._patience = patience
        url = httpx.URL(base_url)
        self.host = url.host if url.port is None else f"{url.host}:{url.port}"
        self._trust_env = not is_loopback(url.host)
        self.tls = _tls_context()
        self._client: httpx.AsyncClient | None = None
        self.sent = 0

    async def get(self, path: str, query: Mapping[str, str | int], headers: Mapping[str, str]) -> Reply:
        """The answer to a GET. Unreachable when none came, BadReply when it breaks a limit of ours."""
        url = f"{self._base_url}/{path}"
        if query:
            url = f"{url}?{urlencode(query)}"
        failure: Failure
        try:
            async with asyncio.timeout(self._patience):
                return await self._answer("GET", url, headers, None)
        except Failure as own:
            failure = own
        except _BROKEN as error:
            failure = trouble(error, self.host)
        await self.drop()
        raise failure

    async def write(self, method: str, path: str, body: Body, headers: Mapping[str, str]) -> Reply:
        """The answer to a write, which leaves once. NotSent when it never did, AnswerLost when none came.

        It gets a connection of its own: the server may just be closing one that was idle, and a write that
        falls into that gap would have to be looked up.
        """
        await self.drop()
        failure: Failure
        try:
            async with asyncio.timeout(self._patience):
                return await self._answer(method, f"{self._base_url}/{path}", headers, body)
        except NEVER_LEFT as error:
            failure = unsent(error, self.host)
        except (Failure, *_BROKEN) as error:
            failure = lost(error, self.host)
        await self.drop()
        raise failure

    async def drop(self) -> None:
        """Close the connection; the next request makes a new one."""
        client, self._client = self._client, None
        if client is not None and self._given is None:
            await client.aclose()

    async def _answer(self, method: str, url: str, headers: Mapping[str, str], body: Body | None) -> Reply:
        self._client = self._client or self._new_client()
        self.sent += 1
        more = {**self._headers, **headers, **({"Content-Type": body.kind} if body else {})}
        content = body.data if body else None
        async with self._client.stream(method, url, headers=more, content=content) as response:
            came = await self._body(response)
        return Reply(response.status_code, dict(response.headers), came)

    async def _body(self, response: httpx.Response) -> bytes:
        """The unpacked body, its size counted while it comes in and while it unfolds."""
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in ("identity", "gzip", ""):
            raise BadReply(f"{self.host} packed its answer in a way that was not asked for.")
        unfold = _Unfolding() if packed == "gzip" else None
        body, came = bytearray(), 0
        async for chunk in response.aiter_raw(_STEP):
            came += len(chunk)
            body += unfold.feed(chunk, LARGEST_BODY - len(body)) if unfold else chunk
            if came > LARGEST_BODY or len(body) > LARGEST_BODY:
                raise BadReply(f"{self.host} sent more than {LARGEST_BODY >> 20} MB in one answer.")
        told = response.headers.get("content-length", "")
        if (told.isdigit() and int(told) != came) or (unfold and came and not unfold.complete):
            raise Passing(f"The connection to {self.host} broke before the answer was complete.")
        return bytes(body)

    def _new_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=self._given,
            verify=self.tls,
            trust_env=self._trust_env,
            follow_redirects=False,
            timeout=_TIMEOUT,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
        )


class _Unfolding:
    """Unpacks gzip in steps that never grow beyond what is asked for."""

    def __init__(self) -> None:
        self._packed = zlib.decompressobj(wbits=31)

    @property
    def complete(self) -> bool:
        """True when the packed stream came to its own end."""
        return self._packed.eof

    def feed(self, chunk: bytes, room: int) -> bytes:
        """What the chunk unfolds to, at most one byte more than there is room for."""
        try:
            return self._packed.decompress(chunk, room + 1)
        except zlib.error:
            raise BadReply("The server sent an answer that cannot be unpacked.") from None


def _tls_context() -> ssl.SSLContext:
    """The system's own certificates, TLS 1.2 or newer, always verified; there is no way around it."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
