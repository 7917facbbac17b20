"""What a whole session asks, keeps and tells: nothing guessed, no key anywhere, trouble while it lasts."""

from __future__ import annotations

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from forge_desktop.domain.commands import Verb, command
from forge_desktop.errors import AnswerLost, Down, SignedOut
from forge_desktop.outbox import State
from forge_desktop.server.database import writing
from forge_desktop.session import Health, Link, Session
from tests.server.small_floor import NOW
from tests.sync.forgemrp.conftest import Opener, Workshop, held, note_of, telling
from tests.sync.forgemrp.test_changes import NOW_THERE, all_at
from tests.sync.forgemrp.test_cursor_walks import ALL, cut_at, listed
from tests.sync.test_running import CALM, until

pytestmark = pytest.mark.anyio
SECRET = "CanarySecret7261fadN6jLx"
CANARY = f"fmrp_live_canarykeyid1_{SECRET}_0a1b2c3d"
YEARS = 10 * 365 * 86_400
_LIST = re.compile(r"limit=\d{1,3}(&cursor=[^&=?#]+)?")


def wish(session: Session, resource: str, **values: Any) -> str:
    """A new record, kept in the outbox."""
    wanted = command(resource, Verb.CREATE, session.writes.next_key(), values, made=NOW)
    return session.writes.submit(wanted).command.id


