"""Whoever asks for a look gets one that began after the asking, however often and whenever it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from forge_desktop.api.protocol import Page
from forge_desktop.errors import Busy
from forge_desktop.server.running import RunningServer
from tests.sync import world
from tests.sync.conftest import Opener
from tests.sync.test_running import Life, running, until

pytestmark = pytest.mark.anyio
WHO = "customers"


async def test_a_look_asked_for_during_one_is_had_after_it_and_several_are_one(
    server: RunningServer, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as session, running(session) as life:
        await life.idle()
        one = await _requests_of_a_look(server, life)
        before = len(world.asked(server, WHO))
        ask = session.client.page

        async def page(resource: str, **told: Any) -> Page:
            answer = await ask(resource, **told)
            if resource == WHO and len(world.asked(server, WHO)) == before + one:  # its answers are old now
                world.change(server, WHO, [1], title="Renamed meanwhile")
                for _ in range(3):
                    life.engine.refresh(WHO)
            return answer

        monkeypatch.setattr(session.client, "page", page)
        life.engine.refresh(WHO)
        await until(lambda: world.value(session, WHO, 1, "title") == "Renamed meanwhile")
        await _looked_at(server, life, "units")
        assert len(world.asked(server, WHO)) - before == 2 * one


async def _requests_of_a_look(server: RunningServer, life: Life) -> int:
    before = len(world.asked(server, WHO))
    life.engine.refresh(WHO)
    await _looked_at(server, life, "units")
    return len(world.asked(server, WHO)) - before


async def _looked_at(server: RunningServer, life: Life, name: str) -> None:
    """Wait until a look at another list came to its turn: those before it are over."""
    before = len(world.asked(server, name))
    life.engine.refresh(name)
    await until(lambda: len(world.asked(server, name)) > before)


async def test_a_look_that_failed_is_had_when_it_can_be_though_nobody_asks_again(
    server: RunningServer, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as session, running(session) as life:
        await life.idle()
        ask, failed = session.client.page, list[str]()

        async def page(resource: str, **told: Any) -> Page:
            if resource == WHO and not failed:
                failed.append(resource)
                raise Busy("Not now.", retry_after=0.01)
            return await ask(resource, **told)

        monkeypatch.setattr(session.client, "page", page)
        world.change(server, WHO, [1], title="Renamed meanwhile")
        life.engine.refresh(WHO)
        await until(lambda: world.value(session, WHO, 1, "title") == "Renamed meanwhile")
        assert failed == [WHO]
