"""A write that never left is told apart from one that may have arrived, and neither is sent again."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import httpx
import pytest

from forge_desktop.api.asking import Asking
from forge_desktop.api.gate import Gate, Limits
from forge_desktop.api.mrpeasy.client import MrpeasyClient
from forge_desktop.api.profiles import PROFILES
from forge_desktop.api.protocol import Lane
from forge_desktop.api.transport import Transport
from forge_desktop.api.window import Window
from forge_desktop.domain import catalog
from forge_desktop.errors import AnswerLost, Failure, NotSent
from tests.api.conftest import CANARIES, Opener
from tests.api.rogue import CERTIFICATES, Script, listening, reply, rogue
from tests.api.virtual import VirtualTime
from tests.api.writers import ORDER, add, change

pytestmark = pytest.mark.anyio
SIGNED = {"api_key": CANARIES.api_key, "access_key": CANARIES.access_key}


class CountingGate(Gate):
    """A gate that counts who asked to pass, by lane."""

    def __init__(self, folder: Path, time: VirtualTime) -> None:
        super().__init__(folder, "key", Limits(), clock=time.clock, sleep=time.sleep)
        self.asked: list[Lane] = []

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """As the gate's own."""
        self.asked.append(lane)
        async with super().turn(lane):
            yield


@asynccontextmanager
async def hasty(
    url: str, folder: Path, time: VirtualTime, *, given: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[tuple[MrpeasyClient, CountingGate]]:
    """A client that waits 0.4 real seconds for an answer, and its gate."""
    way = Transport(url, SIGNED, transport=given, patience=0.4)
    gate = CountingGate(folder, time)
    asking = Asking(way, gate, CANARIES, clock=time.clock, sleep=time.sleep, chance=Random(1))
    client = MrpeasyClient(PROFILES["local"], asking, catalog.resources("mrpeasy"))
    try:
        yield client, gate
    finally:
        await client.aclose()


def at(port: int) -> str:
    """The address of a server of this machine."""
    return f"http://127.0.0.1:{port}/rest/v1"


async def never(writer: asyncio.StreamWriter) -> None:
    """No answer, while the connection stays open."""
    await asyncio.sleep(1.0)


async def drip(writer: asyncio.StreamWriter) -> None:
    """A good answer, so slowly that nobody waits for its end."""
    writer.write(b"HTTP/1.1 201 Made\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n")
    for byte in b"4711":
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.3)


