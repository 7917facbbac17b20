"""Ids and values that no honest list has: each costs itself at most, and nothing is hidden because of it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from forge_desktop.domain.scalars import key_of
from forge_desktop.session import Health, Link
from tests.sync.forgemrp.conftest import Opener, held, note_of, page, telling
from tests.sync.test_running import CALM, until

pytestmark = pytest.mark.anyio
NAMES: list[Any] = [
    "../x",
    "a/b",
    "?x=1",
    "a?b#c",
    "%2e%2e",
    "a b",
    "ä",
    "x&limit=1",
    "\n",
    "\\",
    "💥",
    "z" * 200,
]
UNASKABLE = [".", ".."]
"""No address leads to a record of such a name."""
AT = "2026-11-20T10:00:00Z"


def rows(*names: Any) -> list[dict[str, Any]]:
    """Rows of these ids."""
    return [{"id": name, "number": str(name)[:30], "updated_at": AT} for name in names]


@pytest.mark.parametrize("name", NAMES)
async def test_a_record_of_any_name_is_kept_and_hidden_only_when_it_is_denied_by_that_name(
    name: str, sessions: Opener
) -> None:
    async with telling() as told, sessions(told.url) as session:
        there = rows(*NAMES, *UNASKABLE)
        told.lists["quotes"] = lambda cursor: (200, {"data": there, "next_cursor": None})
        assert (await session.sync_once(["quotes"]))["quotes"].set_aside == 0
        assert held(session).keys() == {*NAMES, *UNASKABLE}
        there[:] = [row for row in there if row["id"] not in (name, *UNASKABLE)]
        for _ in range(2):
            assert (await session.sync_once(["quotes"]))["quotes"].failure is None
        assert held(session).keys() == {*NAMES, *UNASKABLE} - {name}


async def test_ids_that_are_numbers_are_the_texts_they_are_written_as(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        told.lists["quotes"] = lambda cursor: (200, {"data": rows(12, 0, 2**62), "next_cursor": None})
        await session.sync_once(["quotes"])
        told.lists["quotes"] = lambda cursor: (200, {"data": rows("12", "0", str(2**62)), "next_cursor": None})
        assert (await session.sync_once(["quotes"]))["quotes"].changed == 0
        assert held(session).keys() == {"12", "0", str(2**62)}


@pytest.mark.parametrize("name", ["x" * 10_000, -1, 1.5, 2**63, True, {"a": 1}, None, "", [["x"]]])
async def test_a_row_whose_id_is_none_is_set_aside_and_the_others_come(name: Any, sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        there = rows("q1", name, "q2")
        told.lists["quotes"] = lambda cursor: (200, {"data": there, "next_cursor": None})
        for _ in range(2):
            outcome = (await session.sync_once(["quotes"]))["quotes"]
            assert (outcome.set_aside, outcome.failure, outcome.buried) == (1, None, 0)
        assert held(session).keys() == {"q1", "q2"}


async def test_of_two_rows_with_one_id_the_later_one_counts_and_is_not_written_again(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        there = [{"id": "q1", "notes": note, "updated_at": AT} for note in ("first", "second")] + rows("q2")
        told.lists["quotes"] = lambda cursor: (200, {"data": there, "next_cursor": None})
        assert (await session.sync_once(["quotes"]))["quotes"].changed == 2
        assert (await session.sync_once(["quotes"]))["quotes"].changed == 0
        assert held(session).keys() == {"q1", "q2"}
        assert note_of(session, "q1") == "second"


async def test_nulls_everywhere_leave_a_record_and_odd_amounts_cost_their_row(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        quotes = next(resource for resource in session.resources if resource.name == "quotes")
        there: list[dict[str, Any]] = [dict.fromkeys(field.name for field in quotes.fields) | {"id": "q1"}]
        there += [{"id": "q2", "lines": [None]}, {"id": "q3", "total": "1e3"}, {"id": "q4", "total": "HUGE"}]
        there += [{"id": "q5", "total": "EXACT"}]
        text = json.dumps({"data": there, "next_cursor": None})
        text = text.replace('"HUGE"', "1e400").replace('"EXACT"', "1.5E+3")
        told.lists["quotes"] = lambda cursor: (200, text.encode())
        assert (await session.sync_once(["quotes"]))["quotes"].set_aside == 2
        found = held(session)
        assert found.keys() == {"q1", "q3", "q5"}
        assert (found["q3"].get("total"), found["q5"].get("total")) == ("1000", "1500")


@pytest.mark.parametrize("name", [7, "x" * 300, "..", "\ud800", "bad"])
async def test_a_hint_at_what_cannot_be_read_alone_leads_to_its_list_and_troubles_nobody(
    name: int | str, sessions: Opener
) -> None:
    health: list[Health] = []
    async with telling() as told, sessions(told.url) as session:
        told.ones = {"7": (200, {"data": {"id": 7}}), "bad": (200, {"data": {"id": "bad", "total": "much"}})}
        told.lists["quotes"] = lambda cursor: page(["q1"], None)
        engine = session.engine(rhythm=CALM, health=health.append)
        await engine.sync_once()
        running = asyncio.create_task(engine.run())
        try:
            begun = len(told.cursors())
            engine.hint("quotes", name)
            if name == 7:
                await until(lambda: "7" in held(session))
                assert key_of("7") != 7
            else:
                await until(lambda: len(told.cursors()) > begun)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert {one.link for one in health} <= {Link.ONLINE}
        assert [one.notice for one in health if one.notice] == []
