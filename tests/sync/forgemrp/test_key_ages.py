"""How long an idempotency key is leant on, by the server's clock; an older one is not, the list tells."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import key_of
from forge_desktop.errors import AnswerLost
from forge_desktop.outbox import State
from forge_desktop.server import forge_tables as f
from forge_desktop.server.database import writing
from forge_desktop.session import Session
from forge_desktop.sync import rereading
from tests.api.virtual import VirtualTime
from tests.sync.forgemrp.conftest import Opener, Workshop, held, page, telling
from tests.sync.forgemrp.test_exactly_once import (
    LINE,
    Opening,
    Times,
    frozen,
    new,
    opening,
    posts,
    quotes_noted,
    send,
    times,
)

pytestmark = pytest.mark.anyio
__all__ = ["frozen", "opening", "times"]


def _forget_keys(workshop: Workshop) -> None:
    with writing(workshop.server.engine) as connection:
        connection.execute(delete(f.replies))


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_key_too_old_to_be_trusted_is_not_leant_on_the_list_tells(
    arrived: bool, workshop: Workshop, opening: Opening, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as session:
        await session.sync_once(["clients"])
        wanted = new(session, "quotes", {"client_id": _one_client(session), "notes": "old", "lines": [LINE]})
        workshop.server.faults.plan("lost" if arrived else "")
        if not arrived:
            monkeypatch.setattr(session.client, "create", _no_answer)
        await send(session, times, rounds=1)
        assert session.writes.entry(wanted.id).state is State.UNKNOWN
    _forget_keys(workshop)
    monkeypatch.setattr(rereading, "KEY_LIFE", -1)  # whatever left before now is too old
    async with opening() as session:
        await send(session, times)
        entry = session.writes.entry(wanted.id)
        assert entry.state is State.DELIVERED
        assert entry.result_key in {record.key for record in held(session).values()}
    assert len(quotes_noted(workshop, "old")) == 1
    assert posts(workshop, "quotes") == 1


async def _no_answer(*words: Any, **told: Any) -> int:
    raise AnswerLost("no answer")


def _one_client(session: Session) -> str:
    return next(iter(held(session, "clients")))


async def test_two_that_look_alike_are_asked_about_by_their_numbers(
    workshop: Workshop, opening: Opening, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as session:
        await session.sync_once(["clients"])
        values: Values = {"client_id": _one_client(session), "notes": "twin", "lines": [LINE]}
        first, second = new(session, "quotes", values), new(session, "quotes", values)
        workshop.server.faults.plan("lost", "lost")
        await send(session, times, rounds=1)
        _forget_keys(workshop)
        monkeypatch.setattr(rereading, "KEY_LIFE", -1)
        await send(session, times)
        entries = [session.writes.entry(one.id) for one in (first, second)]
        twins = [record for record in held(session).values() if record.get("notes") == "twin"]
        made = {record.get("number") for record in twins if not record.pending}
    assert {entry.state for entry in entries} == {State.REVIEW}  # which is whose, only a person can say
    for entry in entries:
        assert [str(number) for number in made if str(number) not in entry.reasons[0]] == [], entry.reasons
    assert len(quotes_noted(workshop, "twin")) == 2


async def test_after_hours_without_a_word_a_key_is_as_young_as_its_first_try(
    sessions: Opener, times: Times, time: VirtualTime
) -> None:
    async with telling() as told, sessions(told.url, clock=times.wall, monotonic=times.steady) as session:
        await session.sync_once(["clients"])
        told.date, hours = "Sat, 21 Nov 2026 15:00:00 GMT", 3 * 3_600
        times.now, time.now = times.now + hours, time.now + hours
        strangers = page(["cli_0"], None, name="Oak", created_at="2026-11-21T14:00:00Z")
        answers: list[tuple[int, Any]] = [(500, {}), (201, {"data": {"id": "cli_1"}})]
        wanted = new(session, "clients", {"name": "Oak"})
        told.lists["clients"] = lambda cursor: answers.pop(0) if told.method == "POST" else strangers
        await send(session, times, rounds=4)
        entry = session.writes.entry(wanted.id)
        assert (entry.state, entry.result_key, answers) == (State.DELIVERED, key_of("cli_1"), [])


async def test_a_server_whose_time_went_back_may_have_forgotten_the_key_so_its_list_is_asked(
    sessions: Opener, times: Times
) -> None:
    async with telling() as told, sessions(told.url, clock=times.wall, monotonic=times.steady) as session:
        await session.sync_once(["clients"])
        answers: list[tuple[int, Any]] = [(500, {}), (201, {"data": {"id": "cli_double"}})]
        wanted = new(session, "clients", {"name": "Oak"})
        made = page(["cli_1"], None, name="Oak", created_at="2026-11-21T12:00:01Z")
        told.lists["clients"] = lambda cursor: answers.pop(0) if told.method == "POST" else made
        await send(session, times, rounds=1)
        assert session.writes.entry(wanted.id).state is State.UNKNOWN
        told.date = "Fri, 20 Nov 2026 12:00:00 GMT"
        await send(session, times, rounds=6)
        entry = session.writes.entry(wanted.id)
        assert (entry.state, entry.result_key, len(answers)) == (State.DELIVERED, key_of("cli_1"), 1)
