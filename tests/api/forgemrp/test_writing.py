"""What leaves in a write, that it leaves once and with its key, and what its answers mean."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.api.forgemrp import assumed
from forge_desktop.api.forgemrp.writing import _written
from forge_desktop.api.protocol import Client
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import key_of
from forge_desktop.errors import AnswerLost, BadReply, Conflict, NotPermitted, Refused
from forge_desktop.server.running import RunningServer
from tests.api.forgemrp.answers import lines
from tests.api.forgemrp.conftest import CANARY, Opener, key_for
from tests.api.rogue import Rogue, Script, reply, rogue

pytestmark = pytest.mark.anyio
MADE = reply('{"data": {"id": "cli_1", "name": "Oak"}}', 201)
IDENT = "7c9e66790a1b4c2d8e3f405162738495"


def sent(server: Rogue, number: int = -1) -> Any:
    """The body of a request, its numbers exact."""
    return json.loads(server.bodies[number], parse_float=Decimal)


async def test_a_new_record_leaves_once_with_its_key_and_tells_its_name(opened: Opener) -> None:
    async with rogue(MADE, reply('{"data": {"id": "cli_1"}}')) as server, opened(server.url) as client:
        key = await client.create("clients", {"name": "Oak"}, idempotency=IDENT)
        assert key == key_of("cli_1")
        assert lines(server) == ["POST /rest/v1/clients HTTP/1.1"]
        assert server.header("idempotency-key") == str(UUID(IDENT))
        assert server.header("content-type") == "application/json"
        with pytest.raises(BadReply, match="not known yet"):  # as a client it is known, not as a quote
            await client.one("quotes", key)
        await client.one("clients", key)
        assert lines(server)[-1] == "GET /rest/v1/clients/cli_1 HTTP/1.1"


@pytest.mark.parametrize("ident", ["", "short", "a b", "x\r\nX-Evil: 1", "ü" * 500, IDENT.upper()])
async def test_every_new_record_has_a_key_that_can_stand_in_a_header(ident: str, opened: Opener) -> None:
    keys = []
    for number in range(2):
        async with rogue(MADE) as server, opened(server.url, folder=f"g{number}") as client:
            await client.create("clients", {"name": "Oak"}, idempotency=ident)
            keys.append(UUID(server.header("idempotency-key")))
            assert server.header("x-evil") is None
    assert (keys[0] == keys[1]) is bool(ident)


async def test_names_are_spelled_as_the_contract_spells_a_request_and_values_are_exact(opened: Opener) -> None:
    values: Values = {
        "client_id": "cli_1",
        "valid_until": 1_780_261_200,  # midnight in Tallinn
        "status": None,
        "notes": 'a "b" \u2028 ü \ud83d\ude00',
        "lines": [
            {"part_number": "TABLE", "quantity": "0.1", "unit_price": "12345678901234567.89"},
            {"description": "x", "quantity": "1E+3", "unit_price": None, "part_number": None},
        ],
    }
    async with rogue(MADE) as server, opened(server.url) as client:
        await client.create("quotes", values)
        body = server.bodies[-1].decode()
    assert '"quantity":0.1,' in body
    assert '"unitPrice":12345678901234567.89' in body
    assert json.loads(body, parse_float=Decimal) == {
        "clientId": "cli_1",
        "validUntil": "2026-06-01",
        "notes": 'a "b" \u2028 ü \U0001f600',
        "lines": [
            {"partNumber": "TABLE", "quantity": Decimal("0.1"), "unitPrice": Decimal("12345678901234567.89")},
            {"description": "x", "quantity": 1000},
        ],
    }


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_every_amount_is_written_as_the_number_it_is(amount: Decimal) -> None:
    found = json.loads(_written({"unit_price": str(amount)}), parse_float=Decimal, parse_int=Decimal)
    assert found == {"unitPrice": amount}


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Europe/Tallinn", 1_780_261_200, "2026-06-01"),
        ("Europe/Tallinn", 1_774_735_200, "2026-03-29"),
        ("America/New_York", 1_780_261_200, "2026-05-31"),
        ("Europe/Tallinn", 0, "1970-01-01"),
    ],
)
async def test_days_leave_as_days_of_the_accounts_zone(
    zone: str, instant: int, day: str, opened: Opener
) -> None:
    async with rogue(MADE) as server, opened(server.url, zone=zone) as client:
        await client.create("jobs", {"part_number": "TABLE", "quantity": "1", "due_date": instant})
        assert sent(server)["dueDate"] == day


WRONG: list[tuple[str, Values, str]] = [
    ("quotes", {}, ""),
    ("quotes", {"number": "Q1"}, "number"),
    ("quotes", {"clientId": "c1"}, "clientId"),
    ("quotes", {"client_id": -5}, "client_id"),
    ("quotes", {"client_id": "c", "valid_until": 10**17}, "valid_until"),
    ("quotes", {"client_id": "c", "valid_until": True}, "valid_until"),
    ("quotes", {"client_id": "c", "notes": {"a": 1}}, "notes"),
    ("quotes", {"lines": [{"quantity": "many"}]}, "lines.0.quantity"),
    ("quotes", {"lines": [{"quantity": "1"}, {"unit_price": "NaN"}]}, "lines.1.unit_price"),
    ("quotes", {"lines": [{"unit_price": "1e999999"}]}, "lines.0.unit_price"),
    ("quotes", {"lines": [{"unit_price": True}]}, "lines.0.unit_price"),
    ("quotes", {"lines": [{"total": "1"}]}, "lines.0.total"),
    ("quotes", {"lines": ["x"]}, "lines.0"),
    ("jobs", {"quantity": "Infinity"}, "quantity"),
]


@pytest.mark.parametrize(("resource", "values", "field"), WRONG)
async def test_what_cannot_be_meant_never_leaves(
    resource: str, values: Values, field: str, opened: Opener
) -> None:
    async with rogue(MADE) as server, opened(server.url) as client:
        with pytest.raises(Refused) as told:
            await client.create(resource, values)
        assert server.tried == 0
    assert [name for name, _ in told.value.fields] == ([field] if field else [])


@pytest.mark.parametrize("resource", ["suppliers", "purchase-orders", "rfqs", "inventory", "work-orders", "x"])
async def test_what_the_contract_does_not_offer_is_not_tried(resource: str, opened: Opener) -> None:
    async with rogue(MADE) as server, opened(server.url) as client:
        assert not client.may(resource, Verb.CREATE)
        assert client.takes(resource, Verb.CREATE) == frozenset()
        for ask in (client.create(resource, {"name": "x"}), client.update("clients", "c", {"name": "x"})):
            with pytest.raises(NotPermitted):
                await ask
        assert server.tried == 0


async def test_nothing_is_changed_at_the_vendors_own_host(opened: Opener) -> None:
    async with opened(f"https://{assumed.VENDOR}/api/v1") as client:
        assert client.may("quotes", Verb.CREATE)
        for resource, verb in (("jobs", Verb.UPDATE), ("jobs", Verb.STATUS), ("quotes", Verb.UPDATE)):
            assert not client.may(resource, verb)
        with pytest.raises(NotPermitted):
            await client.update("jobs", "j1", {"status": "released"})
        assert client.sent == 0
    async with opened("https://forge.example/api/v1") as client:
        assert client.may("jobs", Verb.STATUS)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Half an answer."""
    writer.write(
        b'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"data": {"id":'
    )


