"""One bounded, complete answer comes in, or none; the key goes to the configured host alone."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib

import httpx
import pytest

from forge_desktop.api.transport import LARGEST_BODY, Transport
from forge_desktop.errors import BadReply, Failure, Unreachable
from tests.api.rogue import CERTIFICATES, Rogue, reply, rogue

pytestmark = pytest.mark.anyio
SIGNED = {"api_key": "canary-key-7261", "access_key": "canary-secret"}


async def got(server: Rogue, patience: float = 20.0) -> bytes:
    """The body of one answer."""
    way = Transport(server.url, SIGNED, patience=patience)
    try:
        return (await way.get("lots", {}, {})).body
    finally:
        await way.drop()


async def refused(server: Rogue, patience: float = 20.0) -> Failure:
    """The failure instead of an answer."""
    with pytest.raises(Failure) as failure:
        await got(server, patience)
    return failure.value


async def test_a_packed_answer_is_unpacked() -> None:
    body = b'[{"lot_id": 1}]' * 20_000
    async with rogue(reply(gzip.compress(body), content_encoding="gzip")) as server:
        assert await got(server) == body
        assert server.header("accept-encoding") == "gzip"


async def test_a_bomb_is_stopped_while_it_unfolds() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    async with rogue(reply(bomb, content_encoding="gzip")) as server:
        assert isinstance(await refused(server), BadReply)


async def test_a_body_that_never_ends_is_stopped_at_the_cap() -> None:
    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        for _ in range(LARGEST_BODY // (1 << 20) + 200):
            writer.write(b" " * (1 << 20))
            await writer.drain()

    async with rogue(pour) as server:
        failure = await refused(server)
    assert isinstance(failure, BadReply)
    assert "32 MB" in failure.message


@pytest.mark.parametrize(
    "answer",
    [
        reply(b'[{"lot_id": 1}]', content_length="900"),
        reply(gzip.compress(b"[" + b"1," * 500)[:-20], content_encoding="gzip"),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[1,2,\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-",
        b"",
        b"\x00\xff\x00 nonsense \r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    ],
)
async def test_half_an_answer_and_what_is_no_http_are_no_answer(answer: bytes) -> None:
    async with rogue(answer) as server:
        assert isinstance(await refused(server), Unreachable)


@pytest.mark.parametrize("packing", ["br", "deflate", "gzip, gzip", "made-up"])
async def test_a_packing_that_was_not_asked_for_is_refused(packing: str) -> None:
    async with rogue(reply(b"[]", content_encoding=packing)) as server:
        assert isinstance(await refused(server), BadReply)


async def test_what_is_not_packed_though_it_says_so_is_refused() -> None:
    async with rogue(reply(b"[1, 2]", content_encoding="gzip")) as server:
        assert isinstance(await refused(server), BadReply)


async def test_a_slow_drip_ends_with_the_patience() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(1_000):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with rogue(drip) as server:
        failure = await refused(server, patience=0.3)
    assert isinstance(failure, Unreachable)
    assert "in time" in failure.message


async def test_nothing_is_left_of_a_connection_that_failed() -> None:
    async with rogue(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[", reply(b"[]")) as server:
        way = Transport(server.url, SIGNED)
        with pytest.raises(Unreachable):
            await way.get("lots", {}, {})
        assert (await way.get("lots", {}, {})).body == b"[]"
        assert way.sent == server.tried == 2
        await way.drop()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_no_key_goes_elsewhere(status: int) -> None:
    async with rogue(reply(b"[]")) as elsewhere, rogue(reply(b"", status, location=elsewhere.url)) as server:
        way = Transport(server.url, SIGNED)
        assert (await way.get("lots", {}, {})).status == status
        await way.drop()
        assert elsewhere.tried == 0
        assert server.header("api_key") == "canary-key-7261"


async def test_a_trusted_certificate_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "good.pem"))
    async with rogue(reply(b"[]"), certificate="good") as server:
        assert await got(server) == b"[]"


@pytest.mark.parametrize(
    ("certificate", "trusted", "why"),
    [
        ("good", "", "signed by nobody but itself"),
        ("expired", "expired", "has expired"),
        ("other", "other", "made for another name"),
    ],
)
async def test_a_certificate_that_is_not_in_order_ends_it_before_any_key_is_sent(
    certificate: str, trusted: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / f"{trusted}.pem"))
    async with rogue(reply(b"[]"), certificate=certificate) as server:
        failure = await refused(server)
        assert server.heads == []
    assert isinstance(failure, Unreachable)
    assert failure.title == "The connection is not safe"
    assert why in failure.message


async def test_a_server_without_tls_is_told_as_such() -> None:
    async with rogue(b"HTTP/1.1 400 Bad Request\r\n\r\n") as plain:
        plain.url = plain.url.replace("http://", "https://")
        failure = await refused(plain)
    assert failure.title == "The connection is not safe"
    assert plain.heads == []


def test_tls_below_1_2_is_out_of_the_question() -> None:
    way = Transport("https://erp.example/rest/v1", SIGNED)
    assert way.tls.minimum_version is ssl.TLSVersion.TLSv1_2
    assert way.tls.verify_mode is ssl.CERT_REQUIRED
    assert way.tls.check_hostname


async def test_a_refused_connection_and_an_unknown_name_are_told_apart() -> None:
    async with rogue(reply()) as server:
        pass  # its port is free now
    assert "refused" in (await refused(server)).message

    def lost(request: httpx.Request) -> httpx.Response:
        error = httpx.ConnectError("canary-key-7261")
        error.__cause__ = ExceptionGroup("all attempts", [socket.gaierror(-2, "canary-key-7261")])
        raise error

    way = Transport("https://erp.example/rest/v1", SIGNED, transport=httpx.MockTransport(lost))
    with pytest.raises(Unreachable) as told:
        await way.get("lots", {}, {})
    assert told.value.title == "No such server"
    assert "erp.example" in told.value.message


async def test_a_length_that_does_not_fit_is_noticed_whatever_the_network_library_thinks() -> None:
    def short(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-length": "9"}, stream=httpx.ByteStream(b"[]"))

    way = Transport("https://erp.example/rest/v1", SIGNED, transport=httpx.MockTransport(short))
    with pytest.raises(Unreachable, match="before the answer was complete"):
        await way.get("lots", {}, {})
