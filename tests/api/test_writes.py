"""Every answer to a write means one thing, and no answer makes the client send it twice."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.api import receipts
from forge_desktop.api.receipts import Sent
from forge_desktop.api.transport import Reply
from forge_desktop.errors import (
    AnswerLost,
    Busy,
    Conflict,
    Down,
    Failure,
    Missing,
    NotPermitted,
    Refused,
    SignedOut,
)
from tests.api.conftest import Opener
from tests.api.rogue import reply, rogue
from tests.api.virtual import VirtualTime
from tests.api.writers import ORDER, add, change

pytestmark = pytest.mark.anyio
HTML = "<html><body>Sign in</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        "4711",
        '"4711"',
        " 4711\r\n",
        '{"id": 4711}',
        '{"cust_ord_id": "4711"}',
        '{"id": 1, "cust_ord_id": 4711}',
    ],
)
@pytest.mark.parametrize("status", [200, 201])
async def test_the_new_key_is_found_in_every_shape(body: str, status: int, opened: Opener) -> None:
    async with rogue(reply(body, status)) as server, opened(server.url) as client:
        assert await client.create("customer-orders", ORDER) == 4711
        assert len(server.heads) == 1


async def test_a_packed_or_chunked_answer_is_as_good(opened: Opener) -> None:
    chunked = b"HTTP/1.1 201 Made\r\ntransfer-encoding: chunked\r\n\r\n2\r\n47\r\n2\r\n11\r\n0\r\n\r\n"
    packed = reply(gzip.compress(b"4711"), 201, content_encoding="gzip")
    async with rogue(chunked, packed) as server, opened(server.url) as client:
        assert await client.create("customer-orders", ORDER) == 4711
        assert await client.create("customer-orders", ORDER) == 4711


@pytest.mark.parametrize(
    "answer",
    [
        reply("", 201, content_type=""),
        reply("[]", 201),
        reply("[4711]", 201),
        reply("0", 201),
        reply("-4", 201),
        reply("4711.5", 201),
        reply("true", 201),
        reply('"A 4711"', 201),
        reply('{"cust_ord_id": null}', 201),
        reply('{"id": 1, "id": 2}', 201),
        reply("9" * 30, 201),
        reply("9" * 6_000, 201),
        reply("created", 201),
        reply("[" * 50_000, 201),
        reply("4711", 201, content_type="text/html"),
        reply("4711", 201, content_type="image/png"),
        reply("4711", 203),
        reply("4711", 206),
        reply("4711", 299),
        b"HTTP/1.1 201 Made\r\ncontent-type: application/json\r\n\r\n47",
    ],
)
async def test_a_yes_without_a_key_is_a_lost_answer(answer: bytes, opened: Opener) -> None:
    async with rogue(answer) as server, opened(server.url) as client:
        with pytest.raises(AnswerLost, match="not known yet"):
            await add(client)
        assert len(server.heads) == 1


@pytest.mark.parametrize(
    "answer",
    [
        reply("", 202, content_type=""),
        reply("", 204, content_type="", content_length=""),
        reply("", 202, content_type="text/html"),
        reply("", 200),
        reply("null", 200),
        reply("[]", 202),
        reply("7", 200),
        reply('{"cust_ord_id": "7", "notes": "x"}', 200),
    ],
)
async def test_a_change_is_done_when_the_answer_is_empty_or_repeats_the_key(
    answer: bytes, opened: Opener
) -> None:
    async with rogue(answer) as server, opened(server.url, "local") as client:
        await change(client)
        assert [head.split("\r\n")[0] for head in server.heads] == ["PUT /rest/v1/customer-orders/7 HTTP/1.1"]


@pytest.mark.parametrize("body", ["8", '["quantity: wrong"]', '"no"', "OK", '{"error": "no"}', "{"])
async def test_a_yes_that_says_something_else_is_a_lost_answer(body: str, opened: Opener) -> None:
    async with rogue(reply(body, 202)) as server, opened(server.url, "mrpeasy-current") as client:
        with pytest.raises(AnswerLost):
            await change(client)
        assert len(server.heads) == 1


LOST = [
    *(reply("[]", status) for status in (301, 302, 303, 307, 308, 304, 407, 408, 425, 499)),
    *(reply("[]", status) for status in (500, 502, 504, 520, 599, 999)),
    *(
        reply(HTML, status, content_type="text/html")
        for status in (200, 201, 400, 401, 403, 404, 429, 500, 503)
    ),
    reply(HTML, 201),
    reply("  <!doctype html>", 404),
    reply("PNG", 400, content_type="image/png"),
    reply("4711", 201, content_length="400"),
    reply(gzip.compress(b"4711" * 90)[:-9], 201, content_encoding="gzip"),
    reply("4711", 201, content_encoding="br"),
    b"HTTP/1.1 201 Ma",
    b"HTTP/1.1 201 Made\r\ncontent-length: 4\r\n\r\n4",
    b"\x00\xff nonsense\r\n\r\n",
    b"",
]
MEANINGS: list[tuple[bytes, type[Failure], type[Failure]]] = [
    *((answer, AnswerLost, AnswerLost) for answer in LOST),
    (reply('["Unauthorized"]', 401), SignedOut, SignedOut),
    (reply('["no"]', 403), NotPermitted, NotPermitted),
    (reply('["Not found"]', 404), NotPermitted, Missing),
    (reply('["Method PUT is disabled for x"]', 405), NotPermitted, NotPermitted),
    (reply("", 405, content_type=""), NotPermitted, NotPermitted),
    (reply("", 501, content_type=""), NotPermitted, NotPermitted),
    (reply('["Status cannot be changed via API"]', 400), NotPermitted, NotPermitted),
    (reply('{"message": "This method is not allowed"}', 400), NotPermitted, NotPermitted),
    (reply('["changed meanwhile"]', 409), Conflict, Conflict),
    (reply('["locked"]', 423), Conflict, Conflict),
    (reply('["code: is used"]', 400), Refused, Refused),
    (reply("[]", 413), Refused, Refused),
    (reply("[]", 422), Refused, Refused),
    (reply('["busy"]', 429), Busy, Busy),
    (reply('["MRPEasy is under maintenance"]', 503), Down, Down),
]


@pytest.mark.parametrize("profile", ["mrpeasy-current", "local"])
@pytest.mark.parametrize("number", range(len(MEANINGS)))
async def test_every_answer_means_one_thing_and_nothing_is_sent_twice(
    number: int, profile: str, opened: Opener, time: VirtualTime
) -> None:
    answer, *kinds = MEANINGS[number]
    async with rogue(answer) as server, opened(server.url, profile) as client:
        for count, (write, kind) in enumerate(zip((add, change), kinds, strict=True), 1):
            with pytest.raises(Failure) as told:
                await write(client)
            assert type(told.value) is kind, told.value.message
            assert client.sent == server.tried == len(server.heads) == count
            assert told.value.message.endswith((".", "?", "”"))
            time.now += 100.0


@pytest.mark.parametrize(
    ("body", "reasons", "fields"),
    [
        (
            '["customer_id: is required", "products[0][sku]: there is no item", "Something: else"]',
            ("customer_id: is required", "products[0][sku]: there is no item", "Something: else"),
            (("customer_id", "is required"), ("products.0.sku", "there is no item")),
        ),
        ('"Not enough in stock"', ("Not enough in stock",), ()),
        ('{"message": "reference: too long"}', ("reference: too long",), (("reference", "too long"),)),
        (
            '{"code": ["taken", "short"], "colour": "red"}',
            ("code: taken", "code: short", "colour: red"),
            (("code", "taken"), ("code", "short")),
        ),
        (
            '{"products": [{}, {"quantity": "must be more than 0"}]}',
            ("products[1][quantity]: must be more than 0",),
            (("products.1.quantity", "must be more than 0"),),
        ),
        ('{"products": {"0": {"sku": "?"}}}', ("products[0][sku]: ?",), (("products.0.sku", "?"),)),
        ("[]", (), ()),
        ("[1, null, {}]", (), ()),
        ("{broken", (), ()),
    ],
)
async def test_complaints_come_up_with_the_field_they_name(
    body: str, reasons: tuple[str, ...], fields: tuple[tuple[str, str], ...], opened: Opener
) -> None:
    async with rogue(reply(body, 400)) as server, opened(server.url) as client:
        with pytest.raises(Refused) as refused:
            await add(client)
    assert refused.value.reasons == reasons
    assert refused.value.fields == fields


async def test_one_plain_string_is_a_complaint_too(opened: Opener) -> None:
    answer = reply("reference: is  used\nalready", 400, content_type="text/plain; charset=utf-8")
    async with rogue(answer) as server, opened(server.url) as client:
        with pytest.raises(Refused, match="is used already") as refused:
            await add(client)
    assert refused.value.fields == (("reference", "is used already"),)


async def test_markup_in_a_complaint_stays_what_it_is_and_endless_ones_are_clipped(opened: Opener) -> None:
    told = json.dumps(["code: <b>\u202egnp.exe</b>", *["x: " + "y" * 5_000] * 500])
    async with rogue(reply(told, 400)) as server, opened(server.url) as client:
        with pytest.raises(Refused) as refused:
            await add(client)
    assert refused.value.fields[0][0] == "code"
    assert "\u202e" not in refused.value.message
    assert len(refused.value.reasons) <= 20
    assert max(map(len, refused.value.reasons)) <= 330


SENT = Sent("POST", "x.example", lambda text: text, frozenset({"code"}))
BODIES = st.binary(max_size=40) | st.sampled_from(
    [b"4711", b'"4711"', b'{"id": 5}', b"[]", b"", b'["code: x"]']
)
KINDS = st.sampled_from(["", "application/json", "text/html", "text/plain", "application/problem+json", "x"])


@given(st.integers(100, 999), BODIES, KINDS, st.sampled_from(["POST", "PUT"]), st.booleans())
def test_whatever_comes_is_a_key_or_a_failure_in_words(
    status: int, data: bytes, kind: str, method: str, framed: bool
) -> None:
    headers = {"content-type": kind} | ({"content-length": str(len(data))} if framed else {})
    answer = Reply(status, headers, data)
    failure = receipts.failure(answer, replace(SENT, method=method))
    if failure is None:
        assert status in (200, 201, 202, 204)
        key = receipts.new_key(answer, "cust_ord_id")
        assert key is None or (key > 0 and framed and data)
        receipts.says_nothing_else(answer, "cust_ord_id", 7)
    else:
        assert failure.message
        assert failure.title
        assert not isinstance(failure, AnswerLost) or failure.message.endswith("not known yet.")
