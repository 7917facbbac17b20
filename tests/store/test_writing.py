"""Writing costs only what changed, and carries on to hints, children and details."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest

from forge_desktop.domain.catalog import find
from forge_desktop.domain.changes import Change
from forge_desktop.domain.query import Query
from forge_desktop.store import Cache, Reader, settling

from .given import SEEN

LOTS, ORDERS = find("mrpeasy", "lots"), find("mrpeasy", "manufacturing-orders")
SALES, STEPS = find("mrpeasy", "customer-orders"), find("mrpeasy", "operations")


def written(cache: Cache) -> int:
    """Rows that SQLite has written so far on the writer's connection."""
    return cache._connection.total_changes


def lots(count: int, **values: Any) -> list[tuple[int, dict[str, Any]]]:
    return [(key, {"lot_id": key, "code": f"L{key}", "status": 20, **values}) for key in range(1, count + 1)]


def mo(key: int, *steps: int, **values: Any) -> dict[str, Any]:
    operations = [
        {"operation_id": step, "ord": i, "description": f"Step {step}"} for i, step in enumerate(steps)
    ]
    return {"man_ord_id": key, "code": f"MO{key}", "status": 20, **values, "operations": operations}


def sale(key: int, *orders: int, customer: str = "Acme") -> dict[str, Any]:
    lines = [{"source": [{"man_ord_id": order}]} for order in orders]
    return {"cust_ord_id": key, "code": f"CO{key}", "customer_name": customer, "products": lines}


@pytest.mark.parametrize("settled", [False, True])
def test_unchanged_rows_cost_no_write(cache: Cache, settled: bool) -> None:
    first = cache.records.put(LOTS, lots(300), now=1)
    assert (first.added, first.changed, first.unchanged) == (300, 0, 0)
    if settled:
        cache.records.settle(LOTS)
    cache.records.put(LOTS, lots(300), now=2)
    before = written(cache)
    again = cache.records.put(LOTS, lots(300), now=2)
    assert (again.added, again.changed, again.unchanged, again.changes) == (0, 0, 300, ())
    assert written(cache) == before


def test_only_the_changed_row_is_written_and_told(cache: Cache, reader: Reader) -> None:
    cache.records.put(LOTS, lots(300), now=1)
    cache.records.settle(LOTS)
    before = written(cache)
    turned = [(key, {**values, "status": 25} if key == 7 else values) for key, values in lots(300)]
    put = cache.records.put(LOTS, turned, now=2)
    assert (put.changed, put.unchanged, put.changes) == (1, 299, (Change("lots", (7,)),))
    assert written(cache) - before == 1
    record = reader.record(LOTS, 7)
    assert record is not None
    assert record.values["status"] == 25


def test_search_follows_a_changed_text_and_a_deleted_row(cache: Cache, reader: Reader) -> None:
    cache.records.put(LOTS, lots(5, item_title="Oak table"), now=1)
    cache.records.settle(LOTS)
    cache.records.put(LOTS, [(2, {"code": "L2", "item_title": "Walnut bench"})], now=2)
    cache.records.put(LOTS, [(9, {"code": "L9", "item_title": "Oak door"})], now=2)
    cache.records.bury(LOTS, [3], now=3)
    assert list(reader.keys(Query("lots", (), "oak"), SEEN)) == [1, 4, 5, 9]
    assert list(reader.keys(Query("lots", (), "walnut"), SEEN)) == [2]
    cache._connection.execute("INSERT INTO lots_text (lots_text, rank) VALUES ('integrity-check', 1)")


def test_another_order_of_the_same_fields_is_no_change(cache: Cache) -> None:
    cache.records.put(LOTS, [(1, {"lot_id": 1, "code": "L1", "more": {"a": 1, "b": 2}})], now=1)
    put = cache.records.put(LOTS, [(1, {"more": {"b": 2, "a": 1}, "code": "L1", "lot_id": 1})], now=1)
    assert put.unchanged == 1


def test_a_list_never_drops_details_and_works_children_out_anew(cache: Cache, reader: Reader) -> None:
    cache.records.put_detail(ORDERS, 1, mo(1, 10, 11, notes=[]), now=50)
    put = cache.records.put(
        ORDERS, [(1, {"man_ord_id": 1, "code": "MO1", "status": 30, "operations": None})], now=60
    )
    assert put.changes == (Change(ORDERS.name, (1,)), Change(STEPS.name, (10, 11)))
    record = reader.record(ORDERS, 1)
    assert record is not None
    assert (record.detail_at, record.values["notes"]) == (50, [])
    listed = reader.records(ORDERS, [1])[0]
    assert listed is not None
    assert "operations" not in listed.values
    assert listed.values["operations_done"] == "0 of 2"
    step = reader.record(STEPS, 10)
    assert step is not None
    assert (step.values["order_status"], step.names["man_ord_id"]) == (30, "MO1")


