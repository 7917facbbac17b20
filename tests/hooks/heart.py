"""A listener over real sockets, what it handed on, and lines to it on which anything can be said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from forge_desktop.hooks import Heard, Hint, Listening, Secrets
from forge_desktop.hooks.listener import Listener

from .knocking import PATH, SECRETS, TABLE, headers_of, sender


class Heart:
    """A listener, the hints that it handed on, and what became of each delivery."""

    listens: Listener

    def __init__(self) -> None:
        self.hints: list[Hint] = []
        self.heard: list[Heard] = []
        self._came = asyncio.Event()

    def take(self, hint: Hint) -> None:
        """One more hint."""
        self.hints.append(hint)
        self._came.set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.listens.address

    async def has(self, number: int) -> list[Hint]:
        """The hints, as soon as there are so many."""
        async with asyncio.timeout(20):
            while len(self.hints) < number:
                self._came.clear()
                await self._came.wait()
        return self.hints


Opener = Callable[..., AbstractAsyncContextManager[Heart]]


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Opens listeners with one memory of what they took."""

    @asynccontextmanager
    async def opening(
        secrets: Secrets = SECRETS, port: int = 0, hosts: tuple[str, ...] = (), **more: Any
    ) -> AsyncIterator[Heart]:
        heart = Heart()
        listening = Listening(on=True, port=port, hosts=hosts, path=PATH)
        memory = tmp_path / "heard.txt"
        heart.listens = Listener(
            listening, secrets, TABLE, heart.take, memory=memory, heard=heart.heard.append, **more
        )
        await heart.listens.start()
        try:
            yield heart
        finally:
            await heart.listens.stop()

    return opening


async def post(url: str, body: bytes, **changes: str) -> int:
    """The status that a delivery is answered with."""
    headers = headers_of(body)
    del headers["host"]
    async with sender() as client:
        return (await client.post(url, content=body, headers=headers | changes)).status_code


async def raw(heart: Heart, *pieces: bytes) -> bytes:
    """What comes back until the line is cut."""
    port = urlsplit(heart.url).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def line(stack: AsyncExitStack, port: int | None, begun: bytes = b"") -> asyncio.StreamReader:
    """A line on which so much was said, and no more until the end of the test."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun)
    await writer.drain()

    async def close() -> None:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    stack.push_async_callback(close)
    return reader
