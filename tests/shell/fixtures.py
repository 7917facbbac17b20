"""Fixtures of every test with the whole window: a world, a server of it, an environment that leads there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from forge_desktop.connections import keychain
from forge_desktop.server import tables
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from tests.server import small_world

KEYS = ("an-api-key", "an-access-key")
Serve = Callable[..., RunningServer]


@pytest.fixture
def own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine, and no keychain of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("FORGE_DESKTOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(keychain, "_usable", lambda: None)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the local server without limits, on the demo world or a tiny one; the same database each time."""
    with ExitStack() as running:

        def starting(
            port: int = 0, name: str = "world", *, tiny: bool = False, **told: object
        ) -> RunningServer:
            if tiny and not (tmp_path / f"{name}.db").exists():
                engine = tables.connect(str(tmp_path / f"{name}.db"))
                small_world.build(engine)
                engine.dispose()
            values: dict[str, object] = {
                "database": str(tmp_path / f"{name}.db"),
                "port": port,
                "demo": not tiny,
                "scale": 100,
                "api_key": KEYS[0],
                "access_key": KEYS[1],
                "requests_per_window": 1_000_000,
                "one_in_flight": False,
            }
            server = start(ServerOptions(**(values | told)))  # type: ignore[arg-type]  # a dict of keywords
            running.callback(server.stop)
            return server

        yield starting


@pytest.fixture
def lead(own_surroundings: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the environment name a server."""

    def leading(url: str) -> None:
        monkeypatch.setenv("FORGE_DESKTOP_URL", url)
        monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "local")
        monkeypatch.setenv("FORGE_DESKTOP_API_KEY", KEYS[0])
        monkeypatch.setenv("FORGE_DESKTOP_ACCESS_KEY", KEYS[1])
        monkeypatch.setenv("FORGE_DESKTOP_TIMEZONE", "Europe/Tallinn")

    return leading
