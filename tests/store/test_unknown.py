"""The local copy knows by name what servers send beyond their contract, without looking for it."""

from __future__ import annotations

from typing import Any

from forge_desktop.domain.catalog import find
from forge_desktop.store import Cache, Reader
from forge_desktop.store.unknown import MOST

LOTS, ORDERS = find("mrpeasy", "lots"), find("mrpeasy", "manufacturing-orders")


def lot(number: int, **more: Any) -> tuple[int, dict[str, Any]]:
    return number, {"lot_id": number, "code": f"L{number}"} | more


def test_names_are_noted_as_they_come_each_once_and_in_their_order(cache: Cache, reader: Reader) -> None:
    assert reader.unknown(LOTS) == ()
    cache.records.put(LOTS, [lot(1, heat="a", zone=None), lot(2, code="L2")], now=1)
    cache.records.put(LOTS, [lot(3, bin=1, heat="b")], now=2)
    assert reader.unknown(LOTS) == ("heat", "zone", "bin")
    assert reader.unknown(ORDERS) == ()


def test_names_of_a_page_that_was_taken_back_are_not_noted(cache: Cache, reader: Reader) -> None:
    class Halt(Exception):
        pass

    try:
        with cache.records.batch():
            cache.records.put(LOTS, [lot(1, heat="a")], now=1)
            raise Halt
    except Halt:
        pass
    assert reader.unknown(LOTS) == ()
    cache.records.put(LOTS, [lot(1, heat="a")], now=1)
    assert reader.unknown(LOTS) == ("heat",)


def test_fields_of_the_single_record_alone_are_told_apart(cache: Cache, reader: Reader) -> None:
    cache.records.put(ORDERS, [(1, {"man_ord_id": 1, "code": "MO1", "shift": "A"})], now=1)
    cache.records.put_detail(ORDERS, 1, {"man_ord_id": 1, "code": "MO1", "shift": "A", "oven": 2}, now=2)
    assert reader.unknown(ORDERS) == ("shift",)
    assert reader.unknown(ORDERS, detail=True) == ("oven",)


def test_a_server_that_makes_up_names_does_not_swell_the_list(cache: Cache, reader: Reader) -> None:
    for start in range(0, 3 * MOST, 100):
        rows = [lot(number, **{f"n{number}": 1}) for number in range(start + 1, start + 101)]
        cache.records.put(LOTS, rows, now=1)
    noted = reader.unknown(LOTS)
    assert (len(noted), noted[0], noted[-1]) == (MOST, "n1", f"n{MOST}")
    (last,) = reader.records(LOTS, (3 * MOST,))
    assert last is not None
    assert last.get(f"n{3 * MOST}") == 1, "it is still there, with its record"


def test_fields_of_records_worked_out_of_a_parent_are_known_there(cache: Cache) -> None:
    jobs, steps = find("forgemrp", "jobs"), find("forgemrp", "work-orders")
    other = Cache.open(cache.path.with_name("forge.db"), "forgemrp")
    try:
        job: dict[str, Any] = {"id": "job_1", "work_orders": [{"id": "w", "sequence": 1, "tool": "T7"}]}
        other.records.put(jobs, [(1, job)], now=1)
        reader = other.reader()
        assert (reader.unknown(jobs), reader.unknown(steps)) == ((), ("tool",))
        reader.close()
    finally:
        other.close()
