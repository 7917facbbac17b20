"""Connections to the listener: who dawdles, makes noise, holds many open, or is still there at the end."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

import pytest

from forge_desktop.hooks import serving

from .heart import Opener, line, opened, post, raw
from .knocking import PATH, body_of, headers_of, sender

__all__ = ["opened"]

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_who_dawdles_is_cut_off_before_the_head_in_it_and_in_the_body(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LATE_SECONDS", 0.2)
    async with opened() as heart:
        assert await raw(heart) == b""
        assert await raw(heart, b"POST / HTTP/1.1\r\nHost: 127.0") == b""
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        assert await raw(heart, f"{head}Content-Length: 50\r\n\r\n".encode(), b"{") == b""
        assert await post(heart.url, body_of()) == 200


async def test_whoever_holds_lines_open_in_silence_keeps_no_sender_out(opened: Opener) -> None:
    async with opened() as heart, AsyncExitStack() as stack:
        port = urlsplit(heart.url).port
        lines = [await line(stack, port) for _ in range(serving.MOST_CONNECTIONS + 20)]
        assert await post(heart.url, body_of()) == 200
        async with asyncio.timeout(20):  # those that were too many were cut at once, long before their time
            cut = [asyncio.ensure_future(reader.read()) for reader in lines]
            while sum(one.done() for one in cut) < 20:
                await asyncio.wait([one for one in cut if not one.done()], return_when=asyncio.FIRST_COMPLETED)
        assert await post(heart.url, body_of("job.created")) == 200
        for one in cut:
            one.cancel()
        await asyncio.gather(*cut, return_exceptions=True)


async def test_where_everybody_is_asking_the_newcomer_is_turned_away(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 3)
    async with opened() as heart, AsyncExitStack() as stack:
        port = urlsplit(heart.url).port
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: 50\r\nExpect: 100-continue\r\n\r\n"
        )
        asking = [await line(stack, port, head.encode()) for _ in range(3)]
        for reader in asking:
            assert b" 100 " in await reader.readline()
        assert await raw(heart, b"GET / HTTP/1.1\r\n\r\n") == b""
        assert not any(reader.at_eof() for reader in asking)


async def test_noise_on_the_line_is_answered_and_not_logged(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened() as heart:
        assert b"400" in await raw(heart, b"\x16\x03\x01\x02\x00 nonsense\r\n\r\n")
        assert await raw(heart, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000) != b"200"
        upgrade = (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n"
        )
        assert b" 405 " in await raw(heart, upgrade)
        assert await post(heart.url, body_of()) == 200
    assert "Invalid HTTP" not in caplog.text


async def test_it_ends_while_a_sender_keeps_its_line_open(opened: Opener) -> None:
    async with opened() as heart:
        client = sender()
        headers = headers_of(body_of())
        del headers["host"]
        await client.post(heart.url, content=body_of(), headers=headers)
    await client.aclose()


async def test_it_ends_while_a_sender_is_in_the_middle_of_a_body_or_of_a_head(opened: Opener) -> None:
    lines = []
    async with opened() as heart:
        port = urlsplit(heart.url).port
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        for begun in (f"{head}Content-Length: 50\r\n\r\n{{", head, ""):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(begun.encode())
            await writer.drain()
            lines.append((reader, writer))
        assert await post(heart.url, body_of()) == 200
    async with asyncio.timeout(20):
        for reader, writer in lines:
            with suppress(ConnectionError):
                await reader.read()
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
