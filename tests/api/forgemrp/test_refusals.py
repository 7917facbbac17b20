"""Every refusal becomes one of our failures, in words, whatever its body is."""

from __future__ import annotations

import json

import pytest

from forge_desktop.api.protocol import Client, Lane
from forge_desktop.errors import (
    AnswerLost,
    BadReply,
    Busy,
    Conflict,
    Down,
    Failure,
    Missing,
    NotPermitted,
    Refused,
    SignedOut,
    Unreachable,
)
from tests.api.forgemrp.answers import error, page
from tests.api.forgemrp.conftest import CANARY, Opener
from tests.api.rogue import reply, rogue

pytestmark = pytest.mark.anyio
NEW = {"name": "Oak & Co"}
BODIES = [
    "",
    "null",
    "[]",
    "{}",
    "7",
    '"words"',
    '{"error": null}',
    '{"error": []}',
    '{"error": {}}',
    '{"error": "words"}',
    '{"error": {"code": 5, "message": 5}}',
    '{"error": {"message": ["a", {"b": "c"}]}}',
    '{"error": {"message": null, "details": [[["x"]]]}}',
    '{"errors": [{"field": "name", "message": "bad"}]}',
    '{"message": "words"}',
    '{"error": {"error": {"error": "deep"}}}',
    '{"error": ' + "[" * 900 + '"x"' + "]" * 900 + "}",
    '{"error": ' + '{"a":' * 400 + '"x"' + "}" * 400 + "}",
    '{"error": {"message": "' + "long " * 50_000 + '"}}',
    '{"error": {"message": "\\u202e\\u0000<b>\\ud800"}}',
    json.dumps({"error": [f"reason {n}" for n in range(5_000)]}),
    "{not json",
    "<html>no</html>",
]
GETS: dict[int, type[Failure]] = {
    400: Refused,
    401: SignedOut,
    403: NotPermitted,
    404: BadReply,
    409: Conflict,
    422: Refused,
    429: Busy,
    500: Unreachable,
    503: Down,
    418: BadReply,
}
POSTS: dict[int, type[Failure]] = {
    400: Refused,
    401: SignedOut,
    403: NotPermitted,
    404: NotPermitted,
    405: NotPermitted,
    409: Conflict,
    422: Refused,
    429: Busy,
    500: AnswerLost,
    502: AnswerLost,
    503: Down,
}


async def refused(client: Client) -> Failure:
    """How a new client is refused."""
    with pytest.raises(Failure) as told:
        await client.create("clients", NEW, idempotency="ab" * 16)
    return told.value


@pytest.mark.parametrize("number", range(len(BODIES)))
async def test_a_body_that_is_not_the_envelope_is_told_all_the_same(number: int, opened: Opener) -> None:
    html = BODIES[number].startswith("<")
    for status, kind in GETS.items():
        async with (
            rogue(reply(BODIES[number], status)) as server,
            opened(server.url, folder=f"g{status}") as client,
        ):
            with pytest.raises(Unreachable if html and status not in (401,) else kind) as told:
                await client.page("quotes", lane=Lane.USER)
        assert 0 < len(told.value.message) < 1_500
        assert "\u202e" not in told.value.message
    for status, kind in POSTS.items():
        async with (
            rogue(reply(BODIES[number], status)) as server,
            opened(server.url, folder=f"p{status}") as client,
        ):
            failure = await refused(client)
        assert type(failure) is (AnswerLost if html else kind)
        assert 0 < len(failure.message) < 1_500


@pytest.mark.parametrize(
    ("message", "repeated"),
    [("This key may not create clients: it lacks the scope clients.create", False), ("Ask Mari first", True)],
)
async def test_what_we_say_of_a_missing_scope_is_not_said_again_in_the_servers_words(
    opened: Opener, message: str, repeated: bool
) -> None:
    async with rogue(error(403, "insufficient_scope", message)) as server, opened(server.url) as client:
        failure = await refused(client)
    assert failure.message.count("clients.create") == 1
    assert "lacks" not in failure.title, "title and sentence are often said together"
    assert (message in failure.message) is repeated


@pytest.mark.parametrize("kind", ["text/html", "text/plain", ""])
async def test_words_that_are_no_json_are_told_where_they_may_be(kind: str, opened: Opener) -> None:
    async with rogue(reply("no such thing", 422, content_type=kind)) as server, opened(server.url) as client:
        failure = await refused(client)
    assert isinstance(failure, AnswerLost if kind == "text/html" else Refused)
    assert ("no such thing" in failure.message) is (kind == "text/plain")


