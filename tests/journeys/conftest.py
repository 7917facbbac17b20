"""The fixtures of the journeys through the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from forge_desktop.server.running import RunningServer
from tests.journeys.shopfloor import Shop
from tests.shell.fixtures import lead, own_surroundings, serve
from tests.shell.living import Clock

__all__ = ["clock", "lead", "own_surroundings", "serve", "shop_of"]


@pytest.fixture
def clock() -> Clock:
    """Both clocks of the program under test."""
    return Clock()


@pytest.fixture
def shop_of() -> Iterator[Callable[[RunningServer], Shop]]:
    """Looks at the database of a server; closed after the test."""
    opened: list[Shop] = []

    def opening(server: RunningServer) -> Shop:
        opened.append(Shop(server))
        return opened[-1]

    yield opening
    for shop in opened:
        shop.close()
