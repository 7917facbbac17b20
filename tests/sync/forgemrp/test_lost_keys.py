"""Keys revoked and scopes lost in the middle: the list stops, and what was read stays readable."""

from __future__ import annotations

import asyncio

import pytest

from forge_desktop.errors import NotPermitted, SignedOut
from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import keys
from forge_desktop.session import Health, Link, Progress
from tests.sync.forgemrp.conftest import PAGE, Opener, Workshop, held
from tests.sync.test_running import until

pytestmark = pytest.mark.anyio


async def test_a_revoked_key_stops_the_walk_and_a_new_one_goes_on_at_its_cursor(
    workshop: Workshop, sessions: Opener
) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 2 * PAGE:
            workshop.revoke()

    async with sessions(workshop.server.forge_url, workshop.key) as session:
        with pytest.raises(SignedOut):
            await session.sync_once(["quotes"], report=stop)
        assert len(held(session)) == 2 * PAGE  # what was read can still be read
        with pytest.raises(SignedOut):
            await session.sync_once(["quotes"])
        assert len(held(session)) == 2 * PAGE
    key = keys.create(workshop.server.engine, keys.EVERYTHING)
    begun = len(workshop.asked())
    async with sessions(workshop.server.forge_url, key) as session:
        await session.sync_once(["quotes"])
    workshop.key = key
    asked = workshop.asked()[begun:]
    assert len(asked) == 3
    assert all("cursor=" in one for one in asked)
    async with sessions(workshop.server.forge_url, key) as session:
        assert held(session).keys() == workshop.there().keys()


async def test_a_scope_lost_while_walking_stops_that_list_alone_and_the_scope_is_named(
    workshop: Workshop, sessions: Opener
) -> None:
    def narrow(progress: Progress) -> None:
        if progress.resource == "quotes" and progress.done == 2 * PAGE:
            with writing(workshop.server.engine) as connection:
                connection.exec_driver_sql("update api_keys set scopes = 'clients.view inventory.view'")

    async with sessions(workshop.server.forge_url, workshop.key) as session:
        outcomes = await session.sync_once(report=narrow)
        failed = {name: o.failure for name, o in outcomes.items() if o.failure is not None}
        assert "quotes" in failed
        assert not {"clients", "inventory"} & failed.keys()
        assert all(isinstance(failure, NotPermitted) for failure in failed.values())
        assert "quotes.view" in str(failed["quotes"])
        assert len(held(session)) == 2 * PAGE
        assert held(session, "clients").keys() == workshop_clients(workshop)
        with writing(workshop.server.engine) as connection:
            connection.exec_driver_sql("update api_keys set scopes = 'quotes.view'")
        begun = len(workshop.asked())
        await session.sync_once(["quotes"])
        assert len(workshop.asked()) - begun == 3  # from its cursor on
        assert held(session).keys() == workshop.there().keys()


def workshop_clients(workshop: Workshop) -> set[str]:
    """The clients, whatever the key may see."""
    mine, workshop.key = workshop.key, keys.create(workshop.server.engine, ["clients.view"])
    try:
        return set(workshop.there("clients"))
    finally:
        workshop.key = mine


async def test_a_key_revoked_while_the_window_is_open_is_told_once_and_everything_stays_readable(
    workshop: Workshop, sessions: Opener
) -> None:
    told: list[Health] = []
    async with sessions(workshop.server.forge_url, workshop.key) as session:
        engine = session.engine(health=told.append)
        await engine.sync_once()
        before = held(session).keys()
        workshop.revoke()
        running = asyncio.create_task(engine.run())
        engine.refresh("quotes")
        await until(lambda: bool(told) and told[-1].link is Link.SIGNED_OUT)
        asked = len(workshop.server.log)
        engine.hint("quotes", None)
        await asyncio.sleep(0.3)
        assert len(workshop.server.log) - asked <= 2  # a hint asks once more, and learns the same
        assert [health.link for health in told].count(Link.SIGNED_OUT) <= 2
        assert {health.message for health in told if health.link is Link.SIGNED_OUT} == {told[-1].message}
        assert held(session).keys() == before
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
