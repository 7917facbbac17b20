"""Every kind of change on the server reaches the cache, and only what changed is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.changes import Change
from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from forge_desktop.sync import chores, details, once, refresh, slices
from forge_desktop.sync.ground import Ground
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import Opener

pytestmark = pytest.mark.anyio
MO, CO, LOTS = "manufacturing-orders", "customer-orders", "lots"


@asynccontextmanager
async def standing_on(session: Session) -> AsyncIterator[Ground]:
    """The ground of a session, for one way of refreshing at a time."""
    reader = session.cache.reader()
    try:
        yield Ground(
            session.client,
            session.cache,
            reader,
            session.feed,
            session.resources,
            session.seen,
            lambda progress: None,
        )
    finally:
        reader.close()


async def test_a_second_sync_in_which_one_in_a_hundred_changed_writes_only_those(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.change(server, LOTS, range(100, 1001, 100), total_cost=7)
        writer = session.cache.records._connection
        before, heard = writer.total_changes, list[Change]()
        session.feed.listen(heard.append)
        outcomes = await session.sync_once([LOTS])
        assert outcomes[LOTS].changed == 10
        pages = 11 * 2 + 4  # position and age beside each page
        assert 10 <= writer.total_changes - before <= 10 * 3 + pages
        assert {key for change in heard for key in change.keys} == set(range(100, 1001, 100))
        assert world.differences(session, server.url, LOTS) == []


@pytest.mark.parametrize("name", [LOTS, CO, MO, "customers"])
async def test_new_records_come_with_a_frugal_refresh(server: RunningServer, opened: Opener, name: str) -> None:
    async with opened() as session:
        await session.sync_once([name])
        fresh = world.add(server, name, [{"created": NOW + minute * 60} for minute in range(130)])
        async with standing_on(session) as ground:
            await refresh.frugal(ground, world.named(session, name), lane=Lane.USER)
        assert set(fresh) <= world.keys(session, name)


async def test_a_record_committed_late_is_found(server: RunningServer, opened: Opener) -> None:
    """Its creation instant lies ten minutes before the newest one that was known already."""
    async with opened() as session:
        world.add(server, LOTS, [{"created": NOW}])
        await session.sync_once([LOTS])
        late = world.add(server, LOTS, [{"created": NOW - 600}])
        async with standing_on(session) as ground:
            await refresh.frugal(ground, world.named(session, LOTS), lane=Lane.USER)
        assert set(late) <= world.keys(session, LOTS)


async def test_a_row_dated_far_ahead_does_not_hide_those_that_come(
    server: RunningServer, opened: Opener
) -> None:
    ahead = world.add(server, LOTS, [{"created": 4_070_908_800}])  # the year 2099
    async with opened() as session:
        await session.sync_once([LOTS])
        assert set(ahead) <= world.keys(session, LOTS)
        fresh = world.add(server, LOTS, [{"created": NOW}])
        async with standing_on(session) as ground:
            await refresh.frugal(ground, world.named(session, LOTS), lane=Lane.USER)
        assert set(fresh) <= world.keys(session, LOTS)


@pytest.mark.parametrize("name", [CO, MO])
@pytest.mark.parametrize("stretch", [True, False])
async def test_changed_open_orders_and_those_that_moved_on_are_found(
    server: RunningServer, opened: Opener, monkeypatch: pytest.MonkeyPatch, name: str, stretch: bool
) -> None:
    if not stretch:
        monkeypatch.setattr(refresh, "_one_stretch", lambda ground, resource: None)
    async with opened() as session:
        await session.sync_once([name])
        closed = 80 if name == CO else 40
        is_open = [
            k for k in sorted(world.keys(session, name)) if world.value(session, name, k, "status") <= 30
        ]
        world.change(server, name, is_open[:1], status=closed)
        world.change(server, name, is_open[1:2], code="Renamed")
        async with standing_on(session) as ground:
            await refresh.frugal(ground, world.named(session, name), lane=Lane.USER)
        assert world.value(session, name, is_open[0], "status") == closed
        assert world.value(session, name, is_open[1], "code") == "Renamed"
        assert world.differences(session, server.url, name) == []


async def test_an_interrupted_catch_up_forgets_no_new_record(server: RunningServer, opened: Opener) -> None:
    """Whatever the order of the list: the watermark moves only when all pages came."""
    async with opened() as session:
        await session.sync_once([LOTS])
        world.add(server, LOTS, [{"created": NOW + number} for number in range(450)])
        server.faults.plan("", "", *["down"] * 9)
        async with standing_on(session) as ground:
            before = ground.mark("fresh:lots")
            with pytest.raises(Exception, match="maintenance"):
                await refresh.new_rows(ground, world.named(session, LOTS), lane=Lane.USER)
            assert ground.mark("fresh:lots") == before
            server.faults.set()
            await refresh.new_rows(ground, world.named(session, LOTS), lane=Lane.USER)
        assert world.differences(session, server.url, LOTS) == []


@pytest.mark.parametrize(
    ("words", "name", "field"),
    [
        ("Manufacturing order changed: MO00004", MO, "code"),
        ("Changed a customer order", CO, "reference"),
        ("Stock lot changed", LOTS, "code"),
        ("Customer changed", "customers", "title"),
        ("Stock item changed", "items", "title"),
    ],
)
async def test_what_the_action_log_speaks_of_is_fetched_though_it_is_closed(
    server: RunningServer, opened: Opener, words: str, name: str, field: str
) -> None:
    async with opened() as session:
        await session.sync_once()
        world.change(server, name, [3], **{field: "changed"})
        world.act(server, words, 3)
        server.log.clear()
        async with standing_on(session) as ground:
            await refresh.by_actions(ground, lane=Lane.BACKGROUND)
            assert world.value(session, name, 3, field) == "changed"
            assert len(server.log) == 2
            await refresh.by_actions(ground, lane=Lane.BACKGROUND)
            assert len(server.log) == 3  # each action is followed once


async def test_an_action_whose_record_could_not_be_fetched_is_followed_next_time(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once()
        world.change(server, MO, [5], code="changed")
        world.act(server, "Manufacturing order changed", 5)
        async with standing_on(session) as ground:
            server.faults.plan("", *["down"] * 9)
            with pytest.raises(Exception, match="maintenance"):
                await refresh.by_actions(ground, lane=Lane.USER)
            server.faults.set()
            await refresh.by_actions(ground, lane=Lane.USER)
        assert world.value(session, MO, 5, "code") == "changed"


@pytest.mark.parametrize("second", [False, True])
async def test_the_slow_scan_finds_changes_that_no_log_tells(
    server: RunningServer, opened: Opener, second: bool
) -> None:
    """Also among more than a hundred rows created within one second."""
    if second:
        world.change(server, LOTS, range(200, 500), created=NOW - 77)
    async with opened() as session:
        await session.sync_once([LOTS])
        world.change(server, LOTS, [1, 250, 499, 1003], total_cost=3)
        server.log.clear()
        async with standing_on(session) as ground:
            while not await slices.scan_next(ground, world.named(session, LOTS)):
                assert len(server.log) < 200
        assert 14 <= len(server.log) <= 50  # 1003 rows, about 70 of them in a request
        assert world.differences(session, server.url, LOTS) == []


async def test_the_scan_goes_on_where_a_program_ended(server: RunningServer, opened: Opener) -> None:
    for _ in range(3):
        async with opened() as session:
            await session.sync_once([LOTS])
            async with standing_on(session) as ground:
                await slices.scan_next(ground, world.named(session, LOTS))
                reached = ground.mark("scan:lots")
        async with opened() as session, standing_on(session) as ground:
            assert ground.mark("scan:lots") == reached


async def test_lists_without_slices_are_read_whole_and_an_archived_item_is_kept_as_such(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once(["items"])
        world.change(server, "items", [2], deleted=True)
        world.change(server, "items", [3], title="Renamed")
        await session.sync_once(["items"])
        assert world.value(session, "items", 2, "deleted") is True
        assert world.value(session, "items", 3, "title") == "Renamed"
        assert world.differences(session, server.url, "items") == []


async def test_a_long_list_without_slices_that_changes_while_it_is_read_loses_no_record(
    server: RunningServer, opened: Opener
) -> None:
    world.add(server, "items", [{"deleted": False} for _ in range(350)])

    async with opened() as session:

        def upset(progress: object) -> None:
            world.remove(server, "items", [min(range(30, 100), key=lambda k: k in gone)])
            gone.add(min(set(range(30, 100)) - gone))

        gone: set[int] = set()
        await session.sync_once(["items"], report=upset)
        there = {row["article_id"] for row in world.told(server.url, "items")}
        assert there <= world.keys(session, "items")
        await session.sync_once(["items"])
        assert world.keys(session, "items") == there


async def test_details_are_fetched_again_when_an_open_order_changed(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once()
        world.change(server, MO, [5], code="changed")
        async with standing_on(session) as ground:
            resource = world.named(session, MO)
            await refresh.frugal(ground, resource, lane=Lane.USER)
            assert ground.stale(resource) == [5]
            server.log.clear()
            assert await details.freshen(ground, resource, 20) == 0
            assert [path for _, path, _, _ in server.log] == ["/rest/v1/manufacturing-orders/5"]
            assert ground.stale(resource) == []


async def test_a_changed_line_of_a_customer_order_shows_at_its_manufacturing_order(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once()
        assert world.value(session, MO, 7, "for_order") is None
        booking = {"line_id": 11, "lot_id": 7, "quantity": 1, "consumed": 0}  # lot 7 is made by order 7
        with writing(server.engine) as connection:
            connection.execute(tables.bookings.insert(), booking)
        async with standing_on(session) as ground:
            await refresh.frugal(ground, world.named(session, CO), lane=Lane.USER)
        assert world.value(session, MO, 7, "for_order") == "CO00001"
        assert world.value(session, "operations", 7, "for_order") == "CO00001"


async def test_a_long_list_is_refreshed_frugally_by_a_one_time_sync(
    server: RunningServer, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "SMALL", 500)
    monkeypatch.setattr(chores, "SMALL", 500)
    async with opened() as session:
        await session.sync_once([LOTS])
        fresh = world.add(server, LOTS, [{"created": NOW}])
        server.log.clear()
        await session.sync_once([LOTS])
        assert len(server.log) == 1
        assert set(fresh) <= world.keys(session, LOTS)
        await session.sync_once([LOTS], full=True)
        assert len(server.log) > 10
