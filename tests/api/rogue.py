"""A tiny raw server for answers that no honest server gives; it remembers every request it got.

The certificates beside it were signed with the openssl command by the one key there, which protects nothing:
`good` is for localhost until 2120, `expired` was until 2021, `other` is for another name.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "certificates"
Script = Callable[[asyncio.StreamWriter], Awaitable[None]]
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


class Rogue:
    """Answers each request with the next of its bytes or scripts, the last one over and over, and hangs up."""

    def __init__(self, answers: tuple[bytes | Script, ...]) -> None:
        self._answers = list(answers)
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.tried = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one answer."""
        self.tried += 1
        try:
            first = await reader.readexactly(1)
            if first != b"\x16":  # the first byte of a TLS handshake, after which no line ends
                self.heads.append((first + await reader.readuntil(b"\r\n\r\n")).decode())
                self.bodies.append(await reader.readexactly(int(self.header("content-length") or 0)))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def header(self, name: str, request: int = -1) -> str | None:
        """A header of one of the requests, its name spelled as it came."""
        for line in self.heads[request].split("\r\n")[1:]:
            sent, _, value = line.partition(": ")
            if sent.lower() == name.lower():
                return value
        return None


@asynccontextmanager
async def listening(handler: Handler, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A free loopback port on which each connection is given to the handler; nothing of it outlives this."""
    serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving[asyncio.ensure_future(handler(reader, writer))] = writer

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        for task, writer in serving.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0)


@asynccontextmanager
async def rogue(*answers: bytes | Script, certificate: str = "") -> AsyncIterator[Rogue]:
    """A rogue that listens on a free loopback port, speaking TLS when a certificate is named."""
    found = Rogue(answers)
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / f"{certificate}.pem", CERTIFICATES / "key.pem")
    async with listening(found.serve, context) as port:
        secure = f"https://localhost:{port}/rest/v1"
        found.url = secure if certificate else f"http://127.0.0.1:{port}/rest/v1"
        yield found


def reply(body: bytes | str = b"[]", status: int | str = 200, **headers: str) -> bytes:
    """An answer with an honest length and JSON's type; a header `content_range` is sent as Content-Range."""
    data = body.encode() if isinstance(body, str) else body
    told = {"content-type": "application/json", "content-length": str(len(data))}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Words", *(f"{name}: {value}" for name, value in told.items() if value)]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode() + data
