"""Lists are followed by their cursors alone, and single records by their names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_desktop.api.forgemrp import reading
from forge_desktop.domain.scalars import key_of
from forge_desktop.errors import BadReply, Missing, Refused
from tests.api.forgemrp.answers import error, lines, page
from tests.api.forgemrp.conftest import Opener
from tests.api.rogue import reply, rogue

pytestmark = pytest.mark.anyio
ODD = ["../x", "a/b", "?x=1", "a?b#c", "%2e%2e", "a b", "ä", "x&limit=1", "\n", "\\..\\x", ";", "a" * 200]
"""Names that would lead somewhere else, were they put into an address as they are."""


async def test_a_page_is_asked_for_by_limit_and_cursor_and_nothing_else(opened: Opener) -> None:
    odd = "a+b/c=&limit=1 é%2B"
    async with rogue(page({"id": "q1"}, following=odd), page({"id": "q2"})) as server:
        async with opened(server.url) as client:
            first = await client.page("quotes")
            second = await client.page("quotes", start=1, cursor=first.next)
        assert lines(server) == [
            "GET /rest/v1/quotes?limit=100 HTTP/1.1",
            "GET /rest/v1/quotes?limit=100&cursor=a%2Bb%2Fc%3D%26limit%3D1+%C3%A9%252B HTTP/1.1",
        ]
    assert (first.next, first.whole, first.total) == (odd, False, None)
    assert (second.next, second.whole, second.first) == ("", True, 1)


async def test_filters_are_never_sent(opened: Opener) -> None:
    async with rogue(page()) as server, opened(server.url) as client:
        with pytest.raises(ValueError, match="cannot be asked"):
            await client.page("quotes", where={"updated_since": 1})
        assert server.tried == 0


@pytest.mark.parametrize("told", ["null", '""', '"c2"', "7", "0"])
async def test_a_cursor_is_null_or_a_text_or_at_worst_a_number(told: str, opened: Opener) -> None:
    async with rogue(reply(f'{{"data": [], "next_cursor": {told}}}')) as server, opened(server.url) as client:
        found = await client.page("quotes")
    assert found.next == told.strip('"').replace("null", "")
    assert found.whole is (found.next == "")


async def test_a_cursor_may_be_spelled_as_requests_spell_their_names(opened: Opener) -> None:
    async with rogue(reply('{"data": [], "nextCursor": "c2"}')) as server, opened(server.url) as client:
        assert (await client.page("quotes")).next == "c2"


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        "null",
        '"x"',
        "",
        '{"data": []}',
        '{"next_cursor": null}',
        '{"data": {}, "next_cursor": null}',
        '{"data": null, "next_cursor": null}',
        '{"data": [], "next_cursor": true}',
        '{"data": [], "next_cursor": 1.5}',
        '{"data": [], "next_cursor": ["x"]}',
        r'{"data": [], "next_cursor": "\ud800"}',
        f'{{"data": [], "next_cursor": "{"x" * 4_001}"}}',
        '{"data": [], "data": [], "next_cursor": null}',
        '{"data": [], "next_cursor": nul',
        "[" * 100_000,
    ],
)
async def test_what_is_no_page_is_never_taken_for_a_short_list(body: str, opened: Opener) -> None:
    async with rogue(reply(body)) as server, opened(server.url) as client:
        with pytest.raises(BadReply):
            await client.page("quotes")


async def test_a_bad_row_costs_itself_alone(opened: Opener) -> None:
    rows: list[Any] = [
        {"id": "q1", "total": "12.50"},
        {"id": "q2", "total": "much"},
        {"number": "no id"},
        {"id": ""},
        {"id": "x" * 201},
        {"id": True},
        {"id": ["q3"]},
        {"id": -4},
        "q5",
        None,
        [],
        {"id": 12},
    ]
    async with rogue(page(*rows)) as server, opened(server.url) as client:
        found = await client.page("quotes")
    assert [row.values["id"] for row in found.rows] == ["q1", "12"]
    assert len(found.asides) == len(rows) - 2
    assert found.asides[0].key == key_of("q2")
    assert found.count == len(rows)


async def test_an_id_of_which_no_text_can_be_made_names_no_record(opened: Opener) -> None:
    body = r'{"data": [{"id": "q\ud800"}, {"id": "q\ufffd"}], "next_cursor": null}'
    async with rogue(reply(body)) as server, opened(server.url) as client:
        found = await client.page("quotes")
    assert [row.values["id"] for row in found.rows] == ["q\ufffd"]


@pytest.mark.parametrize("style", ["snake", "camel", "both"])
async def test_names_are_read_in_either_spelling(style: str, opened: Opener) -> None:
    snake = {"id": "q1", "client_id": "c1", "valid_until": "2026-06-01", "updated_at": "2026-05-01T00:00:00Z"}
    camel = {"id": "q1", "clientId": "c1", "validUntil": "2026-06-01", "updatedAt": "2026-05-01T00:00:00Z"}
    row: dict[str, Any] = {"snake": snake, "camel": camel, "both": {**camel, **snake, "clientId": "other"}}[
        style
    ]
    inner = (
        {"part_number": "P", "unit_price": 1.10} if style == "snake" else {"partNumber": "P", "unitPrice": 1.10}
    )
    row["lines"] = [inner]
    async with rogue(page(row)) as server, opened(server.url) as client:
        values = (await client.page("quotes")).rows[0].values
    assert values["client_id"] == "c1"
    assert values["valid_until"] == 1_780_261_200
    assert values["updated_at"] == 1_777_593_600
    assert values["lines"] == [{"part_number": "P", "unit_price": "1.1"}]


@pytest.mark.parametrize("name", ["steps_done", "stepsDone"])
async def test_a_server_cannot_fill_what_we_work_out_ourselves(name: str, opened: Opener) -> None:
    async with rogue(page({"id": "j1", name: "all of them"})) as server, opened(server.url) as client:
        values = (await client.page("jobs")).rows[0].values
    assert "steps_done" not in values
    assert values["steps_done_sent"] == "all of them"


async def test_unknown_fields_and_statuses_are_kept_as_they_came(opened: Opener) -> None:
    row = {"id": "q1", "status": "teleported", "fooBar": {"a": [1, "0.10"]}, "weight": 0.1}
    async with rogue(page(row)) as server, opened(server.url) as client:
        values = (await client.page("quotes")).rows[0].values
    assert (values["status"], values["fooBar"], values["weight"]) == (
        "teleported",
        {"a": [1, "0.10"]},
        "0.1",
    )


@pytest.mark.parametrize("body", ['{"data": {"id": "q1", "number": "Q1"}}', '{"id": "q1", "number": "Q1"}'])
async def test_a_single_record_is_read_wrapped_and_bare(body: str, opened: Opener) -> None:
    async with rogue(reply(body)) as server, opened(server.url) as client:
        assert (await client.one("quotes", "q1")).values["number"] == "Q1"


async def test_a_bare_record_may_have_a_field_called_data(opened: Opener) -> None:
    body = '{"id": "q1", "data": {"id": "other"}}'
    async with rogue(reply(body)) as server, opened(server.url) as client:
        assert (await client.one("quotes", "q1")).values["data"] == {"id": "other"}


@pytest.mark.parametrize(
    "body", ['{"data": {"id": "q2"}}', '{"data": [{"id": "q1"}]}', "{}", "[]", "null", '{"data": {}}']
)
async def test_another_record_than_the_one_asked_for_is_not_taken(body: str, opened: Opener) -> None:
    async with rogue(reply(body)) as server, opened(server.url) as client:
        with pytest.raises(BadReply):
            await client.one("quotes", "q1")


@pytest.mark.parametrize("name", ODD)
async def test_a_hostile_id_never_leaves_its_place_in_the_address(name: str, opened: Opener) -> None:
    body = json.dumps({"data": {"id": name}})
    async with rogue(reply(body)) as server, opened(server.url) as client:
        assert (await client.one("jobs", name)).values["id"] == name
        await client.update("jobs", name, {"priority": "high"})
        for line, method in zip(lines(server), ("GET", "PATCH"), strict=True):
            sent, address, version = line.split(" ")
            assert (sent, version) == (method, "HTTP/1.1")
            path, _, last = address.rpartition("/")
            assert path == "/rest/v1/jobs"
            assert last
            assert not set(last) & set("/?#&;\\ ")
            assert last not in (".", "..")


@pytest.mark.parametrize("name", ["", ".", "..", "x" * 201, "x" * 300, "\ud800"])
async def test_an_id_that_cannot_stand_in_an_address_is_never_asked_for(name: str, opened: Opener) -> None:
    async with rogue(page()) as server, opened(server.url) as client:
        for ask in (client.one("jobs", name), client.update("jobs", name, {"priority": "high"})):
            with pytest.raises(BadReply):
                await ask
        assert server.tried == 0


async def test_a_key_whose_name_nobody_knows_is_not_asked_for(opened: Opener) -> None:
    async with rogue(page()) as server, opened(server.url) as client:
        with pytest.raises(BadReply, match="not known yet"):
            await client.one("quotes", key_of("q1") or 0)
        assert server.tried == 0


async def test_only_the_contracts_own_404_means_that_a_record_is_gone(opened: Opener) -> None:
    async with rogue(error(404, "not_found", "Quote not found")) as server, opened(server.url) as client:
        with pytest.raises(Missing, match="Quote not found"):
            await client.one("quotes", "q1")
    async with rogue(reply("<html>404</html>", 404)) as server, opened(server.url) as client:
        with pytest.raises(Exception, match="web page"):
            await client.one("quotes", "q1")


async def test_a_list_that_is_not_there_is_no_empty_list(opened: Opener) -> None:
    async with rogue(error(404, "not_found", "Nothing here")) as server, opened(server.url) as client:
        with pytest.raises(BadReply, match="/api/v1"):
            await client.page("rfqs")
        with pytest.raises(Refused, match="went on"):
            await client.page("rfqs", cursor="old")


def test_the_longest_cursor_and_id_are_long_enough_for_anybody() -> None:
    assert reading.LONGEST_CURSOR >= 2_000
    assert reading.LONGEST_ID >= 64