async def drip_head(writer: asyncio.StreamWriter) -> None:
    """Headers without end."""
    writer.write(b"HTTP/1.1 201 Made\r\n")
    for number in range(10):
        writer.write(f"x-{number}: y\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.1)


async def reset(writer: asyncio.StreamWriter) -> None:
    """The connection is torn down, not closed."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


async def late(writer: asyncio.StreamWriter) -> None:
    """The answer comes when nobody waits any more."""
    await asyncio.sleep(0.6)
    writer.write(reply("4711", 201))


@pytest.mark.parametrize("script", [never, drip, drip_head, reset, late])
async def test_an_answer_that_does_not_come_in_time_or_whole_is_lost(
    script: Script, tmp_path: Path, time: VirtualTime
) -> None:
    async with rogue(script) as server, hasty(server.url, tmp_path, time) as (client, gate):
        for count, write in enumerate((add, change), 1):
            with pytest.raises(AnswerLost, match="not known yet") as told:
                await write(client)
            assert told.value.__cause__ is told.value.__context__ is None
            assert client.sent == server.tried == count
            assert gate.asked == [Lane.USER] * count


async def test_a_body_of_which_only_a_part_was_taken_is_lost(tmp_path: Path, time: VirtualTime) -> None:
    connections = 0

    async def take_a_little(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.readexactly(400)
        await reset(writer)

    async with listening(take_a_little) as port, hasty(at(port), tmp_path, time) as (client, _):
        with pytest.raises(AnswerLost):
            await client.create("customer-orders", {**ORDER, "notes": "x" * 8_000_000})
        assert connections == 1


async def test_an_early_answer_to_a_body_half_sent_counts(tmp_path: Path, time: VirtualTime) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply('["notes: too long"]', 413))
        await writer.drain()
        while await reader.read(1 << 20):
            pass
        writer.close()

    async with listening(refuse) as port, hasty(at(port), tmp_path, time) as (client, _):
        with pytest.raises(Failure, match="too long"):
            await client.create("customer-orders", {**ORDER, "notes": "x" * 4_000_000})


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectError("x"), NotSent),
        (httpx.ConnectTimeout("x"), NotSent),
        (httpx.PoolTimeout("x"), NotSent),
        (httpx.ProxyError("x"), NotSent),
        (httpx.UnsupportedProtocol("x"), NotSent),
        (httpx.WriteError("x"), AnswerLost),
        (httpx.WriteTimeout("x"), AnswerLost),
        (httpx.ReadError("x"), AnswerLost),
        (httpx.ReadTimeout("x"), AnswerLost),
        (httpx.CloseError("x"), AnswerLost),
        (httpx.RemoteProtocolError("x"), AnswerLost),
        (httpx.LocalProtocolError("x"), AnswerLost),
        (httpx.DecodingError("x"), AnswerLost),
        (ConnectionResetError("x"), AnswerLost),
        (ssl.SSLError("x"), AnswerLost),
        (TimeoutError("x"), AnswerLost),
    ],
)
async def test_every_way_a_network_breaks_is_known(
    raised: Exception, kind: type[Failure], tmp_path: Path, time: VirtualTime
) -> None:
    requests: list[httpx.Request] = []

    def broken(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        raise raised

    given = httpx.MockTransport(broken)
    async with hasty("https://erp.example/rest/v1", tmp_path, time, given=given) as (client, gate):
        with pytest.raises(Failure) as told:
            await add(client)
        assert type(told.value) is kind
        assert "x" not in told.value.message.replace("erp.example", "").split()
        assert len(requests) == 1
        assert gate.asked == [Lane.USER]


async def test_nobody_there_is_not_sent_and_told_in_words(opened: Opener) -> None:
    async with rogue(reply()) as server:
        pass  # its port is free now
    async with opened(server.url) as client:
        with pytest.raises(NotSent, match="refused"):
            await add(client)


@pytest.mark.parametrize("certificate", ["good", "expired", "other"])
async def test_a_certificate_that_is_not_in_order_keeps_the_write_here(
    certificate: str, opened: Opener
) -> None:
    async with rogue(reply("4711", 201), certificate=certificate) as server, opened(server.url) as client:
        with pytest.raises(NotSent) as told:
            await add(client)
        assert told.value.title == "The connection is not safe"
        assert server.heads == []


async def test_a_safe_connection_that_breaks_after_the_request_is_lost(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "good.pem"))
    async with rogue(b"", certificate="good") as server, opened(server.url) as client:
        with pytest.raises(AnswerLost):
            await add(client)
        assert len(server.heads) == 1


async def test_a_write_never_uses_a_connection_that_was_idle(opened: Opener) -> None:
    connections = 0

    async def keep_open(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                length = head.lower().partition("content-length: ")[2].partition("\r\n")[0]
                await reader.readexactly(int(length or 0))
                answer = reply("4711", 201) if head.startswith("POST") else reply("[]")
                writer.write(answer.replace(b"connection: close\r\n", b""))
        except asyncio.IncompleteReadError:
            writer.close()

    async with listening(keep_open) as port, opened(at(port)) as client:
        await client.page("units")
        await client.page("units")
        assert connections == 1
        await add(client)
        assert connections == 2


async def test_a_write_goes_before_everything_that_waits_and_passes_the_gate_once(opened: Opener) -> None:
    async with rogue(reply("[]"), reply("4711", 201), reply("[]")) as server, opened(server.url) as client:
        first = asyncio.create_task(client.page("units"))
        await asyncio.sleep(0)
        waiting = [asyncio.create_task(client.page("lots")), asyncio.create_task(add(client))]
        await asyncio.gather(first, *waiting)
        assert [head.split(" ")[:2] for head in server.heads] == [
            ["GET", "/rest/v1/units"],
            ["POST", "/rest/v1/customer-orders"],
            ["GET", "/rest/v1/lots"],
        ]


async def test_a_write_that_is_called_off_lets_the_next_one_through(tmp_path: Path, time: VirtualTime) -> None:
    arrived = asyncio.Event()

    async def silent(writer: asyncio.StreamWriter) -> None:
        arrived.set()
        await never(writer)

    async with rogue(silent, reply("4711", 201)) as server, hasty(server.url, tmp_path, time) as (client, _):
        task = asyncio.create_task(add(client))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await client.create("customer-orders", ORDER) == 4711


async def test_a_disk_that_is_full_does_not_hide_what_became_of_a_write(
    tmp_path: Path, time: VirtualTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(window: Window, now: float) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with rogue(reply("4711", 201)) as server, hasty(server.url, tmp_path, time) as (client, _):
        monkeypatch.setattr(Window, "end", full)
        assert await client.create("customer-orders", ORDER) == 4711
        monkeypatch.setattr(Window, "begin", full)
        with pytest.raises(NotSent, match="No space"):
            await add(client)
        assert len(server.heads) == 1
