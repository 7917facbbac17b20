"""The fixtures of the journeys through the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.api.forgemrp import assumed
from forge_desktop.connections import environment
from forge_desktop.server.running import RunningServer
from tests.journeys.books import Books
from tests.journeys.dialects import MRPEASY, Dialect
from tests.journeys.shopfloor import Shop
from tests.journeys.stage import Stage
from tests.shell.fixtures import Serve, lead, own_surroundings, serve
from tests.shell.living import Clock

__all__ = [
    "books",
    "clock",
    "dialect",
    "lead",
    "own_surroundings",
    "serve",
    "server",
    "shop",
    "shop_of",
    "stage",
    "vendor",
]


@pytest.fixture
def clock() -> Clock:
    """Both clocks of the program under test."""
    return Clock()


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """The system of the story: MRPeasy, or that of `on_both`."""
    told: Dialect = getattr(request, "param", MRPEASY)
    return told


@pytest.fixture
def stage(
    qapp: QApplication,
    tmp_path: Path,
    serve: Serve,
    dialect: Dialect,
    own_surroundings: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """Where the story takes place; nothing runs there yet."""

    def leading(told: dict[str, str]) -> None:
        for name, value in told.items():
            monkeypatch.setenv(name, value)

    return Stage(qapp, tmp_path, serve, dialect, leading)


@pytest.fixture
def server(stage: Stage) -> RunningServer:
    """The tiny world, and an environment that leads there."""
    return stage.open(tiny=True)


@pytest.fixture
def vendor(stage: Stage, dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], RunningServer]:
    """The tiny world on a server like the vendor's own, of this profile: it takes no status."""

    def opening(profile: str) -> RunningServer:
        server = stage.open(tiny=True, **({} if dialect.scoped else {"profile": profile}))
        monkeypatch.setenv(environment.PROFILE, profile)
        monkeypatch.setattr(assumed, "VENDOR", urlsplit(dialect.url(server)).netloc)
        return server

    return opening


@pytest.fixture
def books(server: RunningServer, dialect: Dialect) -> Books:
    """What arrives in the tiny world; everything on its bill of materials is plain stock."""
    found = Books(server, dialect)
    found.simplify()
    return found


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


@pytest.fixture
def shop(server: RunningServer, shop_of: Callable[[RunningServer], Shop]) -> Shop:
    """The database of the tiny world."""
    return shop_of(server)
