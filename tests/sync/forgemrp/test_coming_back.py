"""Rows that vanish, come back or can be read again, though their instant of change tells of nothing."""

from __future__ import annotations

from typing import Any

import pytest

from forge_desktop.session import Session
from forge_desktop.sync import load
from tests.server.small_floor import NOW
from tests.sync.forgemrp.conftest import Opener, Told, held, telling
from tests.sync.forgemrp.test_cursor_walks import ALL

pytestmark = pytest.mark.anyio
LATER = {"id": "new", "updated_at": "2026-11-21T11:00:00Z"}


def settled(told: Told) -> list[dict[str, Any]]:
    """A list of rows that changed long before the newest one."""
    there: list[dict[str, Any]] = [{"id": name, "updated_at": "2026-10-01T10:00:00Z"} for name in ALL]
    told.lists["quotes"] = lambda cursor: (200, {"data": [*there, LATER], "next_cursor": None})
    return there


def set_aside(session: Session) -> list[str]:
    """Why rows of quotes are set aside."""
    quotes = next(resource for resource in session.resources if resource.name == "quotes")
    reader = session.cache.reader()
    try:
        return [reason for _, reason, *_ in reader.asides(quotes)]
    finally:
        reader.close()


async def test_a_record_that_was_hidden_and_is_there_again_is_shown(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        there = settled(told)
        await session.sync_once(["quotes"])
        gone = there.pop(7)
        assert (await session.sync_once(["quotes"]))["quotes"].buried == 1
        assert held(session).keys() == {*ALL, "new"} - {"q007"}
        there.insert(7, gone)
        await session.sync_once(["quotes"])
        assert held(session).keys() == {*ALL, "new"}


async def test_a_row_that_can_be_read_again_is_no_longer_called_unreadable(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        there = settled(told)
        await session.sync_once(["quotes"])
        there[3]["total"] = "much"
        await session.sync_once(["quotes"])
        assert set_aside(session) == ['total: "much" is not a number']
        there[3]["total"] = None
        await session.sync_once(["quotes"])
        assert set_aside(session) == []
        assert held(session).keys() == {*ALL, "new"}


async def test_what_could_not_be_read_and_is_gone_is_forgotten_after_a_whole_pass(sessions: Opener) -> None:
    now = float(NOW)
    async with telling() as told, sessions(told.url, clock=lambda: now) as session:
        there = settled(told)
        there += [{"id": "bad", "total": "much"}, {"number": "no id"}, {"id": "worse", "total": "more"}]
        await session.sync_once(["quotes"])
        assert len(set_aside(session)) == 3
        now += 60
        there[-3:] = [{"id": "worse", "total": "more"}]
        await session.sync_once(["quotes"])
        assert set_aside(session) == ['total: "more" is not a number']
        now += 60
        there.pop()
        told.lists["jobs"] = lambda cursor: (200, {"data": [], "next_cursor": None})
        await session.sync_once(["jobs"])
        assert len(set_aside(session)) == 1
        await session.sync_once(["quotes"])
        assert set_aside(session) == []


async def test_a_deletion_is_found_in_a_list_of_any_length(
    sessions: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_COMPARE_UP_TO", 10)  # where slices would find it
    async with telling() as told, sessions(told.url) as session:
        there = settled(told)
        await session.sync_once(["quotes"])
        there.pop(7)
        assert (await session.sync_once(["quotes"]))["quotes"].buried == 1
        assert held(session).keys() == {*ALL, "new"} - {"q007"}
