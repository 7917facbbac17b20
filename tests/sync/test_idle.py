"""An idle station stays within two requests a minute, and is never far behind: hours of virtual time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forge_desktop import api
from forge_desktop.domain import catalog
from forge_desktop.domain.changes import Feed
from forge_desktop.domain.query import Query
from forge_desktop.domain.text import Seen
from forge_desktop.server import receiving, tables
from forge_desktop.server.answer import Answer, refusal
from forge_desktop.server.app import RequestLog, create_app
from forge_desktop.server.faults import Faults
from forge_desktop.server.mrpeasy.endpoints import Asked, MrpeasyApi
from forge_desktop.store import Cache
from forge_desktop.sync import Engine as Syncing
from forge_desktop.sync.state import Health, Link
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import KEYS, options
from tests.sync.virtual_loop import run

MINUTE, HOUR = 60, 3_600
MO, CO, LOTS = "manufacturing-orders", "customer-orders", "lots"


@dataclass
class Station:
    """An engine at its own rhythm, the server's application in the same loop, and the shop's database."""

    engine: Engine
    syncing: Syncing
    cache: Cache
    log: RequestLog
    faults: Faults
    told: list[Health]

    async def hears(self, minutes: float) -> Counter[str]:
        """The requests of the next minutes, by path."""
        self.log.clear()
        await asyncio.sleep(minutes * MINUTE)
        assert all(status in (200, 206) for *_, status in self.log)
        return Counter(path.removeprefix("/rest/v1/") for _, path, _, _ in self.log)

    def value(self, name: str, key: int, field: str) -> Any:
        """One value of a cached record."""
        reader = self.cache.reader()
        try:
            resource = catalog.find("mrpeasy", name)
            record = reader.record(resource, key)
            return None if record is None else record.get(field)
        finally:
            reader.close()

    def keys(self, name: str) -> set[int]:
        """Keys of the cached records."""
        reader = self.cache.reader()
        try:
            return set(reader.keys(Query(name), Seen(NOW, ZoneInfo("UTC"))))
        finally:
            reader.close()

    async def takes(self, done: Callable[[], bool], most: float) -> float:
        """Minutes until it is so."""
        for half in range(int(most * 2) + 1):
            if done():
                return half / 2
            await asyncio.sleep(MINUTE / 2)
        raise AssertionError(f"not within {most} minutes")


class Dated:
    """Adds the header by which a server tells its time."""

    def __init__(self, inner: ASGIApp, clock: Callable[[], float]) -> None:
        self._inner, self._clock = inner, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = datetime.fromtimestamp(self._clock(), UTC)
                message["headers"].append((b"date", format_datetime(now, usegmt=True).encode()))
            await send(message)

        await self._inner(scope, receive, dated)


async def inline(work: Callable[..., Any], *arguments: Any) -> Any:
    """Instead of a thread, which virtual time would not wait for."""
    return work(*arguments)


Story = Callable[[Station], Awaitable[None]]
Teller = Callable[[Story], None]


@pytest.fixture
def tells_time() -> bool:
    """Whether the server sends its clock with each answer."""
    return True


@pytest.fixture
def during(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tells_time: bool
) -> Iterator[Teller]:
    """Tells a story beside an engine that works all the time, an hour after it began."""
    monkeypatch.setattr(receiving, "run_in_threadpool", inline)
    engine = tables.connect(database)

    async def live(story: Story) -> None:
        loop = asyncio.get_running_loop()
        log, faults, told = RequestLog(), Faults(), list[Health]()
        limits = {"requests_per_window": 100, "one_in_flight": True, "profile": "mrpeasy-seed"}
        server: ASGIApp = create_app(
            options(database, **limits), engine, faults=faults, log=log, clock=loop.time
        )
        if tells_time:
            server = Dated(server, lambda: NOW + loop.time())
        resources = catalog.resources("mrpeasy")
        client = api.open_client(
            "mrpeasy-seed",
            "http://127.0.0.1:1/rest/v1",
            KEYS,
            resources=resources,
            gate_dir=tmp_path / "gate",
            clock=loop.time,
            sleep=asyncio.sleep,
            chance=Random(1),
            transport=httpx.ASGITransport(app=server),
        )
        cache = Cache.open(tmp_path / "cache.db", "mrpeasy")

        def seen() -> Seen:
            return Seen(NOW + int(loop.time()), ZoneInfo("Europe/Tallinn"))

        syncing = Syncing(client, cache, Feed(), resources, seen, health=told.append)
        task = asyncio.create_task(syncing.run())
        try:
            await asyncio.sleep(HOUR)
            await story(Station(engine, syncing, cache, log, faults, told))
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await syncing.close()
            await client.aclose()
            cache.close()

    yield lambda story: run(live(story))
    engine.dispose()


@pytest.mark.parametrize(
    ("viewed", "tells_time"), [("", True), ("", False), (MO, True), (CO, True), (LOTS, True), ("items", True)]
)
def test_an_idle_station_asks_at_most_twice_a_minute(during: Teller, viewed: str) -> None:
    async def story(station: Station) -> None:
        if viewed:
            station.syncing.view(viewed)
            await asyncio.sleep(MINUTE)
        for _ in range(2):
            heard = await station.hears(60)
            assert heard.total() <= 120, heard
            assert heard["users/actions"] >= 50
            assert len(heard) >= 16  # nothing is left out for long

    during(story)


def test_hundreds_of_open_orders_do_not_break_the_budget(during: Teller) -> None:
    async def story(station: Station) -> None:
        world.add(station, MO, [{"created": NOW + n, "status": 20} for n in range(400)])
        station.syncing.view(MO)
        await asyncio.sleep(HOUR)
        heard = await station.hears(120)
        assert heard.total() <= 2 * 120 + 20, heard

    during(story)


def test_what_people_do_shows_within_two_minutes(during: Teller) -> None:
    async def story(station: Station) -> None:
        world.change(station, MO, [4], code="changed")
        created = NOW + int(asyncio.get_running_loop().time())
        world.act(station, "Manufacturing order changed", 4, created=created)
        assert await station.takes(lambda: station.value(MO, 4, "code") == "changed", 3) <= 2

    during(story)


@pytest.mark.parametrize("viewed", [True, False])
@pytest.mark.parametrize("tells_time", [True, False])
def test_an_open_order_that_changed_by_itself_shows_soon(during: Teller, viewed: bool) -> None:
    async def story(station: Station) -> None:
        station.syncing.view(MO if viewed else "units")
        await asyncio.sleep(MINUTE)
        world.change(station, MO, [1], part_status=3, code="changed")
        assert await station.takes(lambda: station.value(MO, 1, "code") == "changed", 60) <= (
            10 if viewed else 60
        )

    during(story)


def test_a_closed_record_that_changed_by_itself_shows_within_a_day(during: Teller) -> None:
    async def story(station: Station) -> None:
        world.change(station, LOTS, [3], code="changed")
        world.change(station, "items", [1], title="changed")
        await station.takes(lambda: station.value(LOTS, 3, "code") == "changed", 24 * 60)
        await station.takes(lambda: station.value("items", 1, "title") == "changed", 24 * 60)

    during(story)


def test_maintenance_is_probed_rarely_and_followed_by_catching_up_at_once(during: Teller) -> None:
    async def story(station: Station) -> None:
        station.faults.set("down=1")
        station.log.clear()
        await asyncio.sleep(2 * HOUR)
        assert station.told[-1].link == Link.OFFLINE
        assert 60 <= len(station.log) <= 300
        fresh = world.add(station, CO, [{"created": NOW + 2 * HOUR}])
        world.change(station, "items", [2], title="changed")
        station.faults.set()
        assert await station.takes(lambda: set(fresh) <= station.keys(CO), 3) <= 2
        assert await station.takes(lambda: station.value("items", 2, "title") == "changed", 3) <= 2
        assert [health.link for health in station.told[-1:]] == [Link.ONLINE]

    during(story)


def test_a_list_without_permission_leaves_the_others_alive(
    during: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = MrpeasyApi.answer

    def answer(self: MrpeasyApi, asked: Asked) -> Answer:
        if asked.path.startswith(("/customers", "/users/actions")):
            return refusal(403, "No right to see this")
        return true(self, asked)

    monkeypatch.setattr(MrpeasyApi, "answer", answer)

    async def story(station: Station) -> None:
        assert len(station.keys(LOTS)) == 1_003
        assert station.syncing.health.link is Link.ONLINE
        assert "The key lacks the permission" in station.syncing.health.unseen["customers"]
        fresh = world.add(station, LOTS, [{"created": NOW + HOUR}])
        await station.takes(lambda: set(fresh) <= station.keys(LOTS), 60)
        monkeypatch.setattr(MrpeasyApi, "answer", true)
        await station.takes(lambda: len(station.keys("customers")) == 3, 30)
        await station.takes(lambda: station.syncing.health.unseen == {}, 30)

    during(story)
