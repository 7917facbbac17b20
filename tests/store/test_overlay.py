"""Pending values lie over what the server said: found, sorted and shown, and gone when the row is deleted."""

from __future__ import annotations

from forge_desktop.domain.catalog import find
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.scalars import Json
from forge_desktop.store import Cache, Pending, Reader
from tests.store.given import SEEN

ORDERS = find("mrpeasy", "manufacturing-orders")
CUSTOMERS = find("mrpeasy", "customer-orders")
NOW = SEEN.now


def _filled(cache: Cache) -> None:
    rows = [(key, {"man_ord_id": key, "code": f"MO{key}", "status": 10}) for key in (1, 2, 3)]
    cache.records.put(ORDERS, rows, now=NOW)


def _status(state: int) -> Query:
    return Query(ORDERS.name, (Condition("status", Op.IN, (state,)),), sort=(Sort("code"),))


def test_a_pending_value_is_shown_found_and_sorted_and_the_servers_is_told_beside_it(
    cache: Cache, reader: Reader
) -> None:
    _filled(cache)
    changes = cache.overlay.lay(Pending("a", ORDERS.name, 2, 1, "ready", {"status": 30}), now=NOW)
    record = reader.record(ORDERS, 2)
    assert record is not None
    assert (record.get("status"), record.pending, dict(record.theirs)) == (30, "ready", {"status": 10})
    assert list(reader.keys(_status(30), SEEN)) == [2]
    assert list(reader.keys(_status(10), SEEN)) == [1, 3]
    assert [(c.resource, c.keys) for c in changes] == [(ORDERS.name, (2,))]


def test_taking_a_change_back_shows_what_the_server_said(cache: Cache, reader: Reader) -> None:
    _filled(cache)
    cache.overlay.lay(Pending("a", ORDERS.name, 2, 1, "ready", {"status": 30}), now=NOW)
    cache.overlay.lift("a", now=NOW)
    record = reader.record(ORDERS, 2)
    assert record is not None
    assert (record.get("status"), record.pending) == (10, "")
    assert list(reader.keys(_status(10), SEEN)) == [1, 2, 3]


def test_the_later_of_two_changes_lies_on_top_and_the_older_ones_state_counts(
    cache: Cache, reader: Reader
) -> None:
    _filled(cache)
    cache.overlay.lay(Pending("b", ORDERS.name, 2, 2, "ready", {"status": 35}), now=NOW)
    cache.overlay.lay(Pending("a", ORDERS.name, 2, 1, "unknown", {"status": 30, "code": "X"}), now=NOW)
    record = reader.record(ORDERS, 2)
    assert record is not None
    assert (record.get("status"), record.get("code"), record.pending) == (35, "X", "unknown")


def test_a_record_no_server_knows_is_found_by_its_text_and_gone_when_it_is_lifted(
    cache: Cache, reader: Reader
) -> None:
    values: dict[str, Json] = {
        "reference": "Birch bench",
        "status": 10,
        "products": [{"article_id": 7, "quantity": "2.5"}],
    }
    cache.records.put(CUSTOMERS, [], now=NOW)
    cache.overlay.lay(Pending("n", CUSTOMERS.name, -1, 1, "ready", values), now=NOW)
    assert list(reader.keys(Query(CUSTOMERS.name, text="birch"), SEEN)) == [-1]
    record = reader.record(CUSTOMERS, -1)
    assert record is not None
    assert (record.pending, record.get("ordered")) == ("ready", "2.5")
    cache.overlay.lift("n", now=NOW)
    assert list(reader.keys(Query(CUSTOMERS.name), SEEN)) == []


def test_what_the_server_sends_meanwhile_goes_below_the_pending_value(cache: Cache, reader: Reader) -> None:
    _filled(cache)
    cache.overlay.lay(Pending("a", ORDERS.name, 2, 1, "ready", {"status": 30}), now=NOW)
    put = cache.records.put(ORDERS, [(2, {"man_ord_id": 2, "code": "MO2b", "status": 20})], now=NOW)
    record = reader.record(ORDERS, 2)
    assert record is not None
    assert put.changed == 1
    assert (record.get("code"), record.get("status"), record.theirs["status"]) == ("MO2b", 30, 20)
    assert list(reader.keys(_status(30), SEEN)) == [2]


def test_sync_reads_only_what_the_server_said(cache: Cache) -> None:
    _filled(cache)
    cache.overlay.lay(Pending("a", ORDERS.name, 2, 1, "ready", {"status": 30}), now=NOW)
    cache.overlay.lay(Pending("n", ORDERS.name, -1, 2, "ready", {"status": 10}), now=NOW)
    plain = cache.reader(pending=False)
    try:
        record = plain.record(ORDERS, 2)
        assert record is not None
        assert record.get("status") == 10
        assert plain.record(ORDERS, -1) is None
        assert plain.count(Query(ORDERS.name), SEEN) == 3
    finally:
        plain.close()


def test_exactly_what_the_outbox_holds_is_shown_after_a_start(cache: Cache, reader: Reader) -> None:
    _filled(cache)
    cache.overlay.lay(Pending("old", ORDERS.name, 1, 1, "ready", {"status": 70}), now=NOW)
    kept = Pending("kept", ORDERS.name, 2, 2, "ready", {"status": 30})
    cache.overlay.lay(kept, now=NOW)
    fresh = Pending("n", ORDERS.name, -4, 3, "ready", {"status": 10})
    changes = cache.overlay.show_only([kept, fresh], now=NOW)
    assert sorted(changes[0].keys) == [-4, 1]
    assert [r.pending for r in reader.records(ORDERS, (1, 2, -4)) if r] == ["", "ready", "ready"]
    assert cache.overlay.show_only([kept, fresh], now=NOW) == ()
