"""Readers and the writer work at the same time, each on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from forge_desktop.domain.catalog import find
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.errors import StorageTrouble
from forge_desktop.store import Cache, Interrupted, Reader, crew, plan, prices, query
from forge_desktop.store.crew import Crew
from forge_desktop.store.ways import Ask

from .given import SEEN, TALLINN

LOTS = find("mrpeasy", "lots")
ORDERS = find("mrpeasy", "manufacturing-orders")


def page(first: int, count: int) -> list[tuple[int, dict[str, str]]]:
    return [
        (key, {"code": f"L{key:05d}", "item_title": f"Oak {key % 7}"}) for key in range(first, first + count)
    ]


def test_readers_see_whole_pages_while_the_writer_works(cache: Cache) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        reader = cache.reader()
        try:
            while not done.is_set():
                keys = reader.keys(Query("lots", (), "oak", (Sort("code"),)), SEEN)
                if len(keys) % 50 or list(keys) != sorted(keys):
                    wrong.append(keys)
                if None in reader.records(LOTS, keys[:40]):
                    wrong.append("a listed row was not there")
        except BaseException as error:
            wrong.append(error)
        finally:
            reader.close()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for at in range(40):
        cache.records.put(LOTS, page(at * 50 + 1, 50), now=at)
        if at == 20:
            cache.records.settle(LOTS)
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_those_who_help_a_reader_see_the_same_state_as_it_does(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MEMBERS", 2)
    for module, name, forced in (
        (plan, "GLANCE", 3),
        (plan, "LONG", float("-inf")),
        (prices, "LOOKED_AT", -1e9),
    ):
        monkeypatch.setattr(module, name, forced)
    monkeypatch.setattr(query, "FEW", 0)
    done = threading.Event()
    helped: list[list[int] | None] = []
    share = Crew.share

    def told(
        self: Crew, parts: Callable[[int], Sequence[Ask]], own: Callable[[Ask], list[int]]
    ) -> list[int] | None:
        found = share(self, parts, own)
        helped.append(found)
        return found

    monkeypatch.setattr(Crew, "share", told)

    def turn(odd: int) -> None:
        rows: list[tuple[int, dict[str, Json]]] = [
            (key, {"code": f"L{key}", "unit_id": key % 2 ^ odd}) for key in range(1, 61)
        ]
        cache.records.put(LOTS, rows, now=1)

    def write() -> None:
        for at in range(40):
            turn(at % 2)
            time.sleep(0.002)
        done.set()

    turn(0)
    cache.records.settle(LOTS)
    reader = cache.reader()
    thread = threading.Thread(target=write)
    thread.start()
    wanted = Query("lots", (Condition("unit_id", Op.IN, (1,)),), "", (Sort("code"),))
    while not done.is_set() or not any(helped):
        found = reader.first(wanted, SEEN, 40)
        assert len(found) == 30
        assert len({key % 2 for key in found}) == 1
    thread.join()
    reader.close()


def test_a_reader_never_checkpoints_and_never_writes(path: Path, cache: Cache) -> None:
    cache.records.put(LOTS, page(1, 500), now=1)
    log = path.with_name("cache.db-wal")
    before = (log.stat().st_size, path.stat().st_size)
    reader = cache.reader()
    reader.keys(Query("lots"), SEEN)
    with pytest.raises(StorageTrouble):
        reader_writes(reader)
    reader.close()
    assert (log.stat().st_size, path.stat().st_size) == before


def reader_writes(reader: Reader) -> None:
    with reader._asking():
        reader._connection.execute("DELETE FROM lots")


def test_a_running_question_can_be_stopped_from_another_thread(cache: Cache) -> None:
    cache.records.put(LOTS, page(1, 3000), now=1)
    reader = cache.reader()
    stopped: list[type[BaseException]] = []

    def ask() -> None:
        try:
            while True:
                reader.keys(Query("lots", (Condition("item_title", Op.HAS, ("k 3",)),)), SEEN)
        except Interrupted as told:
            stopped.append(type(told))

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive():
        reader.interrupt()
        time.sleep(0.001)
    assert stopped == [Interrupted]
    assert reader.count(Query("lots"), SEEN) == 3000
    reader.close()


@pytest.mark.parametrize(
    "day", [(2026, 3, 29), (2026, 10, 25), (2026, 11, 19)], ids=["23 hours", "25 hours", "24"]
)
def test_late_and_days_follow_the_calendar_of_the_zone(
    cache: Cache, reader: Reader, day: tuple[int, int, int]
) -> None:
    from datetime import datetime

    def at(shift: int, hour: int, minute: int = 0) -> int:
        return int(datetime(day[0], day[1], day[2] + shift, hour, minute, tzinfo=TALLINN).timestamp())

    due = {1: at(-1, 23, 59), 2: at(0, 0), 3: at(0, 23, 59), 4: at(1, 0), 5: at(1, 23, 59), 6: at(2, 0)}
    rows = [(key, {"status": 20, "due_date": when}) for key, when in due.items()]
    cache.records.put(ORDERS, [*rows, (7, {"status": 40, "due_date": due[1]}), (8, {"status": 20})], now=1)
    seen = Seen(at(0, 12), TALLINN)

    def days(first: int | None, last: int | None) -> list[int]:
        return sorted(reader.keys(Query(ORDERS.name, (Condition("due_date", Op.DAYS, (first, last)),)), seen))

    assert days(0, 0) == [2, 3]
    assert days(1, 1) == [4, 5]
    assert days(None, -1) == [1, 7]
    assert days(2, None) == [6]
    assert days(-(10**9), 10**9) == [1, 2, 3, 4, 5, 6, 7]
    late = Query(ORDERS.name, (), "", (Sort("late", descending=True), Sort("due_date", descending=True)))
    assert list(reader.keys(late, seen)) == [1, 6, 5, 4, 3, 2, 7, 8]
