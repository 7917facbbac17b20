"""The benchmark's quick way of filling a cache writes what the program itself would have written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from forge_desktop.store import Cache
from tests.benchmarks.lots import LOTS, fill, lots


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as other:
        return other.execute("SELECT * FROM lots ORDER BY key").fetchall()


def made(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as other:
        return {name for (name,) in other.execute("SELECT name FROM sqlite_master")}


def test_a_cache_filled_quickly_is_the_one_that_put_writes(tmp_path: Path) -> None:
    fill(tmp_path / "quick.db", 1_000)
    cache = Cache.open(tmp_path / "put.db", "mrpeasy")
    with closing(cache):
        given = list(lots(1_000))
        for at in range(0, 1_000, 100):
            cache.records.put(LOTS, given[at : at + 100], now=1)
        cache.records.settle(LOTS)
    assert rows(tmp_path / "quick.db") == rows(tmp_path / "put.db")
    assert made(tmp_path / "quick.db") == made(tmp_path / "put.db")