LOST: list[bytes | Script] = [
    b"",
    hang_up,
    b'HTTP/1.1 201 Created\r\nconnection: close\r\n\r\n{"data": {"id": "cli_1"}}',
    reply("", 201),
    reply("", 204),
    reply("{}", 201),
    reply("[]", 201),
    reply("null", 200),
    reply('{"data": {}}', 201),
    reply('{"data": {"id": ""}}', 201),
    reply('{"data": {"id": null}}', 201),
    reply('{"data": {"id": ["x"]}}', 201),
    reply('{"data": [{"id": "cli_1"}]}', 201),
    reply('{"data": {"id": "cli_1"', 201),
    reply("<html>welcome</html>", 200),
    reply("", 302, location="/elsewhere"),
    reply("", 307, location="/elsewhere"),
    reply('{"data": {"id": "cli_1"}}', 304),
    *(
        reply('{"error": {"code": "x", "message": "y"}}', status)
        for status in (408, 425, 499, 500, 502, 504, 599)
    ),
]


@pytest.mark.parametrize("number", range(len(LOST)))
async def test_an_answer_that_is_no_answer_leaves_it_open_and_nothing_is_sent_again(
    number: int, opened: Opener
) -> None:
    async with rogue(LOST[number]) as server, opened(server.url) as client:
        with pytest.raises(AnswerLost):
            await client.create("clients", {"name": "Oak"}, idempotency=IDENT)
        assert server.tried == 1


