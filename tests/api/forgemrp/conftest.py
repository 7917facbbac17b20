"""Clients of the ForgeMRP contract with waits that cost nothing, and the real server on a workshop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from forge_desktop import api
from forge_desktop.api.protocol import Client
from forge_desktop.domain import catalog
from forge_desktop.server import tables
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from tests.api.virtual import VirtualTime
from tests.server.small_floor import NOW
from tests.server.writes import shop

CANARY = "fmrp_live_canarykeyid1_CanarySecret7261fadN6jLx_0a1b2c3d"
Opener = Callable[..., AbstractAsyncContextManager[Client]]


@pytest.fixture
def opened(tmp_path: Path, time: VirtualTime) -> Opener:
    """Opens clients; they are closed when left."""

    @asynccontextmanager
    async def opening(
        url: str, key: str = CANARY, zone: str = "Europe/Tallinn", folder: str = "gate"
    ) -> AsyncIterator[Client]:
        client = api.open_client(
            "forgemrp",
            url,
            api.Keys(key),
            resources=catalog.resources("forgemrp"),
            gate_dir=tmp_path / folder,
            zone=ZoneInfo(zone),
            clock=time.clock,
            sleep=time.sleep,
            chance=Random(1),
        )
        try:
            yield client
        finally:
            await client.aclose()

    return opening


@pytest.fixture
def factory(tmp_path: Path) -> Iterator[RunningServer]:
    """The real server on the workshop, its limit out of the way."""
    path = tmp_path / "factory.db"
    engine = tables.connect(path)
    shop.build(engine)
    engine.dispose()
    with start(ServerOptions(str(path), demo=False, now=NOW, forge_requests=100_000)) as running:
        yield running


def key_for(running: RunningServer, *scopes: str) -> str:
    """A new key with these scopes, or with all."""
    return keys.create(running.engine, scopes or keys.EVERYTHING)
