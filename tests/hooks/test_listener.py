"""The listener over real sockets: what a sender, a stranger and a slow one get, and what stays of it."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from forge_desktop.errors import Failure, Refused
from forge_desktop.hooks import Heard, Hint, Listening, PortTaken, Secrets, kept, serving
from forge_desktop.hooks.door import LONGEST_BODY
from forge_desktop.hooks.listener import Listener

from .knocking import OTHER, PATH, SECRET, SECRETS, TABLE, body_of, dripping, headers_of, sender, sign

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


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


async def _post(url: str, body: bytes, **changes: str) -> int:
    headers = headers_of(body)
    del headers["host"]
    async with sender() as client:
        return (await client.post(url, content=body, headers=headers | changes)).status_code


async def test_a_delivery_becomes_a_hint(opened: Opener) -> None:
    async with opened() as heart:
        assert await _post(heart.url, body_of()) == 200
        assert await heart.has(1) == [Hint("jobs", "job_1")]
        assert heart.heard == [Heard("taken", "job.updated", Hint("jobs", "job_1"))]


def _listening_at(port: int) -> list[str]:
    """The addresses of this machine, as the system writes them, at which something listens on this port."""
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        lines = [line.split() for line in Path(table).read_text().splitlines()[1:]]
        found += [line[1][:-5] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
    return found


async def test_it_listens_on_loopback_alone_and_at_the_registered_path(opened: Opener) -> None:
    async with opened() as heart:
        parts = urlsplit(heart.url)
        assert (parts.hostname, parts.path) == ("127.0.0.1", PATH)
        assert parts.port is not None
        assert _listening_at(parts.port) == ["0100007F"]
        assert await _post(heart.url.replace(PATH, "/"), body_of()) == 404


async def test_the_same_delivery_is_taken_once_also_after_a_restart(opened: Opener) -> None:
    async with opened() as heart:
        for _ in range(3):
            assert await _post(heart.url, body_of()) == 200
        assert heart.listens.counts.repeated == 2
    async with opened() as again:
        assert await _post(again.url, body_of()) == 200
        assert (again.listens.counts.taken, again.listens.counts.repeated) == (0, 1)


async def test_five_hundred_deliveries_over_one_line_all_arrive(opened: Opener) -> None:
    async with opened() as heart, sender() as client:
        for number in range(500):
            body = body_of("job.updated", f"job_{number}")
            headers = headers_of(body)
            del headers["host"]
            assert (await client.post(heart.url, content=body, headers=headers)).status_code == 200
        assert heart.listens.counts.taken == 500
        assert len(await heart.has(500)) == 500


async def test_strangers_get_nothing(opened: Opener) -> None:
    body = body_of()
    async with opened() as heart:
        assert await _post(heart.url, body, **{"x-forge-signature": "0" * 64}) == 401
        assert await _post(heart.url, body, **{"x-forge-signature": sign(body, OTHER)}) == 401
        assert await _post(heart.url, body, host="evil.example") == 403
        assert await _post(heart.url, body, origin="https://evil.example") == 403
        assert await _post(heart.url, body, **{"content-type": "application/x-www-form-urlencoded"}) == 415
        async with sender() as client:
            got = await client.get(heart.url)
            assert (got.status_code, got.headers["allow"]) == (405, "POST")
            form = await client.post(heart.url, data={"type": "job.updated"})
            assert form.status_code == 415
            asked = await client.options(
                heart.url,
                headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
            )
            assert asked.status_code == 405
            told = " ".join(f"{name}" for answer in (got, form, asked) for name in answer.headers)
            assert "access-control" not in told
            assert "server" not in told
        counts = heart.listens.counts
        assert (counts.taken, counts.forged, counts.turned_away) == (0, 2, 6)
        assert heart.hints == []


async def test_a_body_that_is_too_long_never_arrives_whole(opened: Opener) -> None:
    async with opened() as heart, sender() as client:
        headers = {"content-type": "application/json", "x-forge-signature": "0" * 64}
        long = b"x" * (LONGEST_BODY + 1)
        assert await _answer(client.post(heart.url, content=long, headers=headers)) in (413, 0)
        endless = dripping([b"x" * 65_536] * 100)
        assert await _answer(client.post(heart.url, content=endless, headers=headers)) in (413, 0)
        assert heart.listens.counts.turned_away == 2
        assert await _post(heart.url, body_of()) == 200


async def _answer(asking: Awaitable[Any]) -> int:
    """The status; 0 where the line was cut before the answer was read."""
    from httpx import TransportError

    try:
        status: int = (await asking).status_code
    except TransportError:
        return 0
    return status


async def _raw(heart: Heart, *pieces: bytes) -> bytes:
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


async def test_who_dawdles_is_cut_off_in_the_head_and_in_the_body(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "LATE_SECONDS", 0.2)
    async with opened() as heart:
        assert await _raw(heart, b"POST / HTTP/1.1\r\nHost: 127.0") == b""
        head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        assert await _raw(heart, f"{head}Content-Length: 50\r\n\r\n".encode(), b"{") == b""
        assert await _post(heart.url, body_of()) == 200


async def test_noise_on_the_line_is_answered_and_not_logged(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened() as heart:
        assert b"400" in await _raw(heart, b"\x16\x03\x01\x02\x00 nonsense\r\n\r\n")
        assert await _raw(heart, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000) != b"200"
        upgrade = (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n"
        )
        assert b" 405 " in await _raw(heart, upgrade)
        assert await _post(heart.url, body_of()) == 200
    assert "Invalid HTTP" not in caplog.text


async def test_bad_signatures_are_logged_once_a_minute_with_their_number(opened: Opener) -> None:
    now = 0.0
    with capture_logs() as logged:
        async with opened(monotonic=lambda: now) as heart:
            for number in range(1, 131):
                now = float(number)
                assert await _post(heart.url, body_of(), **{"x-forge-signature": "0" * 64}) == 401
            assert heart.listens.counts.forged == 130
    told = [line for line in logged if "signature" in line["event"]]
    assert [line["number"] for line in told] == [1, 61, 121]
    assert SECRET not in str(logged)


async def test_a_taken_port_is_said_in_words(opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"uses port {port}"):
            async with opened(port=port):
                pass


async def test_a_host_that_is_not_this_machine_is_said_in_words(opened: Opener) -> None:
    with pytest.raises(Failure, match="not possible to listen on 192"):
        async with opened(host="192.0.2.1"):
            pass


async def test_after_the_end_the_port_is_free_and_the_address_is_gone(opened: Opener) -> None:
    async with opened() as heart:
        port = urlsplit(heart.url).port
    assert heart.url == ""
    assert port is not None
    async with opened(port=port) as again:
        assert urlsplit(again.url).port == port
    await again.listens.stop()


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
        assert await _post(heart.url, body_of()) == 200
    async with asyncio.timeout(20):
        for reader, writer in lines:
            with suppress(ConnectionError):
                await reader.read()
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def test_whoever_does_not_listen_pays_for_no_web_server() -> None:
    program = (
        "import sys, forge_desktop.session, forge_desktop.shell.listening, forge_desktop.cli.listen\n"
        "assert not {'uvicorn', 'starlette'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_secret_that_cannot_be_used_never_begins_to_listen(tmp_path: Path) -> None:
    for secrets in (Secrets(""), Secrets(f"{SECRET}\n"), Secrets(SECRET, "whsec_ä"), Secrets("secret")):
        with pytest.raises(Refused):
            Listener(Listening(), secrets, TABLE, lambda hint: None, memory=tmp_path / "heard.txt")


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("localhost", True)])
def test_loopback_is_known_by_its_numbers_and_name(host: str, loopback: bool) -> None:
    assert kept.is_loopback(host) is loopback
    assert not kept.is_loopback("0.0.0.0")
    assert not kept.is_loopback("example.com")