async def test_a_missing_scope_is_named(opened: Opener) -> None:
    answer = error(403, "insufficient_scope", "This key may not do that")
    async with rogue(answer) as server, opened(server.url) as client:
        for ask, scope in (
            (client.page("purchase-orders"), "purchase-orders.view"),
            (client.one("quotes", "q1"), "quotes.view"),
            (client.create("clients", NEW), "clients.create"),
            (client.update("jobs", "j1", {"priority": "high"}), "jobs.update"),
        ):
            with pytest.raises(NotPermitted) as told:
                await ask
            assert f"“{scope}”" in told.value.message
            assert "“This key may not do that”" in told.value.message


@pytest.mark.parametrize("status", [404, 405, 501])
async def test_a_write_that_the_server_does_not_offer_is_not_blamed_on_the_key(
    status: int, opened: Opener
) -> None:
    async with rogue(error(status, "x", "no")) as server, opened(server.url) as client:
        failure = await refused(client)
    assert isinstance(failure, NotPermitted)
    assert "scope" not in failure.message


async def test_a_lock_is_a_conflict_with_the_servers_words(opened: Opener) -> None:
    async with rogue(error(409, "conflict", "The quote is locked")) as server, opened(server.url) as client:
        with pytest.raises(Conflict, match="The quote is locked"):
            await client.update("quotes", "q1", {"notes": "x"})


async def test_several_complaints_come_back_each_with_its_field(opened: Opener) -> None:
    message = (
        "clientId: names no client; lines.0.quantity: must be more than 0; "
        "lines[1].unitPrice: must be a number; it is all wrong; "
        "nonsense: stays; dueDate: is past"
    )
    async with rogue(error(422, "validation_error", message)) as server, opened(server.url) as client:
        with pytest.raises(Refused) as told:
            await client.create("quotes", {"client_id": "c1"})
    assert told.value.fields == (
        ("client_id", "names no client"),
        ("lines.0.quantity", "must be more than 0"),
        ("lines.1.unit_price", "must be a number; it is all wrong"),
    )
    assert len(told.value.reasons) == 5


async def test_a_map_of_fields_is_understood_too(opened: Opener) -> None:
    body = json.dumps({"error": {"lines": [{"quantity": ["too small"]}], "notes": "too long"}})
    async with rogue(reply(body, 422)) as server, opened(server.url) as client:
        with pytest.raises(Refused) as told:
            await client.create("quotes", {"client_id": "c1"})
    assert dict(told.value.fields)["notes"] == "too long"
    assert "too small" in str(told.value.reasons)


async def test_the_test_of_a_connection_says_what_the_key_may_see(opened: Opener) -> None:
    no = error(403, "insufficient_scope", "no")
    async with rogue(page(), no, page(), no) as server, opened(server.url) as client:
        verdict = await client.check()
        assert all("limit=1 " in head for head in server.heads)
    assert verdict.ok
    assert "may see: " in verdict.message
    assert "may not see: " in verdict.message
    async with rogue(no) as server, opened(server.url) as client:
        verdict = await client.check()
    assert (verdict.ok, verdict.title) == (False, "The key may see nothing")
    assert isinstance(verdict.failure, NotPermitted)


async def test_a_list_that_is_elsewhere_than_we_guess_does_not_spoil_the_connection(opened: Opener) -> None:
    gone = error(404, "not_found", "nothing here")
    async with rogue(page(), gone, page()) as server, opened(server.url) as client:
        verdict = await client.check()
    assert verdict.ok
    assert "does not offer as expected" in verdict.message
    async with rogue(gone) as server, opened(server.url) as client:
        verdict = await client.check()
    assert not verdict.ok
    assert "/api/v1" in verdict.message


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(401, "unauthorized", "revoked"), SignedOut),
        (error(429, "rate_limited", "slow", retry_after="5"), Busy),
        (error(503, "unavailable", "down"), Down),
        (reply("<html>portal</html>"), Unreachable),
    ],
)
async def test_trouble_of_the_whole_server_ends_the_test_at_once(
    answer: bytes, kind: type[Failure], opened: Opener
) -> None:
    async with rogue(answer) as server, opened(server.url) as client:
        verdict = await client.check()
        assert client.sent == 1
    assert not verdict.ok
    assert isinstance(verdict.failure, kind)
    assert CANARY not in verdict.message


async def test_a_record_that_is_not_there_is_missing(opened: Opener) -> None:
    async with rogue(error(404, "not_found", "Quote not found")) as server, opened(server.url) as client:
        with pytest.raises(Missing):
            await client.one("quotes", "q1")
        with pytest.raises(Missing):
            await client.update("quotes", "q1", {"notes": "x"})
