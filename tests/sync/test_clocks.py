"""A wrong clock of this computer loses no record: which ones are fetched is the server's time or nobody's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from forge_desktop.api.mrpeasy.client import MrpeasyClient
from forge_desktop.api.protocol import Lane
from forge_desktop.server.running import RunningServer
from forge_desktop.sync import refresh, slices
from tests.server.small_floor import DAY, NOW
from tests.sync import world
from tests.sync.conftest import Opener
from tests.sync.test_refreshing import standing_on

pytestmark = pytest.mark.anyio
YEARS = 3_653 * DAY
WRONG = [-YEARS, -DAY, DAY, YEARS]


@pytest.fixture(params=[True, False], ids=["server tells its time", "server tells no time"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds of server."""
    if not request.param:
        monkeypatch.setattr(MrpeasyClient, "server_time", None)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wrong_clock_loses_no_record(server: RunningServer, opened: Opener, wrong: int) -> None:
    def clock() -> float:
        return float(NOW + wrong)

    async with opened(clock=clock) as session:
        await session.sync_once()
        assert world.all_differences(session, server.url) == []
        world.add(server, "lots", [{"created": NOW + n} for n in range(150)])
        world.add(server, "customer-orders", [{"created": NOW + 5, "status": 10}])
        world.change(server, "lots", [1, 500], code="changed")
        world.remove(server, "lots", [7])
        async with standing_on(session) as ground:
            for name in ("lots", "customer-orders"):
                await refresh.frugal(ground, world.named(session, name), lane=Lane.USER)
                while not await slices.scan_next(ground, world.named(session, name)):
                    pass
        assert world.differences(session, server.url, "lots") == []
        assert world.differences(session, server.url, "customer-orders") == []


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("jump", [-YEARS, DAY])
async def test_a_clock_that_jumps_between_two_syncs_loses_no_record(
    server: RunningServer, opened: Opener, jump: int
) -> None:
    async with opened() as session:
        await session.sync_once()
    async with opened(clock=lambda: float(NOW + jump)) as session:
        await catch_up(server, opened, session.sync_once)
    async with opened() as session:
        await catch_up(server, opened, session.sync_once)
        assert world.all_differences(session, server.url) == []


async def catch_up(server: RunningServer, opened: Opener, sync: Callable[[], Awaitable[object]]) -> None:
    """Something happens, and is fetched."""
    world.add(server, "lots", [{"created": NOW + n} for n in range(3)])
    world.change(server, "manufacturing-orders", [1], code="changed")
    await sync()
