"""A list that is followed by cursors comes whole, whatever cuts the walk short, moves the rows or refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forge_desktop.api.protocol import Lane
from forge_desktop.errors import BadReply, Down, Refused
from forge_desktop.session import Progress
from forge_desktop.sync import cursors
from forge_desktop.sync.chores import Rhythm, Rota
from forge_desktop.sync.gone import FEW
from tests.sync.forgemrp.conftest import PAGE, Opener, Told, Workshop, held, page, telling

pytestmark = pytest.mark.anyio
ALL = [f"q{number:03}" for number in range(45)]


def cut_at(pages: int) -> Callable[[Progress], None]:
    """Ends the walk after so many pages."""
    left = pages

    def cut(progress: Progress) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Down("maintenance began")

    return cut


def listed(names: list[str]) -> Callable[[str], tuple[int, Any]]:
    """An honest list; its cursors say how many rows lie before."""

    def answer(cursor: str) -> tuple[int, Any]:
        at = int(cursor or 0)
        return page(names[at : at + PAGE], str(at + PAGE) if at + PAGE < len(names) else None)

    return answer


@pytest.mark.parametrize("pages", range(1, 5))
async def test_a_first_load_cut_short_after_any_page_goes_on_at_its_cursor(
    pages: int, workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        with pytest.raises(Down):
            await session.sync_once(["quotes"], report=cut_at(pages))
        assert len(held(session)) == pages * PAGE
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        outcomes = await session.sync_once(["quotes"])
        assert outcomes["quotes"].fetched == 47 - pages * PAGE
        assert held(session).keys() == workshop.there().keys()
    asked = workshop.asked()
    assert len(asked) == len(set(asked)) == 5


_PROGRAM = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from forge_desktop.api.forgemrp import assumed
from forge_desktop.connections import make_connection
from forge_desktop.domain.keys import Keys
from forge_desktop.paths import Folders
from forge_desktop.session import Session

assumed.PAGE = 10

def wait(progress):
    print(progress.done, flush=True)
    sys.stdin.readline()

async def main():
    connection = make_connection(name="forge", profile="forgemrp", base_url=sys.argv[1],
                                 timezone="Europe/Tallinn", ident="forge")
    connection = replace(connection, account="acme")
    keys = Keys(sys.stdin.readline().strip())
    async with Session.open(Folders(Path(sys.argv[2])), connection, keys) as session:
        await session.sync_once(["quotes"], report=wait)

asyncio.run(main())
"""


