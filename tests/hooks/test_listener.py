"""The listener over real sockets: what a sender and a stranger get, what stays of it, and how it ends."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from forge_desktop.errors import Failure, Refused
from forge_desktop.hooks import Heard, Hint, Listening, PortTaken, Secrets, kept
from forge_desktop.hooks.door import LONGEST_BODY
from forge_desktop.hooks.listener import Listener

from .heart import Opener, opened, post
from .knocking import OTHER, PATH, SECRET, TABLE, body_of, dripping, headers_of, sender, sign

__all__ = ["opened"]

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_delivery_becomes_a_hint(opened: Opener) -> None:
    async with opened() as heart:
        assert await post(heart.url, body_of()) == 200
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
        assert await post(heart.url.replace(PATH, "/"), body_of()) == 404


async def test_the_same_delivery_is_taken_once_also_after_a_restart(opened: Opener) -> None:
    async with opened() as heart:
        for _ in range(3):
            assert await post(heart.url, body_of()) == 200
        assert heart.listens.counts.repeated == 2
        assert heart.listens.counts.in_words() == "1 event was taken"
    async with opened() as again:
        assert await post(again.url, body_of()) == 200
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
        assert await post(heart.url, body, **{"x-forge-signature": "0" * 64}) == 401
        assert await post(heart.url, body, **{"x-forge-signature": sign(body, OTHER)}) == 401
        assert await post(heart.url, body, host="evil.example") == 403
        assert await post(heart.url, body, origin="https://evil.example") == 403
        assert await post(heart.url, body, **{"content-type": "application/x-www-form-urlencoded"}) == 415
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
        assert await post(heart.url, body_of()) == 200


async def _answer(asking: Awaitable[Any]) -> int:
    """The status; 0 where the line was cut before the answer was read."""
    from httpx import TransportError

    try:
        status: int = (await asking).status_code
    except TransportError:
        return 0
    return status


async def test_bad_signatures_are_logged_once_a_minute_with_their_number(opened: Opener) -> None:
    now = 0.0
    with capture_logs() as logged:
        async with opened(monotonic=lambda: now) as heart:
            for number in range(1, 131):
                now = float(number)
                assert await post(heart.url, body_of(), **{"x-forge-signature": "0" * 64}) == 401
            assert heart.listens.counts.forged == 130
    told = [line for line in logged if "signature" in line["event"]]
    assert [line["number"] for line in told] == [1, 61, 121]
    assert SECRET not in str(logged)


async def test_a_taken_port_is_said_in_words(opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"uses port {port}") as caught:
            async with opened(port=port):
                pass
    offered = re.search(r"\((\d+) is free\)", caught.value.message)
    assert offered is not None
    async with opened(port=int(offered[1])) as heart:
        assert await post(heart.url, body_of()) == 200


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
