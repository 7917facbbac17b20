"""A server that does late what nobody waited for any more: told ten minutes and a day after delivery."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from forge_desktop.connections import make_connection
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.resource import Values
from forge_desktop.outbox import Entry, State
from forge_desktop.paths import Folders
from forge_desktop.server import tables as t
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from tests.server.small_floor import NOW
from tests.sync.conftest import KEYS, NO_LIMITS, options

pytestmark = pytest.mark.anyio
ORDERS, MADE = "customer-orders", "manufacturing-orders"
ORDER: Values = {"customer_id": 1, "reference": "Late", "products": [{"article_id": 1, "quantity": "2"}]}
MAKE: Values = {"article_id": 3, "quantity": "3", "assigned_id": 1, "site_id": 1}


class Times:
    """Both clocks, put forward by hand."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def wall(self) -> float:
        """UTC seconds."""
        return self.now

    def steady(self) -> float:
        """Seconds that only go on."""
        return self.now - NOW


Opening = Callable[[RunningServer], AbstractAsyncContextManager[Session]]


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def session_of(tmp_path: Path, times: Times) -> Opening:
    """A session whose quiet period is over at once: the late server is later than it."""

    @asynccontextmanager
    async def opening(server: RunningServer) -> AsyncIterator[Session]:
        shop = make_connection(
            name="shop", profile="local", base_url=server.url, timezone="Europe/Tallinn", ident="shop"
        )
        folders, told = Folders(tmp_path / "data"), {"clock": times.wall, "monotonic": times.steady}
        async with Session.open(folders, shop, KEYS, limits=NO_LIMITS, quiet=0, **told) as session:
            yield session

    return opening


async def _delivered_after_a_late_answer(
    session: Session, server: RunningServer, name: str, wanted: Values
) -> Entry:
    """The first attempt is done late, the second at once, as no look-up could find the first."""
    await session.sync_once(["customers", "items", MADE, ORDERS])
    wish = command(name, Verb.CREATE, session.writes.next_key(), wanted, made=NOW)
    lookups = 1 if name == MADE else 0  # the look for the high-water mark comes first
    server.faults.plan(*[""] * lookups, "late")
    session.writes.submit(wish)
    for _ in range(50):
        await session.push_all(1)
        if session.writes.entry(wish.id).state is State.DELIVERED:
            break
    entry = session.writes.entry(wish.id)
    assert (entry.state, entry.tries) == (State.DELIVERED, 2), entry.reasons
    return entry


def _count(server: RunningServer, name: str) -> int:
    table = t.customer_orders if name == ORDERS else t.manufacturing_orders
    with server.engine.connect() as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


@pytest.mark.parametrize(("name", "wanted"), [(ORDERS, ORDER), (MADE, MAKE)])
async def test_what_was_done_twice_by_a_late_server_is_told_after_ten_minutes(
    database: Path, session_of: Opening, times: Times, name: str, wanted: Values
) -> None:
    with start(options(database, late_seconds=3_600)) as server:
        before = _count(server, name)
        async with session_of(server) as session:
            entry = await _delivered_after_a_late_answer(session, server, name, wanted)
            _replay(server, entry)
            assert _count(server, name) == before + 2
            times.now += 599
            await session.push_all(0)
            assert session.writes.entry(entry.command.id).state is State.DELIVERED
            times.now += 2
            await session.push_all(0)
            told = session.writes.entry(entry.command.id)
            assert told.state is State.REVIEW
            assert told.reasons[0].startswith("It arrived 2 times: ")
            assert told.result_key == entry.result_key
            assert _count(server, name) == before + 2  # told, never repaired


async def test_what_was_done_twice_hours_later_is_told_after_a_day(
    database: Path, session_of: Opening, times: Times
) -> None:
    with start(options(database, late_seconds=3_600)) as server:
        async with session_of(server) as session:
            entry = await _delivered_after_a_late_answer(session, server, ORDERS, ORDER)
            times.now += 601
            await session.push_all(0)
            assert session.writes.entry(entry.command.id).state is State.DELIVERED
            _replay(server, entry)
            times.now += 80_000
            await session.push_all(0)
            assert session.writes.entry(entry.command.id).state is State.DELIVERED
            times.now += 6_000
            await session.push_all(0)
            told = session.writes.entry(entry.command.id)
            assert (told.state, told.reasons[0][:19]) == (State.REVIEW, "It arrived 2 times:")
            session.writes.confirm(told.command.id)
            assert session.writes.entry(entry.command.id).state is State.DELIVERED


async def test_what_arrived_once_is_looked_up_twice_and_then_left_alone(
    database: Path, session_of: Opening, times: Times
) -> None:
    with start(options(database, late_seconds=3_600)) as server:
        async with session_of(server) as session:
            entry = await _delivered_after_a_late_answer(session, server, ORDERS, ORDER)
            asked = []
            for seconds in (601, 86_400, 86_400):
                times.now += seconds
                before = len(server.log)
                await session.push_all(0)
                asked.append(len(server.log) > before)
            assert asked == [True, True, False]
            done = session.writes.entry(entry.command.id)
            assert (done.state, done.not_before) == (State.DELIVERED, 0)


def _replay(server: RunningServer, entry: Entry) -> None:
    """What a late server does, at a moment of our choosing: the same request once more."""
    name, sent = entry.command.resource, entry.frozen or {}
    body = {key: str(value) for key, value in sent.items() if key != "products"}
    if name == ORDERS:
        body |= {"products[0][article_id]": "1", "products[0][quantity]": "2"}
    headers = {"api_key": KEYS.api_key, "access_key": KEYS.access_key}
    with httpx.Client(trust_env=False, headers=headers) as client:
        assert client.post(f"{server.url}/{name}", data=body).status_code == 201
