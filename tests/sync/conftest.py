"""A real server with a small world, and real sessions against it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from forge_desktop import api
from forge_desktop.api.gate import Limits
from forge_desktop.connections import make_connection
from forge_desktop.domain.keys import Keys
from forge_desktop.paths import Folders
from forge_desktop.server import tables
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from tests.api.virtual import VirtualTime
from tests.server import small_world
from tests.server.small_floor import NOW

KEYS = Keys("demo", "demo")
NO_LIMITS = Limits(requests=1_000, seconds=0.001, margin=0.0, poll=0.001)
Opener = Callable[..., AbstractAsyncContextManager[Session]]


@pytest.fixture
def anyio_backend() -> str:
    """The engine lives on asyncio."""
    return "asyncio"


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> VirtualTime:
    """The clock and the sleep of every client here: waiting for a server costs nothing."""
    virtual = VirtualTime()
    quick = partial(api.open_client, clock=virtual.clock, sleep=virtual.sleep)
    monkeypatch.setattr(api, "open_client", quick)
    return virtual


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The small world as the bytes of a database, made once."""
    path = tmp_path_factory.mktemp("template") / "world.db"
    engine = tables.connect(path)
    small_world.build(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path.read_bytes()


def options(database: Path, **changes: Any) -> ServerOptions:
    """A server without limits on that database."""
    told: dict[str, Any] = {"demo": False, "requests_per_window": 1_000_000, "one_in_flight": False}
    return ServerOptions(database=str(database), now=NOW, **(told | changes))


@pytest.fixture
def database(template: bytes, tmp_path: Path) -> Path:
    """A small world of this test's own."""
    path = tmp_path / "world.db"
    path.write_bytes(template)
    return path


@pytest.fixture
def server(database: Path) -> Iterator[RunningServer]:
    """The local server on a small world of its own, without limits."""
    with start(options(database)) as running:
        yield running


@pytest.fixture
def opened(server: RunningServer, tmp_path: Path) -> Opener:
    """Opens sessions on the server; each time the same folder, as a program started again would."""

    @asynccontextmanager
    async def opening(
        clock: Callable[[], float] = lambda: float(NOW),
        url: str = server.url,
        profile: str = "mrpeasy-seed",
        ident: str = "shop",
    ) -> AsyncIterator[Session]:
        connection = make_connection(
            name=ident, profile=profile, base_url=url, timezone="Europe/Tallinn", ident=ident
        )
        folders = Folders(tmp_path / "data")
        async with Session.open(folders, connection, KEYS, clock=clock, limits=NO_LIMITS) as session:
            yield session

    return opening
