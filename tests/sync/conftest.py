"""A real server with a small world, and real sessions against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from forge_desktop.connections import Connection
from forge_desktop.domain.keys import Keys
from forge_desktop.paths import Folders
from forge_desktop.server import tables
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from tests.server import small_world

KEYS = Keys("demo", "demo")
Opener = Callable[..., AbstractAsyncContextManager[Session]]


@pytest.fixture
def anyio_backend() -> str:
    """The engine lives on asyncio."""
    return "asyncio"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """The local server on a small world of its own, without limits."""
    database = str(tmp_path / "world.db")
    engine = tables.connect(database)
    small_world.build(engine)
    engine.dispose()
    options = ServerOptions(
        database=database, demo=False, requests_per_window=1_000_000, one_in_flight=False, now=small_world.NOW
    )
    with start(options) as running:
        yield running


@pytest.fixture
def opened(server: RunningServer, tmp_path: Path) -> Opener:
    """Opens sessions on the server; each time the same folder, as a program started again would."""

    @asynccontextmanager
    async def opening(clock: Callable[[], float] = lambda: float(small_world.NOW)) -> AsyncIterator[Session]:
        connection = Connection.demo(server.url, "Europe/Tallinn")
        session = Session.open(Folders(tmp_path / "data"), connection, KEYS, clock=clock)
        async with session:
            yield session

    return opening
