"""The engine at work: what it tells about the connection, what it does first, and that it ends cleanly."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from forge_desktop.domain.query import DETAIL_AT, Condition, Op, Query
from forge_desktop.errors import StorageTrouble
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Health, Link, Progress, Session
from forge_desktop.store import Records
from forge_desktop.sync import Engine
from forge_desktop.sync.chores import Rhythm
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import Opener, options

pytestmark = pytest.mark.anyio
MO, CO, LOTS = "manufacturing-orders", "customer-orders", "lots"
LONG = 3_600.0
CALM = Rhythm(cycle=LONG, open_pass=LONG, other_pass=LONG, list_pass=LONG, slice=LONG, details_pause=0.0)
"""Whatever happens soon at this rhythm was asked for, or is catching up."""


@dataclass
class Life:
    """A running engine and what it told."""

    session: Session
    engine: Engine
    health: list[Health] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    async def idle(self) -> None:
        """Wait until everything is loaded, details and all."""
        await until(lambda: not self.lacking())

    def lacking(self) -> bool:
        """True while something is still to be fetched."""
        marks = self.session.cache.marks
        lists = [r for r in self.session.resources if self.session.client.offer(r.name)]
        if any(marks.get(f"whole:{resource.name}") is None for resource in lists):
            return True
        reader = self.session.cache.reader()
        try:
            without = Query(MO, where=(Condition(DETAIL_AT, Op.EMPTY),))
            return bool(reader.first(without, self.session.seen(), 1))
        finally:
            reader.close()

    def links(self) -> list[Link]:
        """The links told, repetitions left out."""
        told = [health.link for health in self.health]
        return [link for at, link in enumerate(told) if at == 0 or told[at - 1] != link]


@asynccontextmanager
async def running(session: Session, rhythm: Rhythm = CALM) -> AsyncIterator[Life]:
    """An engine that works beside the test; nothing of it is left afterwards."""
    health, progress = list[Health](), list[Progress]()
    engine = session.engine(rhythm=rhythm, report=progress.append, health=health.append)
    task = asyncio.create_task(engine.run())
    try:
        yield Life(session, engine, health, progress)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(so: Callable[[], bool]) -> None:
    """Wait until it is so; what is waited for tells nobody, or is a change of the cache."""
    async with asyncio.timeout(60):
        for pause in itertools.repeat(0.01):
            if so():
                return
            await asyncio.sleep(pause)


async def test_everything_is_loaded_and_the_connection_is_told_to_be_online(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session, running(session) as life:
        await life.idle()
        assert world.all_differences(session, server.url) == []
        assert world.differences(session, server.url, MO, details=True) == []
        assert life.links() == [Link.ONLINE]
        assert life.engine.health.notice == ""


async def test_what_is_looked_at_is_loaded_first_even_while_a_long_list_loads(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        session.engine(rhythm=CALM).view("operations")
        async with running(session):
            await until(lambda: any(path.endswith("/units") for _, path, _, _ in server.log))
        lists = [path.removeprefix("/rest/v1/") for _, path, _, _ in server.log]
        assert lists[0] == MO


async def test_a_page_opened_during_a_long_load_comes_before_the_rest_of_it(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:

        def look_elsewhere(progress: Progress) -> None:
            if progress.resource == LOTS and progress.done == 300:
                engine.view("serials")

        engine = session.engine(rhythm=CALM, report=look_elsewhere)
        engine.view(LOTS)
        task = asyncio.create_task(engine.run())
        await until(lambda: session.cache.marks.get("whole:serials") is not None)
        assert len(world.keys(session, LOTS)) == 300
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_details_of_open_orders_come_by_due_date_then_those_on_screen_then_the_rest(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session, running(session, replace(CALM, details_chunk=2)) as life:
        await until(lambda: any(p.what == "details" for p in life.progress))
        life.engine.want_details(MO, [10])
        await life.idle()
        fetched = [int(path.split("/")[-1]) for _, path, _, _ in server.log if f"/{MO}/" in path]
        is_open = [k for k in range(1, 13) if world.value(session, MO, k, "status") in (10, 15, 20, 30, 35)]
        by_due = sorted(is_open, key=lambda k: world.value(session, MO, k, "due_date"))
        assert [key for key in fetched if key in is_open and key != 10] == [k for k in by_due if k != 10]
        assert 10 in fetched[:4]
        assert set(fetched) == set(range(1, 13))
        assert len(world.keys(session, "operations")) == 12
        told = [p for p in life.progress if p.what == "details" and p.resource == MO]
        assert told[-1].finished
        assert {p.total for p in told} <= {len(is_open), 12}


async def test_the_names_of_persons_come_before_the_long_lists(server: RunningServer, opened: Opener) -> None:
    async with opened() as session, running(session) as life:
        await until(lambda: any(p.resource == LOTS for p in life.progress))
        assert world.value(session, MO, 1, "assigned_id") in ("mari", "jaan")
        asked = world.asked(server, "users/actions")
        assert asked
        assert all(query.startswith("user_id=") for query in asked)


async def test_without_a_server_all_stays_readable_and_its_return_is_followed_by_catching_up_at_once(
    database: Path, opened: Opener
) -> None:
    with start(options(database)) as first:
        port = int(first.url.rsplit(":", 1)[1].split("/")[0])
        async with opened(url=first.url) as session, running(session, replace(CALM, retry_first=0.05)) as life:
            await life.idle()
            first.stop()
            life.engine.refresh(LOTS)
            await until(lambda: life.engine.health.link == Link.OFFLINE)
            assert "refused" in life.engine.health.message
            assert life.engine.health.next_try is not None
            assert len(world.keys(session, LOTS)) == 1_003
            with start(options(database, port=port)) as again:
                fresh = world.add(again, CO, [{"created": NOW}])
                world.change(again, MO, [1], code="changed")
                await until(lambda: set(fresh) <= world.keys(session, CO))
                await until(lambda: world.value(session, MO, 1, "code") == "changed")
                await until(lambda: life.engine.health.link == Link.ONLINE)
            assert life.links() == [Link.ONLINE, Link.OFFLINE, Link.ONLINE]


async def test_a_wish_ends_the_wait_for_the_network(server: RunningServer, opened: Opener) -> None:
    patient = replace(CALM, retry_first=LONG, retry_most=LONG)
    async with opened() as session, running(session, patient) as life:
        await life.idle()
        server.faults.set("down=1")
        life.engine.refresh(CO)
        await until(lambda: life.engine.health.link == Link.OFFLINE)
        assert "maintenance" in life.engine.health.message
        server.faults.set()
        fresh = world.add(server, CO, [{"created": NOW}])
        life.engine.refresh(CO)
        await until(lambda: set(fresh) <= world.keys(session, CO))
        assert life.engine.health.link == Link.ONLINE


async def test_whoever_asks_for_a_look_sees_what_changed_in_a_short_list_though_no_log_tells_it(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session, running(session) as life:
        await life.idle()
        world.change(server, "customers", [1], title="Renamed meanwhile")
        life.engine.refresh("customers")
        await until(lambda: world.value(session, "customers", 1, "title") == "Renamed meanwhile")


async def test_a_refused_key_is_told_and_left_alone_until_somebody_asks(database: Path, opened: Opener) -> None:
    with start(options(database, access_key="another")) as strict:
        async with opened(url=strict.url) as session, running(session) as life:
            await until(lambda: life.engine.health.link == Link.SIGNED_OUT)
            assert "key" in life.engine.health.message
            await asyncio.sleep(0.2)
            assert len(strict.log) == 1
            life.engine.refresh(CO)
            await until(lambda: len(strict.log) == 2)


async def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(self: Records, *arguments: object, **named: object) -> object:
        raise StorageTrouble("There is no room left to write the local copy.")

    async with opened() as session:
        with monkeypatch.context() as patch:
            patch.setattr(Records, "put", no_room)
            async with running(session, replace(CALM, retry_most=0.05)) as life:
                await until(lambda: life.engine.health.link == Link.TROUBLE)
                assert "no room" in life.engine.health.message
                patch.undo()
                await life.idle()
                assert life.engine.health.link == Link.ONLINE


async def test_a_mistake_of_our_own_ends_the_engine_and_reaches_whoever_runs_it(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Records, *arguments: object, **named: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(Records, "put", broken)
    async with opened() as session:
        with pytest.raises(ZeroDivisionError):
            await session.engine(rhythm=CALM).run()


@pytest.mark.parametrize("pages", [0, 1, 5, 20, 40])
async def test_ended_at_any_moment_it_leaves_no_task_and_no_open_file(
    server: RunningServer, opened: Opener, pages: int
) -> None:
    before = asyncio.all_tasks()
    async with opened() as session:
        task = asyncio.create_task(session.engine(rhythm=CALM).run())
        for _ in itertools.takewhile(lambda _: session.client.sent < pages, itertools.count()):
            await asyncio.sleep(0)
    await asyncio.gather(task, return_exceptions=True)
    assert asyncio.all_tasks() == before
    async with opened() as session, running(session) as life:
        await life.idle()
        assert world.all_differences(session, server.url) == []


async def test_two_connections_live_side_by_side(
    server: RunningServer, template: bytes, tmp_path: Path, opened: Opener
) -> None:
    (tmp_path / "second.db").write_bytes(template)
    with start(options(tmp_path / "second.db")) as second:
        world.change(second, LOTS, [1], code="of the second")
        async with opened() as one, opened(url=second.url, ident="branch") as two:
            async with running(one) as first_life, running(two) as second_life:
                await asyncio.gather(first_life.idle(), second_life.idle())
            assert world.all_differences(one, server.url) == []
            assert world.all_differences(two, second.url) == []
            assert world.value(two, LOTS, 1, "code") == "of the second"
            assert world.value(one, LOTS, 1, "code") == "L00001"


async def test_an_order_whose_details_cannot_be_read_is_set_aside_and_the_others_come(
    server: RunningServer, opened: Opener
) -> None:
    world.loosen(server, "mo_operations")
    with writing(server.engine) as connection:
        connection.exec_driver_sql("UPDATE mo_operations SET setup_time = 'long' WHERE man_ord_id = 5")
    async with opened() as session, running(session) as life:
        await until(lambda: len(world.keys(session, "operations")) == 11)
        reader = session.cache.reader()
        told = reader.asides(world.named(session, MO))
        reader.close()
        assert [key for key, *_ in told] == [5]
        assert "setup_time" in told[0][1]
        assert life.engine.health.link == Link.ONLINE
        life.engine.want_details(MO, [5])
        await asyncio.sleep(0.1)
        assert sum(path.endswith(f"{MO}/5") for _, path, _, _ in server.log) == 1