async def test_nothing_is_ever_asked_that_the_contract_does_not_name(
    workshop: Workshop, sessions: Opener
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        engine = session.engine(rhythm=CALM)
        assert (await session.client.check()).ok
        await session.sync_once()
        workshop.change(workshop.names()[0], "other", NOW_THERE)
        workshop.remove(workshop.names()[3:4])
        await session.sync_once()
        await session.sync_once(full=True)
        running = asyncio.create_task(engine.run())
        begun = len(workshop.server.log)
        engine.refresh("jobs")
        engine.hint("quotes", workshop.names()[1])
        engine.hint("clients", None)
        await until(lambda: len(workshop.server.log) >= begun + 3)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        ident = wish(session, "clients", name="Oak")
        await session._push.beat()
        assert session.writes.entry(ident).state is State.DELIVERED
    asked = [(m, path.removeprefix("/api/v1/"), query) for m, path, query, _ in workshop.server.log]
    assert {method for method, *_ in asked} == {"GET", "POST"}
    odd = [one for one in asked if one[2] and not _LIST.fullmatch(one[2])]
    assert odd == []
    assert [one for one in asked if one[0] == "GET" and ("/" in one[1]) == bool(one[2])] == []
    assert [one for one in asked if one[0] == "POST" and one[2]] == []


async def test_a_server_that_repeats_the_key_in_all_it_says_finds_it_on_no_disk(
    sessions: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = {"error": {"code": CANARY, "message": f"clientId: {CANARY}; {'x' * 280}{CANARY}"}}
    bad = {"id": "q1", "total": CANARY, "lines": [{"quantity": [CANARY]}], "notes": "y" * 3_950 + CANARY}
    with caplog.at_level(logging.DEBUG):
        async with telling() as told, sessions(told.url, CANARY) as session:
            told.lists = {
                "quotes": lambda cursor: (422, refusal) if told.method == "POST" else (200, page_of(bad)),
                "jobs": lambda cursor: (409, refusal),
                "rfqs": lambda cursor: (403, refusal),
                "inventory": lambda cursor: (404, refusal),
                "suppliers": lambda cursor: (418, refusal),
            }
            told.ones = {"q1": (200, {"data": bad})}
            for names in (None, ["quotes"]):
                outcomes = await session.sync_once(names)
            texts = [repr(vars(o.failure)) + str(o.failure) for o in outcomes.values() if o.failure is not None]
            wish(session, "quotes", client_id="q9", notes="n")
            wish(session, "jobs", part_number="T", quantity="1")
            await session._push.beat()
            entries = session.writes.outbox.entries()
            assert {entry.state for entry in entries} == {State.REJECTED, State.REVIEW}
            texts += [repr(entry) for entry in entries]
    assert holding(tmp_path, SECRET[:8].encode()) == []
    assert SECRET[:8] not in "\n".join([*texts, caplog.text])


def holding(folder: Path, secret: bytes) -> list[Path]:
    """The files that hold it."""
    return [file for file in folder.rglob("*") if file.is_file() and secret in file.read_bytes()]


def page_of(*rows: dict[str, Any]) -> dict[str, Any]:
    """A whole list."""
    return {"data": list(rows), "next_cursor": None}


@pytest.mark.parametrize("date", ["Sat, 21 Nov 2026 12:00:00 GMT", ""])
@pytest.mark.parametrize("wrong", [-YEARS, YEARS])
async def test_a_wrong_clock_of_this_computer_hides_no_change(wrong: int, date: str, sessions: Opener) -> None:
    def clock() -> float:
        return float(NOW_THERE + wrong)

    there = {name: {"id": name, "notes": "old", "updated_at": "2026-11-21T11:50:00Z"} for name in ALL}
    async with telling() as told:
        told.date = date
        names = listed(ALL)
        told.lists["quotes"] = lambda cursor: (
            200,
            {
                "data": [there[r["id"]] for r in names(cursor)[1]["data"]],
                "next_cursor": names(cursor)[1]["next_cursor"],
            },
        )
        async with sessions(told.url, clock=clock) as session:
            with pytest.raises(Down):
                await session.sync_once(["quotes"], report=cut_at(2))
        there["q001"]["notes"] = "while it was cut"
        async with sessions(told.url, clock=clock) as session:
            await session.sync_once(["quotes"])
            await session.sync_once(["quotes"])
            assert note_of(session, "q001") == "while it was cut"
            there["q002"]["notes"] = "in the overlap"
            there["q003"] |= {"notes": "later", "updated_at": "2026-11-21T11:59:00+00:00"}
            await session.sync_once(["quotes"])
            assert (note_of(session, "q002"), note_of(session, "q003")) == ("in the overlap", "later")


async def test_a_server_whose_time_goes_back_hides_no_change(workshop: Workshop, sessions: Opener) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        names = all_at(workshop, NOW_THERE)
        await session.sync_once(["quotes"])
        for back, name in ((2 * 86_400, names[0]), (40 * 86_400, names[-1])):
            workshop.change(name, f"restored {back}", NOW_THERE - back)
            await session.sync_once(["quotes"])
            assert note_of(session, name) == f"restored {back}"
    async with telling() as told, sessions(told.url) as session:
        row = {"id": "q1", "notes": "ahead", "updated_at": "2099-12-31T10:00:00Z"}
        told.lists["quotes"] = lambda cursor: (200, page_of(row))
        told.date = "Thu, 31 Dec 2099 12:00:00 GMT"
        await session.sync_once(["quotes"])
        told.date = "Sat, 21 Nov 2026 12:00:00 GMT"
        for note, at in (("back", "10:00:00"), ("same second", "10:00:00"), ("next", "10:00:01")):
            row |= {"notes": note, "updated_at": f"2026-11-21T{at}Z"}
            await session.sync_once(["quotes"])
            assert note_of(session, "q1") == note


async def test_a_scope_lost_while_the_window_is_open_is_named_until_it_is_given_back(
    workshop: Workshop, sessions: Opener
) -> None:
    def scopes(words: str) -> None:
        with writing(workshop.server.engine) as connection:
            connection.exec_driver_sql(f"update api_keys set scopes = '{words}'")

    told: list[Health] = []
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        engine = session.engine(rhythm=CALM, health=told.append)
        await engine.sync_once()
        before = held(session)
        running = asyncio.create_task(engine.run())
        try:
            scopes("clients.view")
            engine.refresh("quotes")
            await until(lambda: bool(told) and "quotes" in told[-1].unseen)
            assert "quotes.view" in told[-1].unseen["quotes"]
            assert told[-1].link is Link.ONLINE
            assert held(session).keys() == before.keys()
            workshop.add(3)
            scopes("clients.view quotes.view")
            engine.refresh("quotes")
            await until(lambda: "quotes" not in told[-1].unseen)
            assert held(session).keys() == set(workshop.names())
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_a_key_revoked_between_a_write_and_its_answer_loses_and_doubles_nothing(
    workshop: Workshop, sessions: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        await session.sync_once(["clients"])
        real = session.client.create

        async def lost(*words: Any, **more: Any) -> int:
            await real(*words, **more)
            raise AnswerLost("no answer")

        ident = wish(session, "clients", name="Oak")
        monkeypatch.setattr(session.client, "create", lost)
        await session._push.beat()
        assert session.writes.entry(ident).state is State.UNKNOWN
        workshop.revoke()
        session._push._waits.trust_clock()
        monkeypatch.setattr(
            session.writes.outbox, "heads", lambda now: session.writes.outbox.entries(State.UNKNOWN)
        )
        with pytest.raises(SignedOut):
            await session._push.beat()
        assert session.writes.entry(ident).state is State.UNKNOWN
