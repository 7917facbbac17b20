"""The demo world at both sizes, built once; tests read it with SQL, amounts as millionths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from forge_desktop.server import tables
from forge_desktop.server.demo import build_world

NOW = 1_795_084_800  # Thursday 19 November 2026, 12:40 in Tallinn
ZONE = ZoneInfo("Europe/Tallinn")
UNIT = 1_000_000


class World:
    """A built world to ask questions of."""

    def __init__(self, engine: Engine, scale: int | None) -> None:
        self.engine, self.scale = engine, scale

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def one(self, sql: str) -> Any:
        """The single value of a query."""
        return self.rows(sql)[0][0]


def build(path: Path, scale: int | None = None, seed: int = 1) -> World:
    """A world in a file of its own."""
    engine = tables.connect(path)
    tables.create_all(engine)
    build_world(engine, now=NOW, timezone="Europe/Tallinn", scale=scale, seed=seed)
    return World(engine, scale)


@pytest.fixture(scope="session")
def near(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world as the demo shows it."""
    world = build(tmp_path_factory.mktemp("near") / "world.db")
    yield world
    world.engine.dispose()


@pytest.fixture(scope="session")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world with a past of 3,000 lots in all."""
    world = build(tmp_path_factory.mktemp("far") / "world.db", 3_000)
    yield world
    world.engine.dispose()


@pytest.fixture(params=["near", "far"])
def world(request: pytest.FixtureRequest) -> World:
    """Each world in turn: what holds in one holds in the other."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, World)
    return found
