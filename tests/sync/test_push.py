"""The way of a write: pending at once, sent once, read back; else refused, in conflict, or recorded here."""

from __future__ import annotations

import pytest

from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Values
from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import Opener

pytestmark = pytest.mark.anyio
ORDERS = "customer-orders"
MADE = "manufacturing-orders"
LINES: Values = {"customer_id": 1, "reference": "Desk", "products": [{"article_id": 1, "quantity": "2"}]}


def _shown(session: Session, name: str, key: int) -> Record | None:
    reader = session.cache.reader()
    try:
        return reader.record(world.named(session, name), key)
    finally:
        reader.close()


def _new(session: Session, values: Values, name: str = ORDERS, **told: int) -> Command:
    return command(name, Verb.CREATE, session.writes.next_key(), values, made=told.get("made", NOW))


async def test_a_new_order_is_shown_pending_at_once_and_as_the_servers_after_it_arrived(opened: Opener) -> None:
    async with opened(profile="local") as session:
        await session.sync_once(["customers", "items"])
        wanted = _new(session, LINES)
        session.writes.submit(wanted)
        record = _shown(session, ORDERS, wanted.key)
        assert record is not None
        assert (record.pending, record.get("reference"), record.get("ordered")) == ("ready", "Desk", "2")
        assert record.get("customer_name")
        await session.push_all(1)
        entry = session.writes.entry(wanted.id)
        assert (entry.state, _shown(session, ORDERS, wanted.key)) == (State.DELIVERED, None)
        there = _shown(session, ORDERS, entry.result_key or 0)
        assert there is not None
        assert (there.pending, there.get("reference")) == ("", f"Desk {entry.token}")


async def test_a_refused_order_keeps_its_reasons_and_can_be_changed_and_sent(opened: Opener) -> None:
    async with opened(profile="local") as session:
        wanted = _new(session, {**LINES, "customer_id": 987_654})
        session.writes.submit(wanted)
        await session.push_all(1)
        entry = session.writes.entry(wanted.id)
        assert entry.state is State.REJECTED
        assert "customer_id" in entry.reasons[0]
        assert _shown(session, ORDERS, wanted.key) is None
        session.writes.edit(wanted.id, LINES)
        await session.push_all(1)
        assert session.writes.entry(wanted.id).state is State.DELIVERED


async def test_an_order_for_a_new_customer_waits_for_the_customer(opened: Opener) -> None:
    async with opened(profile="local") as session:
        customer = _new(session, {"title": "Brand new"}, "customers")
        order = _new(session, {**LINES, "customer_id": customer.key})
        session.writes.submit(customer)
        session.writes.submit(order)
        shown = _shown(session, ORDERS, order.key)
        assert shown is not None
        assert shown.get("customer_name") == "Brand new"
        await session.push_all(1)
        key = session.writes.entry(customer.id).result_key
        arrived = _shown(session, ORDERS, session.writes.entry(order.id).result_key or 0)
        assert arrived is not None
        assert arrived.get("customer_id") == key


async def test_what_somebody_else_changed_is_shown_and_never_overwritten_silently(
    opened: Opener, server: RunningServer
) -> None:
    async with opened(profile="local") as session:
        await session.sync_once([ORDERS])
        key = max(world.keys(session, ORDERS))
        record = _shown(session, ORDERS, key)
        assert record is not None
        base: Values = {"notes": record.get("notes")}
        world.change(server, ORDERS, [key], notes="theirs")
        wanted = command(ORDERS, Verb.UPDATE, key, {"notes": "mine"}, made=NOW, base=base)
        session.writes.submit(wanted)
        await session.push_all(1)
        entry = session.writes.entry(wanted.id)
        assert entry.state is State.REVIEW
        (side,) = session.writes.sides(entry)
        assert (side.mine, side.theirs, side.was) == ("mine", "theirs", base["notes"])
        assert world.single(server.url, ORDERS, key)["notes"] == "theirs"
        session.writes.retry(wanted.id)
        await session.push_all(1)
        assert world.single(server.url, ORDERS, key)["notes"] == "mine"


async def test_a_status_this_server_does_not_take_is_recorded_and_cleared_by_a_later_read(
    opened: Opener, server: RunningServer
) -> None:
    async with opened() as session:
        await session.sync_once([MADE])
        key = max(world.keys(session, MADE))
        wanted = command(MADE, Verb.STATUS, key, {"status": 35}, made=NOW, base={"status": 10})
        session.writes.submit(wanted)
        await session.push_all(1)
        shown = _shown(session, MADE, key)
        assert session.writes.entry(wanted.id).state is State.RECORDED
        assert shown is not None
        assert (shown.pending, shown.get("status")) == ("recorded", 35)
        world.change(server, MADE, [key], status=35)
        await session.sync_once([MADE], full=True)
        await session.push_all(1)
        shown = _shown(session, MADE, key)
        assert session.writes.entry(wanted.id).state is State.DELIVERED
        assert shown is not None
        assert (shown.pending, shown.get("status")) == ("", 35)


@pytest.mark.parametrize(("status", "hours", "state"), [(30, 9, State.REVIEW), (30, 7, State.DELIVERED)])
async def test_an_old_order_that_books_stock_is_asked_again(
    opened: Opener, status: int, hours: int, state: State
) -> None:
    async with opened(profile="local") as session:
        wanted = _new(session, {**LINES, "status": status}, made=NOW - hours * 3_600)
        session.writes.submit(wanted)
        await session.push_all(1)
        assert session.writes.entry(wanted.id).state is state


async def test_what_waits_is_shown_again_after_a_start_even_when_the_cache_is_new(opened: Opener) -> None:
    async with opened(profile="local") as session:
        wanted = _new(session, LINES)
        session.writes.submit(wanted)
        cache = session.cache.path
    for side in ("", "-wal", "-shm"):
        cache.with_name(cache.name + side).unlink(missing_ok=True)
    async with opened(profile="local") as session:
        shown = _shown(session, ORDERS, wanted.key)
        assert shown is not None
        assert shown.pending == "ready"


async def test_discarding_shows_what_the_server_said(opened: Opener) -> None:
    async with opened(profile="local") as session:
        await session.sync_once([MADE])
        key = max(world.keys(session, MADE))
        before = _shown(session, MADE, key)
        wanted = command(MADE, Verb.STATUS, key, {"status": 70}, made=NOW, base={"status": 10})
        session.writes.submit(wanted)
        session.writes.discard(wanted.id)
        after = _shown(session, MADE, key)
        assert before is not None
        assert after is not None
        assert (after.pending, after.get("status")) == ("", before.get("status"))
