"""Clients of the real local server and of rogues, with waits that cost nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forge_desktop import api
from forge_desktop.api.protocol import Client
from forge_desktop.domain import catalog
from forge_desktop.server import tables
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from tests.api.virtual import VirtualTime
from tests.server import small_world
from tests.server.small_floor import NOW

CANARIES = api.Keys("canary-key-7261", 'canary-secret-%"u(fad*N6j&L')
DEMO = api.Keys("demo", "demo")
MRPEASY = [profile.name for profile in api.PROFILES.values() if profile.dialect == "mrpeasy"]
Opener = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def anyio_backend() -> str:
    """The engine lives on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database file with the server's small world; only read."""
    path = str(tmp_path_factory.mktemp("api") / "world.db")
    engine = tables.connect(path)
    small_world.build(engine)
    engine.dispose()
    return path


def options(world: str, **changes: Any) -> ServerOptions:
    """Options of a server on the small world."""
    return ServerOptions(database=world, demo=False, now=NOW, **changes)


@pytest.fixture(scope="session")
def server(world: str) -> Iterator[RunningServer]:
    """The seed profile of the real server, one request in flight, its window out of the way."""
    with start(options(world, profile="mrpeasy-seed", requests_per_window=1_000_000)) as running:
        yield running


@pytest.fixture
def time() -> VirtualTime:
    """The clock and the sleep of the clients of this test."""
    return VirtualTime()


@pytest.fixture
def opened(tmp_path: Path, time: VirtualTime) -> Opener:
    """Opens clients; they are closed when left."""

    @asynccontextmanager
    async def opening(
        url: str, profile: str = "mrpeasy-seed", keys: api.Keys = CANARIES
    ) -> AsyncIterator[Client]:
        client = api.open_client(
            profile,
            url,
            keys,
            resources=catalog.resources("mrpeasy"),
            gate_dir=tmp_path / "gate",
            clock=time.clock,
            sleep=time.sleep,
            chance=Random(1),
        )
        try:
            yield client
        finally:
            await client.aclose()

    return opening
