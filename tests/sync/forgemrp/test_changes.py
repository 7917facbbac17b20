"""What changed is seen, what did not is not written, and only what the server itself denies is hidden."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from forge_desktop.domain.resource import Resource
from forge_desktop.errors import Unreachable
from forge_desktop.session import Session
from forge_desktop.sync import cursors, refresh
from tests.sync.forgemrp.conftest import Opener, Workshop, held, note_of, page, telling
from tests.sync.forgemrp.test_cursor_walks import ALL, listed

pytestmark = pytest.mark.anyio
NOW_THERE = 1_795_000_000
"""An instant that is not beyond the clock of the server, which tells the real time."""
LONG_AGO = NOW_THERE - 40 * 86_400
YEAR_2099 = 4_070_908_800


def writes_of(session: Session) -> int:
    """Rows that the cache's writer has written so far."""
    found: int = session.cache.records._connection.total_changes
    return found


def all_at(workshop: Workshop, at: float) -> list[str]:
    """Every quote says that it was changed then; their ids."""
    names = list(workshop.there())
    for name in names:
        workshop.change(name, "new", at)
    return names


async def test_a_second_look_at_what_did_not_change_writes_its_position_only(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once()
        before = writes_of(session)
        outcomes = await session.sync_once()
        pages = sum(outcome.requests for outcome in outcomes.values())
        assert {name: o.changed for name, o in outcomes.items() if o.changed} == {}
        assert writes_of(session) - before <= 8 * pages  # marks, and nothing by the row
        before = writes_of(session)
        workshop.change(next(iter(workshop.there())), "other", NOW_THERE)
        assert (await session.sync_once(["quotes"]))["quotes"].changed == 1


async def test_a_change_is_seen_wherever_in_the_list_it_is(workshop: Workshop, sessions: Opener) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        names = all_at(workshop, LONG_AGO)
        await session.sync_once(["quotes"])
        for number, name in enumerate(names):
            workshop.change(name, f"note {number}", LONG_AGO + number + 1)
            await session.sync_once(["quotes"])
            assert note_of(session, name) == f"note {number}"


async def test_rows_of_the_year_2099_hide_nothing_that_changes_later(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        odd, *names = all_at(workshop, LONG_AGO)
        workshop.change(odd, "from the future", YEAR_2099)
        await session.sync_once(["quotes"])
        mark = session.cache.marks.get("updated:quotes")
        assert mark == LONG_AGO
        for name in (names[0], names[-1], odd):
            workshop.change(name, "seen", NOW_THERE)
            await session.sync_once(["quotes"])
            assert note_of(session, name) == "seen"
        workshop.change(odd, "and back", YEAR_2099)
        await session.sync_once(["quotes"])
        assert note_of(session, odd) == "and back"


async def test_equal_instants_of_a_whole_list_hide_no_change(workshop: Workshop, sessions: Opener) -> None:
    workshop.add(200)
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        names = all_at(workshop, NOW_THERE)
        await session.sync_once(["quotes"])
        for name in (names[0], names[123], names[-1]):
            workshop.change(name, "in the same second", None)
        await session.sync_once(["quotes"])
        for name in (names[0], names[123], names[-1]):
            assert note_of(session, name) == "in the same second"


@pytest.mark.parametrize("before", [0, 1, cursors.OVERLAP_SECONDS - 1])
async def test_a_change_within_the_overlap_is_seen_though_its_instant_stays(
    before: int, workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        names = all_at(workshop, LONG_AGO)
        workshop.change(names[0], "first", NOW_THERE)
        workshop.change(names[7], "first", NOW_THERE - before)
        await session.sync_once(["quotes"])
        workshop.change(names[7], "second", None)
        await session.sync_once(["quotes"])
        assert note_of(session, names[7]) == "second"


async def test_a_thorough_look_sees_even_what_claims_not_to_have_changed(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        names = all_at(workshop, LONG_AGO)
        workshop.change(names[0], "newest", NOW_THERE)
        await session.sync_once(["quotes"])
        workshop.change(names[9], "silently", None)
        await session.sync_once(["quotes"])
        assert note_of(session, names[9]) == "new"
        await session.sync_once(["quotes"], full=True)
        assert note_of(session, names[9]) == "silently"


async def test_a_row_damaged_in_the_cache_comes_back_with_the_next_look(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        names = all_at(workshop, LONG_AGO)
        workshop.change(names[0], "newest", NOW_THERE)
        await session.sync_once(["quotes"])
        path = next(session._folder.glob("*cache*.db"))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE quotes SET doc = replace(doc, 'new', 'old') WHERE doc LIKE ?", (f"%{names[9]}%",))
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        assert names[9] not in held(session)
        quotes = next(resource for resource in session.resources if resource.name == "quotes")
        sent = session.client.sent
        await refresh.damaged_rows(session.writes._ground, quotes)
        assert session.client.sent == sent
        await session.sync_once(["quotes"])
        assert note_of(session, names[9]) == "new"
        assert session.cache.marks.get("damaged/quotes") is None


async def test_a_deleted_record_is_hidden_after_its_404(workshop: Workshop, sessions: Opener) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["quotes"])
        gone = list(workshop.there())[5]
        workshop.remove([gone])
        outcomes = await session.sync_once(["quotes"])
        assert outcomes["quotes"].buried == 1
        assert gone not in held(session)
        assert [path for method, path, *_ in workshop.server.log if path.endswith(gone)] == [
            f"/api/v1/quotes/{gone}"
        ]


ONES: list[tuple[int, Any]] = [
    (200, {"data": {"id": "q007"}}),
    (200, {"data": {"id": "another"}}),
    (200, {}),
    (403, {"error": {"code": "insufficient_scope", "message": "no"}}),
    (409, {}),
    (410, {}),
    (418, b"{}"),
    (404, b"<html>not found</html>"),
]


@pytest.mark.parametrize("one", ONES)
async def test_a_record_that_a_list_lacks_stays_unless_it_is_denied_by_name(
    one: tuple[int, Any], sessions: Opener
) -> None:
    async with telling() as told, sessions(told.url) as session:
        told.lists["quotes"] = listed(ALL)
        await session.sync_once(["quotes"])
        told.lists["quotes"] = listed([name for name in ALL if name != "q007"])
        told.ones["q007"] = one
        await session.sync_once(["quotes"])
        assert ("quotes/q007", "") in told.asked
        assert held(session).keys() == set(ALL)
        told.ones.clear()
    async with telling() as told, sessions(told.url) as session:  # and then it is
        told.lists["quotes"] = listed([name for name in ALL if name != "q007"])
        await session.sync_once(["quotes"])
        assert held(session).keys() == set(ALL) - {"q007"}


LISTS: list[tuple[int, Any]] = [
    page([], None),
    (200, {"data": [], "next_cursor": ""}),
    (200, {"data": []}),
    (200, []),
    (200, b""),
    (404, {}),
    (403, {}),
    (422, {}),
    (500, {}),
    (200, b"<html>welcome</html>"),
]


@pytest.mark.parametrize("many", [2, len(ALL)])
@pytest.mark.parametrize("answer", LISTS)
async def test_an_empty_or_failing_list_never_reads_as_deleted(
    answer: tuple[int, Any], many: int, sessions: Opener
) -> None:
    async with telling() as told, sessions(told.url) as session:
        told.lists["quotes"] = listed(ALL[:many])
        await session.sync_once(["quotes"])
        told.lists["quotes"] = lambda cursor: answer
        for _ in range(2):
            await session.sync_once(["quotes"])
        assert held(session).keys() == set(ALL[:many])


async def test_lists_that_fail_on_the_servers_side_do_not_keep_the_others_away(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        workshop.server.faults.fail("quotes", "rfqs")
        outcomes = await session.sync_once()
        failed = {name for name, o in outcomes.items() if o.failure is not None}
        assert {"quotes", "rfqs"} <= failed <= {"quotes", "rfqs", "work-orders"}
        assert all(isinstance(outcomes[name].failure, Unreachable) for name in ("quotes", "rfqs"))
        assert held(session, "clients")
        workshop.server.faults.set()
        await session.sync_once()
        assert held(session).keys() == workshop.there().keys()


async def test_every_field_of_every_list_comes_as_the_server_has_it(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once()
        for resource in session.resources:
            if not resource.parent:
                theirs = workshop.there(resource.name)
                ours = held(session, resource.name)
                assert ours.keys() == theirs.keys()
                for name, row in theirs.items():
                    assert not _differences(resource, row, ours[name])


def _differences(resource: Resource, row: dict[str, Any], record: Any) -> list[str]:
    found = []
    for field in resource.fields:
        if field.name in row and field.kind.textual and (row[field.name] or None) != record.get(field.name):
            found.append(f"{field.name}: {row[field.name]!r} {record.get(field.name)!r}")
        if field.name in row and row[field.name] is None and record.get(field.name) is not None:
            found.append(f"{field.name}: nothing there")
    return found + [name for name in row if not resource.has(name) and name not in json.dumps(row)]


@pytest.mark.parametrize("date", ["", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "soon"])
async def test_a_server_whose_clock_is_wrong_or_silent_hides_no_change(date: str, sessions: Opener) -> None:
    def row(name: str, notes: str, at: str) -> dict[str, str]:
        return {"id": name, "notes": notes, "updated_at": at}

    async with telling() as told, sessions(told.url) as session:
        told.date = date
        rows = [row("q1", "first", "2026-11-20T10:00:00Z"), row("q2", "first", "2026-11-20T10:00:00Z")]
        told.lists["quotes"] = lambda cursor: (200, {"data": rows, "next_cursor": None})
        await session.sync_once(["quotes"])
        rows[0]["notes"] = "in the same second"
        rows[1] |= {"notes": "later", "updated_at": "2026-11-20T10:00:01Z"}
        await session.sync_once(["quotes"])
        assert note_of(session, "q1") == "in the same second"
        assert note_of(session, "q2") == "later"
