"""Endpoints that redirect, refuse, hang, drip or babble: what becomes of a delivery, and of the others."""

from __future__ import annotations

import ssl

import pytest

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import courier, endpoints, road
from forge_desktop.server.forgemrp.road import Road, Said
from tests.api.rogue import CERTIFICATES

from .conftest import Forge, Opener
from .odd import Odd, always, answering, first
from .receiver import Receiver, until

CREATED = ["client.created"]
EVENT = b'{"data": {}}'
OK = b"HTTP/1.1 200 OK\r\n"


def _told(forge: Forge, odd: Odd) -> endpoints.Logged:
    """What the log says of one delivery to it, after one try."""
    endpoints.add(forge.server.engine, odd.url, CREATED)
    forge.post("/clients", {"name": "New"})
    until(lambda: bool(endpoints.log(forge.server.engine)[0].answer))
    return endpoints.log(forge.server.engine)[0]


@pytest.mark.parametrize(
    "status", ["400 Bad", "404 No", "410 Gone", "429 Busy", "500 Oh", "503 Later", "304 Old"]
)
def test_any_status_but_success_is_a_failure_that_is_tried_again(forge: Forge, status: str) -> None:
    with answering([f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()]) as odd:
        told = _told(forge, odd)
    assert (told.state, told.tries, told.answer) == ("waiting", 1, status[:3])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(forge: Forge, receiver: Receiver, status: int) -> None:
    head = f"HTTP/1.1 {status} Over there\r\nLocation: {receiver.url}\r\nContent-Length: 0\r\n\r\n"
    with answering([head.encode()]) as odd:
        told = _told(forge, odd)
    assert (told.state, told.answer) == ("waiting", str(status))
    assert receiver.got == []


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([b"\x1b[31m nonsense \xff\x07\r\n\r\n"], "nonsense"),
        ([], "closed connection without response"),
        ([b"HTTP/1.1 "], "HTTP/1.1"),
        (always(OK[:1] * 70_000), "LineTooLong"),
        (first(OK, b"X: " + b"x" * 60_000 + b"\r\n"), "more than 100 headers"),
    ],
)
def test_babble_is_a_failure_told_in_one_plain_line(forge: Forge, pieces: list[bytes], words: str) -> None:
    with answering(pieces) as odd:
        told = _told(forge, odd)
    assert (told.state, words in told.answer) == ("waiting", True), told.answer
    assert told.answer.isprintable()
    assert len(told.answer) <= 200


@pytest.mark.parametrize(
    "pieces",
    [
        [OK + b"Content-Length: 100\r\n\r\nhalf"],
        [OK + b"\r\nuntil the end"],
        [b"HTTP/1.0 200 OK\r\n\r\n"],
        [b"HTTP/1.1 204 Taken\r\nContent-Length: 100\r\n\r\n"],
        first(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        first(OK + b"Content-Length: 99999999999\r\n\r\n", b"x" * 65_536),
    ],
)
def test_a_success_counts_however_its_body_goes_on(forge: Forge, pieces: list[bytes]) -> None:
    with answering(pieces) as odd:
        told = _told(forge, odd)
    assert (told.state, told.tries, told.answer[0]) == ("delivered", 1, "2")


@pytest.mark.parametrize("drop", [b"", b"H", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_an_endpoint_that_hangs_or_drips_is_left_in_time_and_the_server_can_end(
    forge: Forge, monkeypatch: pytest.MonkeyPatch, drop: bytes
) -> None:
    monkeypatch.setattr(road, "SECONDS", 0.3)
    with answering(always(drop), pause=0.05) as odd:
        told = _told(forge, odd)
        assert (told.state, told.tries, told.answer) == ("waiting", 1, "no answer in time")
        forge.post("/clients", {"name": "Another"})
        until(lambda: len(odd.asked) > 1)
        forge.server.stop()


def test_a_success_whose_body_drips_counts_and_is_not_waited_for(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "SECONDS", 0.3)
    with answering(first(OK + b"Content-Length: 99999\r\n\r\n", b"x"), pause=0.05) as odd:
        assert _told(forge, odd).state == "delivered"


def test_endpoints_that_hang_take_turns_and_leave_the_others_theirs(
    forge: Forge, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "SECONDS", 0.3)
    monkeypatch.setattr(courier, "SLOW", 0.1)
    engine = forge.server.engine
    with answering(always(b""), pause=0.05) as odd:
        for _ in range(2 * courier.MOST_AT_ONCE):
            endpoints.add(engine, odd.url, CREATED)
        ident, _ = endpoints.add(engine, receiver.url, CREATED)
        for number in range(4):
            forge.post("/clients", {"name": f"Client {number}"})
        receiver.wait_for(4)
        tries = [one.tries for one in endpoints.log(engine, 1_000) if one.endpoint_id != ident]
        assert sum(tries) < 3 * 2 * courier.MOST_AT_ONCE  # of four times as many


def test_a_line_that_was_closed_meanwhile_is_opened_again_for_the_next_delivery() -> None:
    with answering([b"HTTP/1.1 204 Taken\r\n\r\n"]) as odd, Road(odd.url, "whsec_x") as way:
        assert [way.send("client.created", EVENT) for _ in range(3)] == [Said(True, "204")] * 3
        assert len(odd.asked) == 3


def test_a_name_that_no_network_takes_is_a_failure_like_any_other() -> None:
    with Road("https://example..com/", "whsec_x") as way:
        said = way.send("client.created", EVENT)
    assert (said.arrived, "label empty or too long" in said.words) == (False, True)


def test_one_line_serves_many_deliveries(receiver: Receiver) -> None:
    with Road(receiver.url, "whsec_x") as way:
        way.send("client.created", EVENT)
        line = way._line
        assert [way.send("client.created", EVENT).words for _ in range(5)] == ["204"] * 5
        assert way._line is line


def _certified(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "key.pem")
    return context


def test_a_trusted_certificate_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "good.pem"))
    with Receiver(tls=_certified("good")) as secure, Road(secure.url, "whsec_x") as way:
        assert [way.send("client.created", EVENT) for _ in range(2)] == [Said(True, "204")] * 2
        assert [got.path for got in secure.got] == ["/hook?from=forge"] * 2


@pytest.mark.parametrize(("certificate", "trusted"), [("good", ""), ("expired", "expired"), ("other", "other")])
def test_a_certificate_that_is_not_in_order_gets_no_delivery(
    certificate: str, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / f"{trusted}.pem"))
    with Receiver(tls=_certified(certificate)) as secure, Road(secure.url, "whsec_x") as way:
        said = way.send("client.created", EVENT)
        assert (said.arrived, "CERTIFICATE_VERIFY_FAILED" in said.words) == (False, True)
        assert secure.got == []


def test_a_handshake_that_drips_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "SECONDS", 0.3)
    with answering(always(b"")) as plain, Road(plain.url.replace("http:", "https:"), "whsec_x") as way:
        assert way.send("client.created", EVENT) == Said(False, "no answer in time")


def test_the_log_is_shortened_while_the_server_runs(opened: Opener, receiver: Receiver) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(courier, "SHORTENED", 0.0)
        forge = opened()
        endpoints.add(forge.server.engine, receiver.url, CREATED)
        forge.post("/clients", {"name": "Long ago"})
        until(lambda: endpoints.log(forge.server.engine)[0].state == "delivered")
        with writing(forge.server.engine) as connection:
            connection.exec_driver_sql("update webhook_deliveries set finished = 1")
        forge.post("/clients", {"name": "Now"})
        until(lambda: [one.delivery_id for one in endpoints.log(forge.server.engine)] == [2])
        forge.server.stop()