def test_children_that_vanish_are_deleted(cache: Cache, reader: Reader) -> None:
    cache.records.put_detail(ORDERS, 1, mo(1, 10, 11), now=1)
    cache.records.put_detail(ORDERS, 2, mo(2, 20), now=1)
    put = cache.records.put_detail(ORDERS, 1, mo(1, 11, 12), now=2)
    assert Change(STEPS.name, (10, 11, 12)) in put.changes
    assert sorted(reader.keys(Query(STEPS.name), SEEN)) == [11, 12, 20]


def test_details_looked_at_again_unchanged_only_move_their_time(cache: Cache, reader: Reader) -> None:
    cache.records.put_detail(ORDERS, 1, mo(1, 10), now=1)
    put = cache.records.put_detail(ORDERS, 1, mo(1, 10), now=9)
    record = reader.record(ORDERS, 1)
    assert record is not None
    assert (put.unchanged, put.changes, record.detail_at) == (1, (), 9)


@pytest.mark.parametrize("order", list(permutations(["list", "detail", "sale"])), ids="-".join)
def test_hints_and_children_do_not_depend_on_who_comes_first(
    cache: Cache, reader: Reader, order: tuple[str, ...]
) -> None:
    for step in order:
        if step == "list":
            cache.records.put(ORDERS, [(1, {k: v for k, v in mo(1).items() if k != "operations"})], now=1)
        elif step == "detail":
            cache.records.put_detail(ORDERS, 1, mo(1, 10), now=2)
        else:
            cache.records.put(SALES, [(5, sale(5, 1))], now=3)
    parent, child = reader.record(ORDERS, 1), reader.record(STEPS, 10)
    assert parent is not None
    assert child is not None
    assert (parent.values["for_order"], parent.values["for_customer"]) == ("CO5", "Acme")
    assert (child.values["for_order"], child.values["for_customer"]) == ("CO5", "Acme")


def test_the_newer_of_two_hints_wins_and_the_older_comes_back(cache: Cache, reader: Reader) -> None:
    cache.records.put(ORDERS, [(1, {"code": "MO1"})], now=1)
    cache.records.put(SALES, [(8, sale(8, 1, customer="New")), (5, sale(5, 1, customer="Old"))], now=1)

    def told() -> Any:
        record = reader.record(ORDERS, 1)
        assert record is not None
        return record.values.get("for_customer")

    assert told() == "New"
    put = cache.records.put(SALES, [(8, sale(8, customer="New"))], now=2)
    assert Change(ORDERS.name, (1,)) in put.changes
    assert told() == "Old"
    cache.records.bury(SALES, [5], now=3)
    assert told() is None


def test_a_buried_record_is_gone_with_its_children_and_comes_back_with_its_details(
    cache: Cache, reader: Reader
) -> None:
    cache.records.put_detail(ORDERS, 1, mo(1, 10), now=1)
    listed = {k: v for k, v in mo(1).items() if k != "operations"}
    put = cache.records.bury(ORDERS, [1, 99], now=2)
    assert put.changes == (Change(ORDERS.name, (1,)), Change(STEPS.name, (10,)))
    assert (reader.record(ORDERS, 1), reader.record(STEPS, 10)) == (None, None)
    assert len(reader.keys(Query(ORDERS.name), SEEN)) == 0
    back = cache.records.put(ORDERS, [(1, listed)], now=3)
    assert back.added == 1
    record = reader.record(ORDERS, 1)
    assert record is not None
    assert record.detail_at == 1
    assert reader.record(STEPS, 10) is not None


@pytest.mark.parametrize(("days", "detail_at"), [(29, 1), (31, None)])
def test_graves_are_cleared_when_a_cache_is_opened_after_thirty_days(
    path: Path, days: int, detail_at: int | None
) -> None:
    with closing(Cache.open(path, "mrpeasy", clock=lambda: 100)) as cache:
        cache.records.put_detail(ORDERS, 1, mo(1, 10), now=1)
        cache.records.bury(ORDERS, [1], now=100)
    with closing(Cache.open(path, "mrpeasy", clock=lambda: 100 + days * 86_400)) as cache:
        cache.records.put(ORDERS, [(1, {"code": "MO1"})], now=101)
        with closing(cache.reader()) as reader:
            record = reader.record(ORDERS, 1)
    assert record is not None
    assert record.detail_at == detail_at


