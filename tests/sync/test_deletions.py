"""Nothing is hidden but what the server itself says is gone, and never much at once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from forge_desktop.api.protocol import Lane
from forge_desktop.errors import Failure
from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from forge_desktop.sync import gone, refresh, slices
from tests.api.rogue import reply, rogue
from tests.sync import world
from tests.sync.conftest import Opener, options
from tests.sync.test_refreshing import standing_on

pytestmark = pytest.mark.anyio
LOTS, MO = "lots", "manufacturing-orders"


async def scan(session: Session, name: str) -> list[str]:
    """One whole round of the slow re-scan; what a person should know afterwards."""
    async with standing_on(session) as ground:
        while not await slices.scan_next(ground, world.named(session, name)):
            pass
        return gone.words(ground)


@pytest.mark.parametrize("by_slices", [False, True])
async def test_a_few_deleted_records_are_hidden_once_the_server_answers_404(
    server: RunningServer, opened: Opener, by_slices: bool
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, [7, 500, 1003])
        server.log.clear()
        if by_slices:
            assert await scan(session, LOTS) == []
        else:
            await session.sync_once([LOTS])
        assert world.keys(session, LOTS) == set(range(1, 1003)) - {7, 500}
        answered = {path: status for _, path, _, status in server.log if path.count("/") == 4}
        assert answered == {f"/rest/v1/lots/{key}": 404 for key in (7, 500, 1003)}


@pytest.mark.parametrize("by_slices", [False, True])
async def test_suspiciously_many_missing_records_are_all_kept_and_told(
    server: RunningServer, opened: Opener, by_slices: bool
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(100, 130))
        if by_slices:
            told = await scan(session, LOTS)
        else:
            await session.sync_once([LOTS])
            told = [session.engine().health.notice]
        assert len(world.keys(session, LOTS)) == 1003
        assert len(told) == 1
        assert "Stock lots: 30 records" in told[0]
        assert "none of them was hidden" in told[0]


async def test_many_deletions_spread_over_all_slices_are_as_suspicious(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(1, 1001, 20))
        told = await scan(session, LOTS)
        assert len(world.keys(session, LOTS)) >= 1003 - gone.MOST_ROWS
        assert "missing on the server" in told[0]


async def test_a_short_list_is_not_emptied_by_an_empty_server(
    server: RunningServer, opened: Opener, tmp_path: Path
) -> None:
    async with opened() as session:
        await session.sync_once()
        before = {r.name: world.keys(session, r.name) for r in session.resources}
    engine = tables.connect(tmp_path / "empty.db")
    tables.create_all(engine)
    engine.dispose()
    with start(options(tmp_path / "empty.db")) as empty:
        async with opened(url=empty.url) as session:
            for _ in range(2):
                await session.sync_once()
            async with standing_on(session) as ground:
                for resource in session.resources:
                    if not resource.parent and resource.created:
                        await refresh.frugal(ground, resource, lane=Lane.BACKGROUND)
                        await slices.scan_next(ground, resource)
            after = {r.name: world.keys(session, r.name) for r in session.resources}
            assert after == before
            assert "restored from a backup" in session.engine().health.notice


async def test_a_server_restored_from_a_backup_hides_nothing_until_it_has_the_records_again(
    server: RunningServer, opened: Opener, database: Path, template: bytes, tmp_path: Path
) -> None:
    old = tmp_path / "backup.db"
    old.write_bytes(template)
    world.add(server, LOTS, [{"created": 1_780_000_000 + n} for n in range(60)])
    world.add(server, MO, [{"status": 20, "created": 1_780_000_000 + n} for n in range(30)])
    async with opened() as session:
        await session.sync_once()
        before = world.keys(session, LOTS), world.keys(session, MO)
    with start(options(old)) as restored:
        async with opened(url=restored.url) as session:
            await session.sync_once()
            async with standing_on(session) as ground:
                for _ in range(3):
                    await refresh.frugal(ground, world.named(session, MO), lane=Lane.USER)
            assert world.keys(session, LOTS) == before[0]
            assert len(world.keys(session, MO)) >= len(before[1]) - gone.FEW
            notice = session.engine().health.notice
            assert "Stock lots" in notice
            assert "Manufacturing orders" in notice
    async with opened() as session:
        await session.sync_once()
        assert world.all_differences(session, server.url) == []
        assert session.engine().health.notice == ""


async def test_a_buried_record_that_comes_back_is_shown_again_with_its_details(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once()
        with server.engine.connect() as connection:
            row = connection.execute(tables.manufacturing_orders.select().limit(1)).mappings().one()
        key = row["man_ord_id"]
        world.remove(server, MO, [key])
        await session.sync_once([MO])
        assert key not in world.keys(session, MO)
        with writing(server.engine) as connection:
            connection.execute(tables.manufacturing_orders.insert(), dict(row))
        await session.sync_once([MO])
        assert key in world.keys(session, MO)
        assert world.value(session, MO, key, "operations")


@pytest.mark.parametrize(
    "answer",
    [
        reply(status=401),
        reply(status=403),
        reply(status=500),
        reply("<html>bad gateway</html>", 502, content_type="text/html"),
        reply("<html>please sign in</html>", content_type="text/html"),
        reply('{"message": "no route"}', 404),
        reply("<html>not found</html>", 404, content_type="text/html"),
        reply("{}"),
        reply("null"),
        reply("[[["),
        reply("", 204),
        reply("", 302, location="http://127.0.0.1:1/"),
        reply("[]"),
        reply("[]", content_range="items 0-0/0"),
        reply("[]", content_range="items 0-99/250"),
    ],
    ids=lambda answer: answer.split(b"\r\n")[0].decode() + answer.split(b"\r\n\r\n")[1][:12].decode(),
)
async def test_no_answer_of_a_failing_server_reads_as_a_deletion(opened: Opener, answer: bytes) -> None:
    async with opened() as session:
        await session.sync_once()
        before = {r.name: world.keys(session, r.name) for r in session.resources}
    async with rogue(answer) as bad, opened(url=bad.url) as session:
        for names in (None, [LOTS], ["units"], [MO]):
            with suppress(Failure):
                await session.sync_once(names)
        async with standing_on(session) as ground:
            for resource in (r for r in session.resources if not r.parent and r.created):
                with suppress(Failure):
                    await refresh.frugal(ground, resource, lane=Lane.USER)
                with suppress(Failure):
                    await slices.scan_next(ground, resource)
        assert {r.name: world.keys(session, r.name) for r in session.resources} == before