def kill_after(pages: int, workshop: Workshop, data: Path) -> None:
    """Sync in a process of its own and kill it after so many pages."""
    words = [sys.executable, "-c", _PROGRAM, workshop.server.forge_url, str(data)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for _ in range(pages):
            process.stdin.write(f"{workshop.key}\n")
            process.stdin.flush()
            assert process.stdout.readline()
        process.kill()


@pytest.mark.parametrize("pages", [1, 3])
async def test_a_killed_program_goes_on_at_the_stored_cursor(
    pages: int, workshop: Workshop, sessions: Opener, tmp_path: Path
) -> None:
    kill_after(pages, workshop, tmp_path / "data")
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        assert len(held(session)) == pages * PAGE
        await session.sync_once(["quotes"])
        assert held(session).keys() == workshop.there().keys()
    assert len(workshop.asked()) == 5


@pytest.mark.parametrize("failure", [(400, b'{"error": {}}'), (422, b"{}"), (404, b"{}"), (409, b"{}")])
async def test_a_cursor_refused_while_walking_costs_a_new_beginning_and_nothing_else(
    failure: tuple[int, bytes], sessions: Opener
) -> None:
    async with telling() as told, sessions(told.url) as session:
        honest, refused = listed(ALL), ["20", "30"]

        def answer(cursor: str) -> tuple[int, Any]:
            if cursor in refused:
                refused.remove(cursor)
                return failure
            return honest(cursor)

        told.lists["quotes"] = answer
        outcomes = await session.sync_once(["quotes"])
        assert outcomes["quotes"].failure is None
        assert held(session).keys() == set(ALL)
        assert told.cursors()[:6] == ["", "10", "20", "", "10", "20"]


async def test_a_cursor_that_is_never_taken_is_told_and_the_next_look_begins_anew(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        honest = listed(ALL)
        told.lists["quotes"] = lambda cursor: (400, {}) if cursor == "30" else honest(cursor)
        outcomes = await session.sync_once(["quotes", "jobs"])
        assert isinstance(outcomes["quotes"].failure, Refused)
        assert outcomes["jobs"].failure is None
        assert told.cursors().count("30") == 1 + cursors.MOST_RESTARTS
        assert len(held(session)) == 30
        told.asked.clear()
        told.lists["quotes"] = honest
        await session.sync_once(["quotes"])
        assert told.cursors() == ["", "10", "20", "30", "40"]
        assert held(session).keys() == set(ALL)


@pytest.mark.parametrize("nonsense", [(200, b"<html>"), (200, b"{}"), (410, b"{}"), (200, b'{"data": []}')])
async def test_a_cursor_out_of_the_cache_that_is_answered_with_nonsense_is_forgotten(
    nonsense: tuple[int, bytes], sessions: Opener
) -> None:
    async with telling() as told:
        honest = listed(ALL)
        told.lists["quotes"] = honest
        async with sessions(told.url) as session:
            with pytest.raises(Down):
                await session.sync_once(["quotes"], report=cut_at(2))
        told.lists["quotes"] = lambda cursor: (
            nonsense if cursor == "20" and told.asked.count(("quotes", "20")) < 2 else honest(cursor)
        )
        async with sessions(told.url) as session:
            await session.sync_once(["quotes"])
            assert held(session).keys() == set(ALL)


def endless(told: Told) -> dict[str, Callable[[str], tuple[int, Any]]]:
    """Lists that never end, by how."""
    ring = ["", "a", "b", "c"]
    return {
        "the cursor that was sent": lambda cursor: page(["q1"], cursor or "a"),
        "an earlier cursor": lambda cursor: page(["q1"], ring[ring.index(cursor) % 3 + 1]),
        "the same rows under new cursors": lambda cursor: page(["q1", "q2"], f"{cursor}x"[-3000:]),
        "nothing under new cursors": lambda cursor: page([], f"{int(cursor or 0) + 1}"),
        "ever new rows": lambda cursor: page([f"n{cursor}"], f"{int(cursor or 0) + 1}"),
        "nameless rows": lambda cursor: (200, {"data": [{}], "next_cursor": f"{int(cursor or 0) + 1}"}),
    }


@pytest.mark.parametrize("how", list(endless(Told())))
async def test_a_list_without_end_is_told_and_the_next_look_begins_anew(
    how: str, sessions: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cursors, "MOST_ROWS", 200)
    async with telling() as told, sessions(told.url) as session:
        told.lists["quotes"] = endless(told)[how]
        outcomes = await session.sync_once(["quotes", "jobs"])
        assert isinstance(outcomes["quotes"].failure, BadReply)
        assert outcomes["jobs"].failure is None
        pages = 202 if how == "ever new rows" else cursors.MOST_BARREN + 2
        assert len(told.cursors()) <= 2 * pages
        told.asked.clear()
        told.lists["quotes"] = listed(ALL)
        assert (await session.sync_once(["quotes"]))["quotes"].failure is None
        assert told.cursors()[:2] == ["", "10"]
        assert held(session).keys() >= set(ALL)


async def test_a_walk_that_is_kept_between_its_steps_begins_anew_too(sessions: Opener) -> None:
    async with telling() as told, sessions(told.url) as session:
        told.lists["quotes"] = lambda cursor: page(["q1"], "a")
        walk = walk_of(session)
        for _ in range(3):
            with pytest.raises(BadReply):
                await walk.run()
            assert told.cursors()[-2:] == ["", "a"]
        told.lists["quotes"] = listed(ALL)
        assert await walk.run()
        assert held(session).keys() >= set(ALL)


def walk_of(session: Any) -> cursors.CursorWalk:
    """A walk over the quotes, as the chores have one."""
    quotes = next(r for r in session.resources if r.name == "quotes")
    return cursors.CursorWalk(session.writes._ground, quotes, Lane.BACKGROUND, anew=True, quiet=True)


async def test_a_slow_look_whose_cursor_went_out_of_date_in_between_begins_anew(sessions: Opener) -> None:
    begun = 0

    def forgetful(cursor: str) -> tuple[int, Any]:
        """Knows only the cursors of the walk that began last."""
        nonlocal begun
        begun += not cursor
        told_by, _, at = cursor.rpartition(":")
        if cursor and told_by != str(begun):
            return 410, {"error": {"code": "gone", "message": "This cursor is too old"}}
        status, body = listed(ALL)(at)
        following = body["next_cursor"]
        return status, body | {"next_cursor": following and f"{begun}:{following}"}

    async with telling() as told, sessions(told.url) as session:
        told.lists["quotes"] = forgetful
        await session.sync_once(["quotes"])
        rota = Rota(session.writes._ground, Rhythm())
        chore = next(one for one in rota._chores if one.resource.name == "quotes" and not one.scan)
        assert not await rota.bite(chore, 0.0)
        await session.sync_once(["quotes"])  # somebody looks meanwhile
        with pytest.raises(BadReply):
            await rota.bite(chore, 0.0)
        assert [await rota.bite(chore, 0.0) for _ in range(5)] == [False] * 4 + [True]


@pytest.mark.parametrize("seed", range(12))
async def test_rows_that_come_and_go_while_walking_are_neither_missed_nor_falsely_buried(
    seed: int, workshop: Workshop, sessions: Opener
) -> None:
    chance, gone = Random(seed), set[str]()

    def stir(progress: Progress) -> None:
        workshop.add(chance.randint(0, 4))
        lost = chance.sample(workshop.names(), chance.randint(0, 1) if len(gone) < FEW else 0)
        workshop.remove(lost)
        gone.update(lost)

    before = workshop.there().keys()
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["quotes"], report=stir)
        assert held(session).keys() >= before - gone
        again = workshop.there().keys()
        await session.sync_once(["quotes"])  # a second walk in the same turmoil
        now = workshop.there().keys()
        assert held(session).keys() >= again & now
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["quotes"])
        assert held(session).keys() == workshop.there().keys()


@pytest.mark.parametrize("full", [False, True])
async def test_a_look_that_was_cut_short_is_not_gone_on_with_but_begun_anew(
    full: bool, workshop: Workshop, sessions: Opener
) -> None:
    first = next(iter(workshop.there()))
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["quotes"])
        walk = walk_of(session)
        assert not await walk.step()
        assert not await walk.step()
    workshop.change(first, "changed since", at=1_790_000_000)
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["quotes"], full=full)
        assert held(session)[first].get("notes") == "changed since"


async def test_a_first_load_that_lasted_long_is_looked_over_once_more(
    workshop: Workshop, sessions: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = next(iter(workshop.there()))
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        with pytest.raises(Down):
            await session.sync_once(["quotes"], report=cut_at(2))
    workshop.change(first, "changed since", at=1_790_000_000)
    monkeypatch.setattr(cursors, "OVERLAP_SECONDS", -1)
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["quotes"])
        assert held(session)[first].get("notes") == "changed since"
    assert "cursor" not in workshop.asked()[5]