def test_a_row_set_aside_is_kept_until_it_comes_in_order(cache: Cache, reader: Reader) -> None:
    cache.records.set_aside(LOTS, [(4, "no number", '{"lot_id": 4}'), (None, "no key", "\ud800{}")], now=7)
    cache.records.set_aside(LOTS, [(4, "no number", '{"lot_id": 4}')], now=8)
    assert [(key, reason, at) for key, reason, _, at in reader.asides(LOTS)] == [
        (4, "no number", 8),
        (None, "no key", 7),
    ]
    cache.records.put(LOTS, lots(4), now=9)
    assert [key for key, *_ in reader.asides(LOTS)] == [None]


def test_marks_are_read_by_prefix_and_taken_away(cache: Cache, reader: Reader) -> None:
    cache.marks.set("walk/lots", {"start": 100})
    cache.marks.set("walk/items", [1, "2"])
    cache.marks.set("other", True)
    assert cache.marks.all("walk/") == {"walk/items": [1, "2"], "walk/lots": {"start": 100}}
    assert reader.mark("walk/lots") == {"start": 100}
    cache.marks.set("other", None)
    assert cache.marks.get("other") is None


def test_a_failing_batch_takes_back_rows_and_marks_together(cache: Cache, reader: Reader) -> None:
    def fail() -> None:
        with cache.records.batch():
            cache.records.put(LOTS, lots(3), now=1, marks={"cursor": 3})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (cache.marks.get("cursor"), len(reader.keys(Query("lots"), SEEN))) == (None, 0)


def test_a_page_that_fails_within_a_batch_leaves_the_others(cache: Cache, reader: Reader) -> None:
    bad: Any = [(4, {"code": "L4"}), ("x", {"code": "bad key"})]
    with cache.records.batch():
        cache.records.put(LOTS, lots(3), now=1, marks={"cursor": 3})
        with pytest.raises(sqlite3.Error):
            cache.records.put(LOTS, bad, now=1)
    assert (cache.marks.get("cursor"), list(reader.keys(Query("lots"), SEEN))) == (3, [1, 2, 3])


def indexes(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        found = other.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index' AND tbl_name = 'lots'")
        count: int = found.fetchone()[0]
    return count


def test_quiet_pages_build_the_indexes_in_bites(cache: Cache, path: Path) -> None:
    cache.records.put(LOTS, lots(3), now=1)
    few = indexes(path)
    cache.records.put(LOTS, lots(3), now=1)
    assert indexes(path) > few
    for _ in LOTS.fields:
        cache.records.put(LOTS, lots(3), now=1)
    assert indexes(path) > few + len(LOTS.columns)


def test_settling_in_bites_ends_and_search_follows_what_is_written_meanwhile(
    cache: Cache, reader: Reader, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "PORTION", 4)
    wood = {key: "Oak" if key % 2 else "Ash" for key in range(1, 31)}

    fresh = count(1_000)

    def write(key: int, title: str) -> None:
        wood[key] = title
        rows = [(key, title), (next(fresh), "a page with a new row is not a quiet one")]
        cache.records.put(LOTS, [(at, {"code": f"L{at}", "item_title": told}) for at, told in rows], now=2)

    for key, title in wood.items():
        write(key, title)
    bites = 0
    while cache.records.settle_some(LOTS, 0):
        bites += 1
        write(bites % 30 + 1, "Elm")
        write(100 + bites if bites % 3 else -bites, "Oak")
        buried = bites * 7 % 30 + 1
        cache.records.bury(LOTS, [buried], now=3)
        wood.pop(buried, None)
    whole = indexes(path)
    assert bites > len(LOTS.columns) + 30 // 4
    for title in ("Oak", "Ash", "Elm"):
        expected = sorted(key for key, now in wood.items() if now == title)
        assert sorted(reader.keys(Query("lots", (), title.lower()), SEEN)) == expected
    cache.records.settle(LOTS)
    assert indexes(path) == whole
    cache._connection.execute("INSERT INTO lots_text (lots_text, rank) VALUES ('integrity-check', 1)")
