"""Whatever goes wrong on the way, the cache ends up equal to the server."""

from __future__ import annotations

import asyncio
import random

import pytest

from forge_desktop.errors import Unreachable
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from forge_desktop.sync.chores import Rhythm
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import Opener

pytestmark = pytest.mark.anyio
QUICK = Rhythm(cycle=0.02, open_pass=0.05, other_pass=0.05, list_pass=0.1, slice=0.02, retry_first=0.01)
EVERYTHING = "busy=0.15,down=0.1,cut=0.15,lost=0.15,slow=0.02"


async def at_last(session: Session) -> None:
    """Sync, again and again, as the command line does."""
    for _ in range(200):
        try:
            outcomes = await session.sync_once()
        except Unreachable:
            continue
        if all(outcome.failure is None for outcome in outcomes.values()):
            return
    raise AssertionError("it never came through")


def upset(server: RunningServer, dice: random.Random, number: int) -> None:
    """One more thing happens in the shop."""
    match dice.randrange(5):
        case 0:
            world.add(server, "lots", [{"created": NOW + number}])
        case 1:
            world.change(server, "lots", [dice.randrange(1, 1_000)], code=f"changed {number}")
        case 2:
            world.remove(server, "lots", [dice.randrange(1, 1_000)])
        case 3:
            world.change(server, "manufacturing-orders", [dice.randrange(1, 13)], status=dice.choice((20, 40)))
        case 4:
            world.change(server, "items", [dice.randrange(1, 7)], title=f"changed {number}")


@pytest.mark.parametrize("seed", range(2))
async def test_through_all_faults_at_once_a_changing_shop_is_copied_exactly(
    server: RunningServer, opened: Opener, seed: int
) -> None:
    dice = random.Random(seed)
    server.faults.set(EVERYTHING, seed=seed)
    for turn in range(3):
        async with opened() as session:
            await at_last(session)
            for number in range(5):
                upset(server, dice, turn * 10 + number)
    server.faults.set()
    async with opened() as session:
        await session.sync_once(full=True)
        assert world.all_differences(session, server.url) == []
        assert session.engine().health.notice == ""


async def test_the_engine_itself_converges_through_all_faults_while_the_shop_works(
    server: RunningServer, opened: Opener
) -> None:
    dice = random.Random(9)
    server.faults.set(EVERYTHING, seed=9)
    async with opened() as session:
        task = asyncio.create_task(session.engine(rhythm=QUICK).run())
        for number in range(12):
            upset(server, dice, number)
            await asyncio.sleep(0.1)
        server.faults.set()
        async with asyncio.timeout(60):
            while True:
                found = await asyncio.to_thread(world.all_differences, session, server.url)
                if not found:
                    break
                await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert world.differences(session, server.url, "manufacturing-orders", details=True) == []


async def test_faults_cost_no_page_twice_in_a_quiet_shop(server: RunningServer, opened: Opener) -> None:
    server.faults.set(EVERYTHING, seed=5)
    async with opened() as session:
        for _ in range(200):
            try:
                outcomes = await session.sync_once(["lots"])
            except Unreachable:
                continue
            if outcomes["lots"].failure is None:
                break
        assert outcomes["lots"].fetched == 1_003
        assert outcomes["lots"].requests > 13
