"""The same arguments build the same world, of the size asked for, in little memory, where there was none."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest

from forge_desktop.server import tables
from forge_desktop.server.demo import NotEmpty, build_world

from .conftest import NOW, World, build


def _digest(world: World) -> str:
    found = hashlib.sha256()
    for table in tables.METADATA.sorted_tables:
        found.update(repr((table.name, world.rows(f"select * from {table.name} order by 1"))).encode())
    return found.hexdigest()


def _counts(world: World) -> tuple[int, int, int]:
    lots, makes, sales = (
        int(world.one(f"select count(*) from {name}"))
        for name in ("lots", "manufacturing_orders", "customer_orders")
    )
    return lots, makes, sales


def test_the_same_arguments_build_the_same_world(near: World, far: World, tmp_path: Path) -> None:
    for number, known in enumerate((near, far)):
        again = build(tmp_path / f"again{number}.db", known.scale)
        assert _digest(again) == _digest(known)
        again.engine.dispose()


def test_another_seed_tells_another_story(near: World, tmp_path: Path) -> None:
    other = build(tmp_path / "other.db", seed=2)
    assert _digest(other) != _digest(near)
    other.engine.dispose()


def test_a_database_with_data_is_refused_and_left_alone(tmp_path: Path) -> None:
    world = build(tmp_path / "world.db")
    before = _digest(world)
    with pytest.raises(NotEmpty, match="already holds data"):
        build_world(world.engine, now=NOW, timezone="Europe/Tallinn", scale=None, seed=2)
    assert _digest(world) == before
    world.engine.dispose()


def test_a_world_without_a_scale_has_the_size_of_a_small_shop(near: World) -> None:
    lots, makes, sales = _counts(near)
    assert 750 < lots < 1_000
    assert 320 < makes < 420
    assert sales == 240


def test_a_scale_is_the_number_of_lots_and_brings_a_tenth_of_orders_to_make(tmp_path: Path) -> None:
    world = build(tmp_path / "world.db", 9_000)
    assert _counts(world) == (9_000, 900, 450)
    world.engine.dispose()


def test_a_small_scale_is_exact_in_lots(far: World) -> None:
    assert _counts(far)[0] == 3_000


def test_a_scale_below_the_near_world_changes_nothing(near: World, tmp_path: Path) -> None:
    world = build(tmp_path / "world.db", 100)
    assert _digest(world) == _digest(near)
    world.engine.dispose()


def test_the_past_reaches_back_about_ten_years(far: World) -> None:
    first, last = far.rows("select min(created), max(created) from lots")[0]
    assert 3_500 * 86_400 < last - first < 3_700 * 86_400


def test_four_times_the_past_takes_hardly_more_memory(tmp_path: Path) -> None:
    peaks = []
    for scale in (5_000, 20_000):
        tracemalloc.start()
        world = build(tmp_path / f"{scale}.db", scale)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        world.engine.dispose()
    assert peaks[1] < peaks[0] * 1.5
