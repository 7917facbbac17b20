"""What a server never takes: recorded at once, without a request, and over with when a later read shows it."""

from __future__ import annotations

import pytest

from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Session
from tests.server.small_floor import NOW
from tests.sync import world
from tests.sync.conftest import Opener

pytestmark = pytest.mark.anyio
MADE = "manufacturing-orders"


def _change(key: int, status: int, base: int) -> Command:
    return command(MADE, Verb.STATUS, key, {"status": status}, made=NOW, base={"status": base}, reason="Told")


def _states(session: Session) -> list[State]:
    return [entry.state for entry in session.writes.outbox.entries()]


@pytest.mark.parametrize("profile", ["mrpeasy-seed", "mrpeasy-current"])
async def test_it_is_recorded_before_anything_could_be_sent(opened: Opener, profile: str) -> None:
    async with opened(profile=profile) as session:
        entry = session.writes.submit(_change(3, 35, 30), 10)
        assert entry.state is State.RECORDED
        assert session.client.sent == 0
        edited = session.writes.edit(entry.command.id, {"status": 40}, reason="")
        assert (edited.state, edited.command.reason) == (State.RECORDED, "")
        assert session.client.sent == 0
        assert session.writes.discard(entry.command.id).state is State.DISCARDED


async def test_a_read_that_shows_the_last_change_ends_those_before_it(
    opened: Opener, server: RunningServer
) -> None:
    async with opened() as session:
        await session.sync_once([MADE])
        for status, base in ((30, 20), (35, 30), (40, 35)):
            session.writes.submit(_change(2, status, base))
        session.writes.submit(_change(7, 30, 20))
        world.change(server, MADE, [2], status=40)
        await session.sync_once([MADE], full=True)
        await session.push_all(0)
        assert _states(session) == [*[State.DELIVERED] * 3, State.RECORDED]
        assert [path for method, path, *_ in server.log if method != "GET"] == []


async def test_a_read_that_shows_an_earlier_change_leaves_the_later_one(
    opened: Opener, server: RunningServer
) -> None:
    async with opened() as session:
        await session.sync_once([MADE])
        session.writes.submit(_change(2, 30, 20))
        session.writes.submit(_change(2, 40, 30))
        world.change(server, MADE, [2], status=30)
        await session.sync_once([MADE], full=True)
        await session.push_all(0)
        assert _states(session) == [State.DELIVERED, State.RECORDED]


async def test_a_reason_is_written_once_into_the_orders_notes(opened: Opener, server: RunningServer) -> None:
    async with opened(profile="local") as session:
        session.writes.submit(_change(3, 35, 30))
        await session.push_all(1)
        notes = world.single(server.url, MADE, 3)["notes"]
        assert [note["text"] for note in notes].count("Told") == 1
        session.writes.submit(_change(3, 35, 30))
        await session.push_all(1)  # it is paused already: nothing is written
        notes = world.single(server.url, MADE, 3)["notes"]
        assert [note["text"] for note in notes].count("Told") == 1
        assert _states(session) == [State.DELIVERED, State.DELIVERED]
