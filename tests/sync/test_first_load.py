"""The first load brings everything exactly, goes on where it was cut short, and says how far it is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from forge_desktop.errors import Down
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Progress
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import Opener

pytestmark = pytest.mark.anyio


async def test_the_first_load_equals_the_server_in_every_field_of_every_list(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        outcomes = await session.sync_once()
        assert world.all_differences(session, server.url) == []
        assert world.differences(session, server.url, "manufacturing-orders", details=True) == []
        assert outcomes["lots"].fetched == len(world.keys(session, "lots")) == world.count(server, "lots")
        assert sum(o.requests for o in outcomes.values()) == session.client.sent
        assert all(o.set_aside == 0 for o in outcomes.values())


async def test_a_second_load_writes_nothing_when_nothing_changed(opened: Opener) -> None:
    async with opened() as session:
        await session.sync_once()
    async with opened() as session:
        outcomes = await session.sync_once(full=True)
        assert {name: o.changed for name, o in outcomes.items() if o.changed} == {}


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 199, 200, 201, 999, 1000, 1001])
async def test_lists_of_every_size_come_whole(server: RunningServer, opened: Opener, size: int) -> None:
    world.remove(server, "lots", range(size + 1, 2_000))
    async with opened() as session:
        await session.sync_once(["lots"])
        assert world.keys(session, "lots") == set(range(1, size + 1))


async def test_a_thousand_rows_of_one_second_come_whole(server: RunningServer, opened: Opener) -> None:
    world.change(server, "lots", range(1, 1004), created=NOW - 5)
    async with opened() as session:
        await session.sync_once(["lots"])
        assert len(world.keys(session, "lots")) == 1003


async def test_rows_without_a_creation_instant_are_not_lost(server: RunningServer, opened: Opener) -> None:
    world.loosen(server, "customers")
    world.change(server, "customers", [2], created=None)
    async with opened() as session:
        await session.sync_once(["customers"])
        assert world.keys(session, "customers") == {1, 2, 3}
        world.change(server, "customers", [2], title="Renamed")
        await session.sync_once(["customers"])
        assert world.value(session, "customers", 2, "title") == "Renamed"
        world.remove(server, "customers", [2])
        await session.sync_once(["customers"])
        assert world.keys(session, "customers") == {1, 3}


@pytest.mark.parametrize("answered", range(1, 11))
async def test_a_load_cut_short_after_any_page_goes_on_where_it_was(
    server: RunningServer, opened: Opener, answered: int
) -> None:
    async with opened() as session:
        calls = 0

        def cut(progress: Progress) -> None:
            nonlocal calls
            calls += 1
            if calls == answered:
                raise Down("maintenance began")

        with pytest.raises(Down):
            await session.sync_once(["lots"], report=cut)
        kept = len(world.keys(session, "lots"))
        assert kept == answered * 100
    server.log.clear()
    async with opened() as session:
        outcomes = await session.sync_once(["lots"])
        assert outcomes["lots"].fetched == 1003 - kept
        assert len(world.keys(session, "lots")) == 1003


_PROGRAM = """
import asyncio, sys
from pathlib import Path
from forge_desktop.connections import make_connection
from forge_desktop.paths import Folders
from forge_desktop.session import Session
from tests.sync.conftest import KEYS, NO_LIMITS

def wait(progress):
    print(progress.done, flush=True)
    sys.stdin.readline()

async def main():
    connection = make_connection(name="shop", profile="mrpeasy-seed", base_url=sys.argv[1],
                                 timezone="Europe/Tallinn", ident="shop")
    async with Session.open(Folders(Path(sys.argv[2])), connection, KEYS, limits=NO_LIMITS) as session:
        await session.sync_once(["lots"], report=wait)

asyncio.run(main())
"""


def kill_after(pages: int, url: str, data: Path) -> None:
    """Sync in a process of its own and kill it after so many pages."""
    words = [sys.executable, "-c", _PROGRAM, url, str(data)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        for page in range(pages):
            assert process.stdout.readline()
            if page < pages - 1:
                process.stdin.write("go on\n")
                process.stdin.flush()
        process.kill()


@pytest.mark.parametrize("pages", [1, 4, 10])
async def test_a_killed_program_goes_on_where_it_was(
    server: RunningServer, opened: Opener, tmp_path: Path, pages: int
) -> None:
    kill_after(pages, server.url, tmp_path / "data")
    async with opened() as session:
        assert len(world.keys(session, "lots")) == pages * 100
        outcomes = await session.sync_once(["lots"])
        assert outcomes["lots"].fetched == 1003 - pages * 100
        assert world.differences(session, server.url, "lots") == []


async def test_progress_grows_to_its_end_and_tells_the_time_left(opened: Opener) -> None:
    ticks = iter(range(1, 100_000))
    told: list[Progress] = []
    async with opened(clock=lambda: NOW + next(ticks) / 10) as session:
        await session.sync_once(["lots"], report=told.append)
    assert [p.done for p in told] == sorted(p.done for p in told)
    assert all(p.total == 1003 for p in told)
    assert told[-1].finished
    assert not any(p.finished for p in told[:-1])
    left = [p.seconds_left for p in told if p.seconds_left is not None]
    assert left
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


async def test_open_orders_are_asked_for_before_the_rest(server: RunningServer, opened: Opener) -> None:
    async with opened() as session:
        await session.sync_once(["manufacturing-orders"])
    first = [query for query in world.asked(server, "manufacturing-orders") if query][:5]
    assert first == [f"status={code}" for code in (10, 15, 20, 30, 35)]


async def test_a_load_cancelled_in_the_middle_of_a_page_leaves_the_session_usable(
    server: RunningServer, opened: Opener
) -> None:
    third = asyncio.Event()

    def report(progress: Progress) -> None:
        if progress.done == 300:
            server.faults.plan("slow")
            third.set()

    async with opened() as session:
        task = asyncio.create_task(session.sync_once(["lots"], report=report))
        await third.wait()
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await session.sync_once(["lots"])
        assert world.differences(session, server.url, "lots") == []
