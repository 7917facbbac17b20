"""New records through a bad network: none is lost and none is there twice, whatever happens to answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.outbox import Entry, State
from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.session import Session
from forge_desktop.sync import delivery
from tests.api.virtual import VirtualTime
from tests.server.small_floor import NOW
from tests.sync.forgemrp.conftest import Opener, Workshop, held, page, telling

pytestmark = pytest.mark.anyio
LINE: dict[str, Json] = {"part_number": "TABLE", "quantity": "0.1", "unit_price": "12345.67"}
Opening = Callable[..., AbstractAsyncContextManager[Session]]


class Times:
    """Both clocks, put forward by hand."""

    now = float(NOW)

    def wall(self) -> float:
        """UTC seconds."""
        return self.now

    def steady(self) -> float:
        """Seconds that only go on."""
        return self.now - NOW


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch, time: VirtualTime) -> Times:
    """The clocks of the sessions here; what a write waits for costs nothing either."""
    monkeypatch.setattr(delivery, "asyncio", SimpleNamespace(sleep=time.sleep))
    return Times()


@pytest.fixture
def frozen() -> int | None:
    """What is made here is made at the time that the server tells with its answers."""
    return None


@pytest.fixture
def opening(workshop: Workshop, sessions: Opener, times: Times) -> Opening:
    """Sessions on the workshop, with those clocks."""

    @asynccontextmanager
    async def begin(key: str = "") -> AsyncIterator[Session]:
        url = workshop.server.forge_url
        async with sessions(url, key or workshop.key, times.wall, monotonic=times.steady, quiet=1) as session:
            yield session

    return begin


def new(session: Session, resource: str, values: Values) -> Command:
    """A wanted record, kept in the outbox."""
    wanted = command(resource, Verb.CREATE, session.writes.next_key(), values, made=NOW)
    session.writes.submit(wanted)
    return wanted


async def send(session: Session, times: Times, rounds: int = 60) -> None:
    """Beat as the engine does, waits being over at once, until nothing waits any more."""
    for _ in range(rounds):
        try:
            await session._push.beat()
        except (Unreachable, SignedOut):
            times.now += 30.0
        if not session.writes.outbox.entries(State.READY, State.SENDING, State.UNKNOWN):
            return
        times.now += session._push.until_due()


def clients_called(workshop: Workshop, title: str) -> int:
    """How many clients of that name the server has."""
    with workshop.server.engine.connect() as connection:
        names = connection.execute(select(t.customers.c.title)).scalars()
        return sum(1 for name in names if name == title)


def quotes_noted(workshop: Workshop, notes: str) -> list[Any]:
    """Its quotes with these notes."""
    with workshop.server.engine.connect() as connection:
        return list(connection.execute(select(f.quotes).where(f.quotes.c.notes == notes)))


def posts(workshop: Workshop, path: str) -> int:
    """How many POSTs came, whatever became of them."""
    return sum(1 for method, asked, *_ in workshop.server.log if (method, asked) == ("POST", f"/api/v1/{path}"))


@pytest.mark.parametrize("fault", ["lost", "cut", "late", "busy", "down"])
async def test_one_bad_answer_of_each_kind_costs_nothing(
    fault: str, workshop: Workshop, opening: Opening, times: Times
) -> None:
    async with opening() as session:
        await session.sync_once(["clients"])
        wanted = new(session, "clients", {"name": "Oak & Co"})
        workshop.server.faults.plan(fault)
        await send(session, times)
        assert session.writes.entry(wanted.id).state is State.DELIVERED
        await asyncio.sleep(0.3)  # until what was late has come as well
        assert clients_called(workshop, "Oak & Co") == 1
        assert posts(workshop, "clients") >= 2


@pytest.mark.parametrize("seed", range(6))
async def test_a_day_of_faults_loses_and_doubles_nothing(
    seed: int, workshop: Workshop, opening: Opening, times: Times
) -> None:
    chance, wanted = Random(seed), list[Command]()
    workshop.server.faults.set("lost=0.2,late=0.1,down=0.05,busy=0.1,cut=0.15", seed=seed)
    for start in range(4):
        async with opening() as session:
            for number in range(3):
                name = f"{seed}.{start}.{number}"
                owner = new(session, "clients", {"name": name})
                quote: Values = {"client_id": owner.key, "notes": name, "lines": [LINE]}
                wanted += [owner, new(session, "quotes", quote)]
                if chance.random() < 0.5:
                    wanted.append(
                        new(
                            session, "jobs", {"part_number": "TABLE", "quantity": "0.1", "client_id": owner.key}
                        )
                    )
            await send(session, times, rounds=chance.randint(1, 6))
    workshop.server.faults.set()
    async with opening() as session:
        await send(session, times)
        entries = {entry.command.id: entry for entry in session.writes.outbox.entries()}
    await asyncio.sleep(0.3)
    assert [entries[one.id].state for one in wanted] == [State.DELIVERED] * len(wanted)
    for start in range(4):
        for number in range(3):
            name = f"{seed}.{start}.{number}"
            assert clients_called(workshop, name) == 1
            assert len(quotes_noted(workshop, name)) == 1
    jobs = [one for one in wanted if one.resource == "jobs"]
    keys = {entries[one.id].result_key for one in jobs}
    assert len(keys) == len(jobs)
    async with opening() as session:
        await session.sync_once()
        ours = [record for record in held(session, "jobs").values() if record.get("quantity") == "0.1"]
        assert len(ours) == len(jobs)


async def test_a_crash_between_sending_and_the_answer_sends_the_same_key_and_finds_the_same_record(
    workshop: Workshop, opening: Opening, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as session:
        await session.sync_once(["clients"])
        wanted = new(session, "clients", {"name": "Oak"})
        real = session.client.create

        async def dying(*words: Any, **told: Any) -> int:
            await real(*words, **told)
            raise KeyboardInterrupt

        monkeypatch.setattr(session.client, "create", dying)
        monkeypatch.setattr(session.writes, "settle", _dead)
        with pytest.raises((KeyboardInterrupt, SystemExit)):
            await session._push.beat()
    assert clients_called(workshop, "Oak") == 1
    async with opening() as session:
        assert session.writes.entry(wanted.id).state is State.UNKNOWN
        await send(session, times)
        entry = session.writes.entry(wanted.id)
        assert entry.state is State.DELIVERED
        assert held(session, "clients")[_name(session, "clients", entry)].get("name") == "Oak"
    assert (clients_called(workshop, "Oak"), posts(workshop, "clients")) == (1, 2)
    with workshop.server.engine.connect() as connection:
        kept = connection.execute(select(f.replies.c.key)).scalars().all()
    assert kept == [str(UUID(wanted.id))]


def _dead(*words: Any, **told: Any) -> Entry:
    """The process is gone: nothing is written any more."""
    raise SystemExit


def _name(session: Session, resource: str, entry: Entry) -> str:
    found = (name for name, record in held(session, resource).items() if record.key == entry.result_key)
    return next(found)


async def test_a_quote_waits_for_its_new_client_and_names_it_as_the_server_does(
    workshop: Workshop, opening: Opening, times: Times
) -> None:
    async with opening() as session:
        owner = new(session, "clients", {"name": "Oak"})
        quote = new(session, "quotes", {"client_id": owner.key, "notes": "first", "lines": [LINE]})
        workshop.server.faults.plan("lost")
        await send(session, times)
        assert session.writes.entry(quote.id).state is State.DELIVERED
        frozen = session.writes.entry(quote.id).frozen
        assert frozen is not None
        assert frozen["client_id"] == _name(session, "clients", session.writes.entry(owner.id))
    assert len(quotes_noted(workshop, "first")) == 1


@pytest.mark.parametrize("again", [False, True])
async def test_a_client_whose_name_went_with_the_cache_is_read_again(
    again: bool, workshop: Workshop, opening: Opening, times: Times
) -> None:
    async with opening() as session:
        owner = new(session, "clients", {"name": "Oak"})
        quote = new(session, "quotes", {"client_id": owner.key, "notes": "first", "lines": [LINE]})
        while session.writes.entry(owner.id).state is not State.DELIVERED:
            workshop.server.faults.plan("", "", "down", "down", "down")
            await send(session, times, rounds=1)
        workshop.server.faults.set()
        folder = session._folder
        assert session.writes.entry(quote.id).state is not State.DELIVERED
    for file in folder.iterdir():
        if file.name.startswith("cache"):
            file.unlink()
    if again:
        workshop.server.faults.set("lost=0.5", seed=3)
    async with opening() as session:
        assert held(session, "clients") == {}
        await send(session, times)
        assert session.writes.entry(quote.id).state is State.DELIVERED
    assert len(quotes_noted(workshop, "first")) == 1


async def test_what_points_to_nothing_the_server_has_is_refused_with_its_field(
    workshop: Workshop, opening: Opening, times: Times
) -> None:
    async with opening() as session:
        wanted = new(session, "quotes", {"client_id": 12, "notes": "x", "lines": [LINE]})
        await send(session, times)
        entry = session.writes.entry(wanted.id)
        assert entry.state is State.REJECTED
        assert "client_id" in str(entry.reasons)
    assert posts(workshop, "quotes") == 0


async def test_what_is_in_doubt_stays_so_while_nothing_can_be_sent(
    workshop: Workshop, opening: Opening, times: Times, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opening() as session:
        await session.sync_once(["clients"])
        wanted = new(session, "clients", {"name": "Oak"})
        workshop.server.faults.plan("lost")
        await send(session, times, rounds=1)
        for fault in ("down", "busy"):
            workshop.server.faults.plan("", fault)  # a look at the clock, and then the write
            times.now += 600
            with pytest.raises(Unreachable) if fault == "down" else nullcontext():
                await session._push.beat()
            assert session.writes.entry(wanted.id).state is State.UNKNOWN
            with pytest.raises(Exception, match="looked up first"):
                session.writes.discard(wanted.id)
        times.now += 600
        await send(session, times)
        assert session.writes.entry(wanted.id).state is State.DELIVERED
    assert clients_called(workshop, "Oak") == 1


async def test_a_conflict_with_an_earlier_try_of_ours_waits_for_it_and_then_asks_a_person(
    sessions: Opener, times: Times
) -> None:
    async with telling() as told, sessions(told.url, clock=times.wall, monotonic=times.steady) as session:
        answers: list[tuple[int, Any]] = [(500, {}), *[(409, {"error": {"message": "still running"}})] * 2]
        answers += [(201, {"data": {"id": "cli_1"}})]
        wanted = new(session, "clients", {"name": "Oak"})
        asked = _posted(told, answers)
        await send(session, times, rounds=12)
        assert session.writes.entry(wanted.id).state is State.DELIVERED
        assert asked() == 0


def _posted(told: Any, answers: list[tuple[int, Any]]) -> Callable[[], int]:
    """The list of clients is empty, and each POST gets the next answer."""

    def answer(cursor: str) -> tuple[int, Any]:
        return answers.pop(0) if told.method == "POST" else page([], None)

    told.lists["clients"] = answer
    return lambda: len(answers)


async def test_a_refused_write_is_refused_whatever_came_before(
    workshop: Workshop, opening: Opening, times: Times
) -> None:
    async with opening() as session:
        await session.sync_once()
        begun = posts(workshop, "quotes")
        wanted = new(session, "quotes", {"client_id": "nobody", "notes": "x", "lines": [LINE]})
        workshop.server.faults.plan("lost")
        await send(session, times)
        entry = session.writes.entry(wanted.id)
        assert (entry.state, posts(workshop, "quotes") - begun) == (State.REJECTED, 2)
        assert held(session).keys() == workshop.there().keys()
