"""Walking an unchanged list again decodes nothing and writes nothing, and misses no change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from forge_desktop.api.jsontext import Raw
from forge_desktop.api.protocol import Aside, Lane, Row
from forge_desktop.api.wire import Decoder
from forge_desktop.domain.scalars import Json
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from forge_desktop.sync import prints
from forge_desktop.sync.single import fetch
from tests.sync import world
from tests.sync.conftest import Opener
from tests.sync.test_refreshing import standing_on

pytestmark = pytest.mark.anyio
LOTS = "lots"


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were decoded, by answer."""
    counts: list[int] = []
    before = Decoder.rows

    def rows(self: Decoder, sent: Sequence[Raw]) -> tuple[tuple[Row, ...], tuple[Aside, ...]]:
        counts.append(len(sent))
        return before(self, sent)

    monkeypatch.setattr(Decoder, "rows", rows)
    return counts


def writes(session: Session) -> int:
    """Rows written into the cache so far."""
    return session.cache.records._connection.total_changes


async def test_a_second_walk_decodes_only_what_changed_and_writes_little_else(
    server: RunningServer, opened: Opener, decoded: list[int]
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.change(server, LOTS, [150, 151, 900], code="changed")
    async with opened() as session:  # a program started again
        decoded.clear()
        before = writes(session)
        outcome = (await session.sync_once([LOTS], full=True))[LOTS]
        assert (outcome.fetched, outcome.changed) == (1003, 3)
        assert sum(decoded) == 3 + 1  # and the one that came when the server was asked for its clock
        assert (
            writes(session) - before < 3 * 20 + 11 * 4
        )  # a changed row with its indexes; pages with their place
        assert world.differences(session, server.url, LOTS) == []
        decoded.clear()
        await session.sync_once([LOTS], full=True)
        assert sum(decoded) == 0


async def test_a_row_that_changed_by_another_way_and_back_is_noticed(
    server: RunningServer, opened: Opener, decoded: list[int]
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        code = world.value(session, LOTS, 150, "code")
        world.change(server, LOTS, [150], code="for a while")
        async with standing_on(session) as ground:
            await fetch(ground, world.named(session, LOTS), 150, lane=Lane.USER)
        assert world.value(session, LOTS, 150, "code") == "for a while"
        world.change(server, LOTS, [150], code=code)
        decoded.clear()
        await session.sync_once([LOTS], full=True)
        assert sum(decoded) == 1
        assert world.value(session, LOTS, 150, "code") == code


async def test_a_row_that_was_buried_and_comes_back_as_it_was_is_shown_again(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        with server.engine.connect() as connection:
            row = connection.exec_driver_sql("SELECT * FROM lots WHERE lot_id = 150").mappings().one()
        world.remove(server, LOTS, [150])
        async with standing_on(session) as ground:
            await fetch(ground, world.named(session, LOTS), 150, lane=Lane.USER)
        assert 150 not in world.keys(session, LOTS)
        names = ", ".join(row.keys())
        with writing(server.engine) as connection:
            places = ", ".join("?" * len(row))
            connection.exec_driver_sql(f"INSERT INTO lots ({names}) VALUES ({places})", tuple(row.values()))
        await session.sync_once([LOTS], full=True)
        assert 150 in world.keys(session, LOTS)
        assert world.differences(session, server.url, LOTS) == []


async def test_rows_that_moved_to_another_page_are_read_again(server: RunningServer, opened: Opener) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, [5])
        world.change(server, LOTS, [500], code="changed")
        await session.sync_once([LOTS], full=True)
        assert world.differences(session, server.url, LOTS) == []
        await session.sync_once([LOTS], full=True)
        assert world.differences(session, server.url, LOTS) == []


@pytest.mark.parametrize("told", ["", "0:AAAA", "1:", "1:AAAA", "1:not base64", 7, None, {"a": 1}])
async def test_a_remembered_page_that_is_no_such_thing_is_no_reason_to_trust_anything(
    server: RunningServer, opened: Opener, decoded: list[int], told: Json
) -> None:
    async with opened() as session:
        await session.sync_once(["units", "items"])
        for name in ("units", "items"):
            session.cache.marks.set(f"prints:{name}/0", told)
        decoded.clear()
        await session.sync_once(["units", "items"], full=True)
        assert sum(decoded) > 0
        assert world.differences(session, server.url, "items") == []


async def test_while_rows_are_damaged_or_set_aside_every_row_is_read(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session, standing_on(session) as ground:
        lots = world.named(session, LOTS)
        await session.sync_once([LOTS])
        assert len(prints.known(ground, lots, 0)) == 100
        ground.set_mark(f"damaged/{LOTS}", [1])
        assert prints.known(ground, lots, 0) == {}
        ground.set_mark(f"damaged/{LOTS}", None)
        ground.cache.records.set_aside(lots, [(3, "unreadable", "…")], now=1)
        assert prints.known(ground, lots, 0) == {}
        await session.sync_once([LOTS], full=True)
        assert len(prints.known(ground, lots, 0)) == 100
