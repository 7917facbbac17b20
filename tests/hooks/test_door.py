"""What is let in, what is turned away with which status, and that nothing is read before its signature fits."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message

from forge_desktop.hooks import Secrets, door
from forge_desktop.hooks.door import LONGEST_BODY, Door
from forge_desktop.hooks.events import Event, Hint, read_event
from forge_desktop.hooks.signing import is_signed
from tests.sync.virtual_loop import run

from .knocking import OTHER, PATH, SECRET, SECRETS, TABLE, Told, body_of, headers_of, knock, sign

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def opened(told: Told) -> Door:
    return Door(PATH, SECRETS, TABLE, told)


async def test_a_signed_event_is_taken_once(opened: Door, told: Told) -> None:
    body = body_of()
    assert await knock(opened, body, headers_of(body)) == (200, "Taken.")
    assert (await knock(opened, body, headers_of(body)))[0] == 200
    assert [event.hint for event in told.events] == [Hint("jobs", "job_1")]
    assert told.counts == {"repeated": 1}


async def test_a_body_in_pieces_is_the_same_body(opened: Door, told: Told) -> None:
    body = body_of()
    pieces = [body[at : at + 3] for at in range(0, len(body), 3)]
    assert (await knock(opened, pieces, headers_of(body)))[0] == 200
    assert len(told.events) == 1


async def test_the_type_is_that_of_the_signed_body_whatever_the_header_says(opened: Door, told: Told) -> None:
    body = body_of("quote.created", "quo_1")
    await knock(opened, body, headers_of(body) | {"x-forge-event": "job.deleted"})
    assert [event.hint for event in told.events] == [Hint("quotes", "quo_1")]


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        (None, "none"),
        ("", "empty"),
        ("0" * 64, "made up"),
        (sign(body_of(), OTHER), "of another secret"),
        (sign(body_of("job.deleted")), "of another body"),
        (sign(body_of()).upper(), "spelled otherwise"),
        (sign(body_of()) + " ", "followed by a blank"),
        ("\xe9" * 64, "of strange letters"),
    ],
)
async def test_a_forged_delivery_is_refused_unread(
    opened: Door, told: Told, monkeypatch: pytest.MonkeyPatch, signature: str | None, why: str
) -> None:
    monkeypatch.setattr(door, "read_event", _never)
    headers = headers_of(body_of())
    del headers["x-forge-signature"]
    if signature is not None:
        headers["x-forge-signature"] = signature
    assert (await knock(opened, body_of(), headers))[0] == 401, why
    assert told.counts == {"forged": 1}


def _never(*arguments: object) -> None:
    raise AssertionError("read before its signature was found to fit")


async def test_two_signatures_in_one_request_are_none(opened: Door, told: Told) -> None:
    body = body_of()
    headers = [*headers_of(body).items(), ("X-Forge-Signature", "0" * 64)]
    assert (await knock(opened, body, headers))[0] == 401
    assert told.counts == {"forged": 1}


async def test_the_signature_is_checked_before_anything_reads_the_body(
    opened: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def signed(body: bytes, signature: bytes, secrets: Secrets) -> bool:
        order.append("signature")
        return is_signed(body, signature, secrets)

    def read(body: bytes, table: dict[str, str]) -> Event:
        order.append("read")
        return read_event(body, table)

    monkeypatch.setattr(door, "is_signed", signed)
    monkeypatch.setattr(door, "read_event", read)
    monkeypatch.setattr("json.loads", _spied(order))
    body = body_of()
    await knock(opened, body, headers_of(body, OTHER))
    assert order == ["signature"]
    await knock(opened, body, headers_of(body))
    assert order == ["signature", "signature", "read", "json"]


def _spied(order: list[str]) -> Callable[..., object]:
    import json

    loads = json.loads

    def spy(text: str) -> object:
        order.append("json")
        return loads(text)

    return spy


async def test_during_a_rotation_both_secrets_open_and_afterwards_only_the_new_one(told: Told) -> None:
    both, after = Door(PATH, Secrets(SECRET, OTHER), TABLE, told), Door(PATH, Secrets(OTHER), TABLE, told)
    old, new = body_of("job.updated", "job_1"), body_of("job.updated", "job_2")
    assert (await knock(both, old, headers_of(old, SECRET)))[0] == 200
    assert (await knock(both, new, headers_of(new, OTHER)))[0] == 200
    late = body_of("job.updated", "job_3")
    assert (await knock(after, late, headers_of(late, SECRET)))[0] == 401
    assert (await knock(after, late, headers_of(late, OTHER)))[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post"])
async def test_no_method_but_post_is_answered(opened: Door, told: Told, method: str) -> None:
    body = body_of()
    assert (await knock(opened, body, headers_of(body), method=method))[0] == 405
    assert not told.events


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8766",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "192.168.1.4",
        "8.8.8.8:80",
        "[2001:db8::1]:8766",
        "",
        "localhost:port",
        "localhost:1:2",
        "0x7f000001",
        "2130706433",
    ],
)
async def test_a_host_name_that_is_not_ours_is_refused(opened: Door, told: Told, host: str) -> None:
    body = body_of()
    assert (await knock(opened, body, headers_of(body) | {"host": host}))[0] == 403
    assert told.counts == {"turned away 403": 1}


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8766", "127.0.0.1", "127.0.0.1:1", "[::1]:8766"])
async def test_loopback_by_any_of_its_names_is_us(opened: Door, host: str) -> None:
    body = body_of()
    assert (await knock(opened, body, headers_of(body) | {"host": host}))[0] == 200


async def test_no_host_and_two_hosts_are_refused(opened: Door) -> None:
    body = body_of()
    headers = headers_of(body)
    assert (await knock(opened, body, [*headers.items(), ("host", "localhost")]))[0] == 403
    del headers["host"]
    assert (await knock(opened, body, headers))[0] == 403


async def test_a_configured_name_is_answered_and_numbers_where_others_can_connect(told: Told) -> None:
    body = body_of()
    relayed = Door(PATH, SECRETS, TABLE, told, hosts=["Hooks.Example.com"])
    assert (await knock(relayed, body, headers_of(body) | {"host": "hooks.example.com"}))[0] == 200
    assert (await knock(relayed, body, headers_of(body) | {"host": "192.168.1.4"}))[0] == 403
    everywhere = Door(PATH, SECRETS, TABLE, told, any_address=True)
    assert (await knock(everywhere, body, headers_of(body) | {"host": "192.168.1.4:8766"}))[0] == 200
    assert (await knock(everywhere, body, headers_of(body) | {"host": "evil.example"}))[0] == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:8766", "null", ""])
async def test_any_origin_is_refused_and_no_answer_permits_one(opened: Door, told: Told, origin: str) -> None:
    body = body_of()
    assert (await knock(opened, body, headers_of(body) | {"origin": origin}))[0] == 403
    assert not told.events


@pytest.mark.parametrize(
    "path", ["/", "", PATH + "/", PATH[:-1], PATH.upper(), "/hooks", PATH + "x", "/\udcff"]
)
async def test_another_path_is_nothing(opened: Door, told: Told, path: str) -> None:
    body = body_of()
    assert (await knock(opened, body, headers_of(body), path=path))[0] == 404
    assert not told.events


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"]
)
async def test_a_form_or_a_text_is_not_taken(opened: Door, told: Told, kind: str) -> None:
    body = body_of()
    assert (await knock(opened, body, headers_of(body) | {"content-type": kind}))[0] == 415
    assert not told.events


async def test_json_with_a_charset_is_json_and_packed_json_is_not(opened: Door) -> None:
    body = body_of()
    spelled = headers_of(body) | {"content-type": "Application/JSON; charset=UTF-8"}
    assert (await knock(opened, body, spelled))[0] == 200
    packed = gzip.compress(body)
    headers = headers_of(packed) | {"content-encoding": "gzip"}
    assert (await knock(opened, packed, headers))[0] == 415


async def test_a_body_as_long_as_may_be_is_taken(opened: Door) -> None:
    short = body_of(padding="")
    body = body_of(padding="x" * (LONGEST_BODY - len(short)))
    assert len(body) == LONGEST_BODY
    assert (await knock(opened, body, headers_of(body)))[0] == 200


async def test_a_body_announced_as_too_long_is_not_even_received(opened: Door, told: Told) -> None:
    headers = headers_of(b"") | {"content-length": str(LONGEST_BODY + 1)}
    assert (await knock(opened, _explosive(0), headers))[0] == 413
    for strange in ("-1", "1e3", "9" * 40, "x"):
        assert (await knock(opened, _explosive(0), headers | {"content-length": strange}))[0] == 413
    assert not told.events


async def test_a_body_that_becomes_too_long_is_cut_while_it_streams(opened: Door, told: Told) -> None:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 100_000
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": taken < 10 * LONGEST_BODY}

    answers: list[Message] = []

    async def send(message: Message) -> None:
        answers.append(message)

    headers = [(name.encode(), value.encode()) for name, value in headers_of(b"").items()]
    scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
    await opened(scope, receive, send)
    assert answers[0]["status"] == 413
    assert taken <= LONGEST_BODY + 100_000
    assert told.counts == {"turned away 413": 1}


def _explosive(number: int) -> list[bytes]:
    return [b"x"] * number


def test_a_body_that_drips_is_given_up_after_the_deadline(told: Told) -> None:
    async def story() -> None:
        opened = Door(PATH, SECRETS, TABLE, told, seconds=10.0)

        async def receive() -> Message:
            await asyncio.sleep(3)
            return {"type": "http.request", "body": b"x", "more_body": True}

        answers: list[Message] = []

        async def send(message: Message) -> None:
            answers.append(message)

        headers = [(name.encode(), value.encode()) for name, value in headers_of(b"").items()]
        scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
        before = asyncio.get_running_loop().time()
        await opened(scope, receive, send)
        assert answers[0]["status"] == 408
        assert asyncio.get_running_loop().time() - before == 10.0

    run(story())


async def test_a_sender_that_hangs_up_halfway_told_nothing(opened: Door, told: Told) -> None:
    body = body_of()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("nobody is there")

    headers = [(name.encode(), value.encode()) for name, value in headers_of(body).items()]
    scope = {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": headers}
    await opened(scope, receive, send)
    assert (told.events, told.counts) == ([], {})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": 3}', b"\xff", b"[" * 100_000])
async def test_signed_nonsense_is_answered_400_and_counted(opened: Door, told: Told, body: bytes) -> None:
    status, words = await knock(opened, body, headers_of(body))
    assert status == 400
    assert words.startswith("Signed, but the body is not")
    assert told.counts == {"unreadable": 1}


async def test_an_unknown_event_is_taken_with_thanks(opened: Door, told: Told) -> None:
    body = body_of("weather.changed")
    status, words = await knock(opened, body, headers_of(body))
    assert (status, "does not follow" in words) == (200, True)
    assert [event.hint for event in told.events] == [None]


async def test_no_answer_repeats_anything_that_was_sent(opened: Door) -> None:
    canary = "canary4711"
    body = body_of(f"{canary}.updated", canary, note=canary)
    asked: list[Awaitable[tuple[int, str]]] = [
        knock(opened, body, headers_of(body)),
        knock(opened, body, headers_of(body, OTHER) | {"x-forge-event": canary}),
        knock(opened, canary.encode(), headers_of(canary.encode())),
        knock(opened, body, headers_of(body), path=f"/{canary}"),
        knock(opened, body, headers_of(body) | {"host": canary}),
        knock(opened, body, headers_of(body) | {"origin": canary}),
        knock(opened, body, headers_of(body) | {"content-type": canary}),
        knock(opened, body, headers_of(body), method=canary),
    ]
    for one in asked:
        _, words = await one
        assert canary not in words


async def test_a_bug_of_ours_is_a_500_and_the_next_delivery_is_taken(
    opened: Door, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = body_of()
    with monkeypatch.context() as patch:
        patch.setattr(door, "read_event", _never)
        assert (await knock(opened, body, headers_of(body)))[0] == 500
    assert (await knock(opened, body, headers_of(body)))[0] == 200
