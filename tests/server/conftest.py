"""The real server on a small world, over real HTTP, and a client that shows its keys."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from forge_desktop.server import tables
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start

from . import small_world
from .small_floor import NOW

KEYS = {"api_key": "demo", "access_key": "demo"}
Starter = Callable[..., RunningServer]


def basic(user: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database file with the small world; read-only by agreement."""
    path = tmp_path_factory.mktemp("server") / "world.db"
    engine = tables.connect(path)
    small_world.build(engine)
    engine.dispose()
    return str(path)


@pytest.fixture(scope="session")
def server(world: str) -> Iterator[RunningServer]:
    """The local profile without limits on the small world."""
    with start(_options(world)) as running:
        yield running


@pytest.fixture(scope="session")
def client(server: RunningServer) -> Iterator[httpx.Client]:
    """A client with the right keys."""
    with httpx.Client(base_url=server.url, headers=KEYS, trust_env=False) as found:
        yield found


@pytest.fixture
def started(world: str) -> Iterator[Starter]:
    """Starts more servers on the same world, each with its own options; they end with the test."""
    running: list[RunningServer] = []

    def begin(**changes: object) -> RunningServer:
        running.append(start(replace(_options(world), **changes)))  # type: ignore[arg-type]
        return running[-1]

    yield begin
    for one in running:
        one.stop()


@pytest.fixture
def empty(tmp_path: Path) -> ServerOptions:
    """Options for a server whose database has no rows."""
    return replace(_options(str(tmp_path / "empty.db")))


def _options(database: str) -> ServerOptions:
    return ServerOptions(
        database=database,
        demo=False,
        requests_per_window=1_000_000,
        one_in_flight=False,
        now=NOW,
    )