async def test_a_record_of_which_only_the_id_can_be_read_was_created(opened: Opener) -> None:
    body = '{"data": {"id": "quo_1", "valid_until": "some day", "total": "much"}}'
    async with rogue(reply(body, 201)) as server, opened(server.url) as client:
        assert await client.create("quotes", {"client_id": "c1"}) == key_of("quo_1")
    async with rogue(reply('{"id": 7, "id": 7}', 201)) as server, opened(server.url) as client:
        assert await client.create("quotes", {"client_id": "c1"}) == key_of("7")


@pytest.mark.parametrize("body", ["", '{"data": {"id": "j1"}}', '{"id": "j1", "quantity": "odd"}'])
async def test_a_change_is_done_when_it_is_said_so(body: str, opened: Opener) -> None:
    async with rogue(reply(body)) as server, opened(server.url) as client:
        await client.update("jobs", "j1", {"status": "released", "due_date": None})
        assert lines(server) == ["PATCH /rest/v1/jobs/j1 HTTP/1.1"]
        assert server.header("idempotency-key") is None
        assert sent(server) == {"status": "released", "dueDate": None}


@pytest.mark.parametrize("body", ['{"data": {"id": "j2"}}', "[]", '{"ok": true}', "{"])
async def test_a_change_of_something_else_is_in_doubt(body: str, opened: Opener) -> None:
    async with rogue(reply(body)) as server, opened(server.url) as client:
        with pytest.raises(AnswerLost):
            await client.update("jobs", "j1", {"status": "released"})


@pytest.fixture
def everything(factory: RunningServer) -> str:
    """A key of the real server for everything."""
    return key_for(factory)


async def clients(client: Client) -> list[str]:
    """The names of all clients the real server has."""
    return [str(row.values["name"]) for row in (await client.page("clients")).rows]


async def test_the_same_write_twice_is_one_record_and_another_under_its_key_a_conflict(
    factory: RunningServer, everything: str, opened: Opener
) -> None:
    ident = uuid4().hex
    async with opened(factory.forge_url, everything) as client:
        before = len(await clients(client))
        first = await client.create("clients", {"name": "Oak"}, idempotency=ident)
        assert await client.create("clients", {"name": "Oak"}, idempotency=ident) == first
        with pytest.raises(Conflict):
            await client.create("clients", {"name": "Elm"}, idempotency=ident)
        assert len(await clients(client)) == before + 1
        assert (await client.one("clients", first)).values["name"] == "Oak"


async def test_the_real_server_takes_what_we_send_and_names_what_is_wrong(
    factory: RunningServer, everything: str, opened: Opener
) -> None:
    async with opened(factory.forge_url, everything) as client:
        owner = (await client.page("clients")).rows[0]
        due = 1_780_261_200
        line: dict[str, Any] = {"part_number": "TABLE", "quantity": "0.1", "unit_price": "1234567.89"}
        key = await client.create(
            "quotes", {"client_id": owner.values["id"], "valid_until": due, "lines": [line]}
        )
        row = await client.one("quotes", key)
        assert row.values["valid_until"] == due
        kept = row.values["lines"]
        assert isinstance(kept, list)
        assert isinstance(kept[0], dict)
        assert line.items() <= kept[0].items()
        with pytest.raises(Refused) as told:
            await client.create("quotes", {"client_id": "nobody", "lines": [line | {"quantity": "-1"}]})
        assert {"client_id", "lines.0.quantity"} >= {name for name, _ in told.value.fields} != set()
        await client.update("quotes", key, {"notes": "changed"})
        assert (await client.one("quotes", key)).values["notes"] == "changed"


async def test_a_key_of_few_scopes_sees_and_says_what_it_may(factory: RunningServer, opened: Opener) -> None:
    async with opened(factory.forge_url, key_for(factory, "quotes.create", "inventory.view")) as client:
        verdict = await client.check()
        assert verdict.ok
        assert "may see: Quotes" in verdict.message
        assert "may not see:" in verdict.message
        with pytest.raises(NotPermitted, match=r"clients\.create"):
            await client.create("clients", {"name": "x"})
    async with opened(factory.forge_url, key_for(factory)) as client:
        assert (await client.check()).message.endswith("answers and accepts the key.")
    async with opened(factory.forge_url, CANARY) as client:
        assert not (await client.check()).ok
