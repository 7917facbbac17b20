"""A damaged, locked, newer or full cache costs nobody their data and says in words what happened."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from forge_desktop.domain.catalog import find
from forge_desktop.domain.query import Query
from forge_desktop.errors import StorageTrouble
from forge_desktop.store import Cache, Reader, database

from .given import SEEN

LOTS = find("mrpeasy", "lots")
ORDERS = find("mrpeasy", "manufacturing-orders")
Opener = Callable[[Path], Cache]


def fill(path: Path, count: int = 200) -> None:
    cache = Cache.open(path, "mrpeasy")
    with closing(cache):
        pages = [(key, {"code": f"L{key}", "item_title": "Oak table"}) for key in range(1, count + 1)]
        cache.records.put(LOTS, pages, now=1, marks={"cursor": count})


def raw(path: Path, sql: str) -> None:
    """Do something to the file behind the program's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(sql)


def count(cache: Cache) -> int:
    with closing(cache.reader()) as reader:
        return reader.count(Query("lots"), SEEN)


def test_the_cache_is_still_there_after_closing(path: Path, opened: Opener) -> None:
    fill(path)
    cache = opened(path)
    assert (cache.notice, count(cache), cache.marks.get("cursor")) == ("", 200, 200)


@pytest.mark.parametrize(
    "content", [b"not a database at all" * 500, b"\x00" * 8192, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_put_aside(path: Path, opened: Opener, content: bytes) -> None:
    path.write_bytes(content)
    cache = opened(path)
    assert "cache.db.damaged-1" in cache.notice
    assert path.with_name("cache.db.damaged-1").read_bytes() == content
    assert count(cache) == 0


def test_an_empty_file_is_simply_built(path: Path, opened: Opener) -> None:
    path.write_bytes(b"")
    cache = opened(path)
    assert (cache.notice, count(cache)) == ("", 0)


def test_flipped_bytes_are_never_shown_as_good(path: Path, opened: Opener) -> None:
    fill(path)
    whole, draw = path.read_bytes(), random.Random(3)
    good = {f"L{key}" for key in range(1, 201)}
    messages: list[str] = []
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[draw.randrange(100, len(damaged))] ^= 1 << draw.randrange(8)
        for side in path.parent.iterdir():
            side.unlink()
        path.write_bytes(damaged)
        try:
            cache = opened(path)
            with closing(cache.reader()) as reader:
                shown = [r for r in reader.records(LOTS, list(range(1, 201))) if r is not None]
            assert {str(r.values["code"]) for r in shown} <= good
            assert all(r.values["item_title"] == "Oak table" for r in shown)
            cache.close()
        except StorageTrouble as told:
            messages.append(told.message)
    assert all(str(path) in message for message in messages)


def test_a_damaged_row_counts_as_missing_and_is_fetched_again(cache: Cache, reader: Reader, path: Path) -> None:
    cache.records.put(LOTS, [(1, {"code": "L1"}), (2, {"code": "L2"})], now=1)
    raw(path, "UPDATE lots SET doc = replace(doc, 'L1', 'L7') WHERE key = 1")
    assert reader.records(LOTS, [1, 2])[0] is None
    assert reader.records(LOTS, [1, 2])[0] is None
    cache.records.put(LOTS, [(2, {"code": "L2"})], now=2)
    assert reader.mark("damaged/lots") == [1]
    put = cache.records.put(LOTS, [(1, {"code": "L1"})], now=3)
    assert put.changed == 1
    assert reader.mark("damaged/lots") is None
    record = reader.record(LOTS, 1)
    assert record is not None
    assert record.values["code"] == "L1"


def test_a_damaged_detail_costs_the_detail_alone(cache: Cache, reader: Reader, path: Path) -> None:
    cache.records.put_detail(ORDERS, 1, {"code": "MO1", "notes": [{"text": "glue"}]}, now=5)
    raw(path, "UPDATE manufacturing_orders SET detail = replace(detail, 'glue', 'nail')")
    record = reader.record(ORDERS, 1)
    assert record is not None
    assert (record.values.get("notes"), record.detail_at, record.values["code"]) == (None, None, "MO1")
    put = cache.records.put_detail(ORDERS, 1, {"code": "MO1", "notes": [{"text": "glue"}]}, now=6)
    assert put.changed == 1


def test_a_file_found_damaged_while_in_use_is_put_aside_at_the_next_start(
    path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, 10_000)
    size = path.stat().st_size
    monkeypatch.setattr(database, "_SMALL", size // 2)
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(random.Random(1).randbytes(size // 2))
    first = opened(path)
    assert first.notice == ""
    with closing(first.reader()) as reader, pytest.raises(StorageTrouble, match="damaged"):
        reader.records(LOTS, list(range(1, 10_001)))
    first.close()
    second = opened(path)
    assert "damaged" in second.notice
    assert count(second) == 0


def test_a_cache_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    fill(path)
    raw(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StorageTrouble, match="newer version") as told:
        Cache.open(path, "mrpeasy")
    assert str(path) in told.value.message
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change", ["UPDATE _meta SET value = 'other' WHERE name = 'catalog'", "PRAGMA user_version = 0"]
)
def test_another_catalog_or_an_older_shape_fetches_everything_again(
    path: Path, opened: Opener, change: str
) -> None:
    fill(path)
    raw(path, change)
    cache = opened(path)
    assert (cache.notice, count(cache), cache.marks.get("cursor")) == ("", 0, None)


def test_a_file_locked_by_another_program_is_named(cache: Cache, path: Path) -> None:
    code = f"""
        import sqlite3, sys
        other = sqlite3.connect({str(path)!r}, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        print("locked", flush=True)
        sys.stdin.read()
    """
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(StorageTrouble, match="Another program") as told:
            cache.records.put(LOTS, [(1, {"code": "L1"})], now=1)
        holder.communicate("")
    assert str(path) in told.value.message
    assert cache.records.put(LOTS, [(1, {"code": "L1"})], now=1).added == 1


@pytest.mark.parametrize("spoiled", ["PRAGMA user_version = 0", "damaged"])
def test_a_file_nobody_may_replace_is_named(path: Path, monkeypatch: pytest.MonkeyPatch, spoiled: str) -> None:
    fill(path)
    if spoiled == "damaged":
        path.write_bytes(b"no database" * 1000)
    else:
        raw(path, spoiled)

    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "rename", held)
    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(StorageTrouble, match="another program has it open") as told:
        Cache.open(path, "mrpeasy")
    assert str(path) in told.value.message


def test_a_cache_that_must_be_rebuilt_while_locked_is_left_alone(path: Path) -> None:
    fill(path)
    raw(path, "PRAGMA user_version = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageTrouble, match="Another program"):
            Cache.open(path, "mrpeasy", patience=0.1)
        other.execute("ROLLBACK")
        assert other.execute("SELECT count(*) FROM lots").fetchone() == (200,)


def test_a_full_disk_leaves_nothing_half_and_the_program_goes_on(cache: Cache, reader: Reader) -> None:
    cache.records.put(LOTS, [(1, {"code": "L1"})], now=1, marks={"cursor": 1})
    pages = cache._connection.execute("PRAGMA page_count").fetchone()[0]
    cache._connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    many = [(key, {"code": f"L{key}", "item_title": "x" * 500}) for key in range(2, 900)]
    with pytest.raises(StorageTrouble, match="no room"):
        cache.records.put(LOTS, many, now=2, marks={"cursor": 899})
    assert (reader.count(Query("lots"), SEEN), cache.marks.get("cursor")) == (1, 1)
    cache._connection.execute("PRAGMA max_page_count = 1000000")
    assert cache.records.put(LOTS, many, now=3, marks={"cursor": 899}).added == 898


def test_a_process_killed_while_it_writes_leaves_whole_pages_with_their_marks(
    path: Path, opened: Opener
) -> None:
    code = f"""
        from pathlib import Path
        from forge_desktop.domain.catalog import find
        from forge_desktop.store import Cache
        cache, lots = Cache.open(Path({str(path)!r}), "mrpeasy"), find("mrpeasy", "lots")
        for page in range(100_000):
            with cache.records.batch():
                for part in (0, 1):
                    first = page * 40 + part * 20 + 1
                    rows = [(key, {{"code": f"L{{key}}"}}) for key in range(first, first + 20)]
                    cache.records.put(lots, rows, now=1, marks={{"cursor": first + 19}})
            print(page, flush=True)
    """
    draw = random.Random(5)
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
        )
        with writer:
            assert writer.stdout is not None
            for _ in range(draw.randint(1, 40)):
                told = int(writer.stdout.readline())
            writer.kill()
        cache = opened(path)
        assert cache.notice == ""
        cursor = cache.marks.get("cursor")
        assert isinstance(cursor, int)
        assert cursor >= (told + 1) * 40
        assert cursor % 40 == 0
        assert count(cache) == cursor
        cache.close()
        path.unlink()
