"""States that are words sort as the work flows, not by their letters; what nobody declared comes last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_desktop.domain.catalog import find
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.store import Cache, Reader
from forge_desktop.store.schema import VERSION

from .given import SEEN

JOBS = find("forgemrp", "jobs")
SENT = ("completed", "zebra", "on_hold", "pending", None, "3", "in_progress", "alpha", "cancelled", "released")
FLOW = ["pending", "released", "in_progress", "on_hold", "completed", "cancelled", "3", "alpha", "zebra", None]


@pytest.fixture(params=[False, True], ids=["during the first load", "settled"])
def jobs(request: pytest.FixtureRequest, path: Path) -> Iterator[Reader]:
    cache = Cache.open(path, "forgemrp")
    urgency = ("urgent", "low", "whenever", "normal", "high")
    rows = [
        (key, {"id": f"job_{key}", "number": f"J{key}", "status": status, "priority": urgency[key % 5]})
        for key, status in enumerate(SENT, 1)
    ]
    cache.records.put(JOBS, rows, now=1)
    if request.param:
        cache.records.settle(JOBS)
    reader = cache.reader()
    yield reader
    reader.close()
    cache.close()


def asked(reader: Reader, field: str, *where: Condition, down: bool = False) -> list[object]:
    query = Query("jobs", where, sort=(Sort(field, down),))
    keys = list(reader.keys(query, SEEN))
    assert reader.first(query, SEEN) == keys
    return [record.get(field) for record in reader.records(JOBS, keys) if record is not None]


def test_a_status_sorts_in_the_order_of_the_work(jobs: Reader) -> None:
    assert asked(jobs, "status") == FLOW
    assert asked(jobs, "status", down=True) == [*FLOW[-2::-1], None]


def test_a_priority_sorts_from_low_to_urgent(jobs: Reader) -> None:
    assert list(dict.fromkeys(asked(jobs, "priority"))) == ["low", "normal", "high", "urgent", "whenever"]


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (Condition("status", Op.IN, ("zebra", "on_hold", "")), ["on_hold", "zebra", None]),
        (Condition("status", Op.IN, ("3",)), ["3"]),
        (Condition("status", Op.NOT_IN, ("zebra", "3", *JOBS.open)), ["completed", "cancelled", "alpha", None]),
        (JOBS.where[0], [word for word in FLOW if word not in ("completed", "cancelled")]),
        (Condition("status", Op.BETWEEN, ("released", "on_hold")), ["released", "in_progress", "on_hold"]),
        (Condition("status", Op.HAS, ("IN PRO",)), ["in_progress"]),
        (Condition("status", Op.HAS, ("ZEB",)), ["zebra"]),
        (Condition("status", Op.EMPTY), [None]),
        (Condition("status", Op.FILLED), FLOW[:-1]),
    ],
    ids=lambda one: one.op.value if isinstance(one, Condition) else "",
)
def test_filters_know_declared_words_and_others(jobs: Reader, condition: Condition, left: list[str]) -> None:
    assert asked(jobs, "status", condition) == left


def test_the_values_of_a_status_are_listed_in_its_order_as_they_were_sent(jobs: Reader) -> None:
    told = jobs.choices(JOBS, "status")
    assert [value for value, _, _ in told] == FLOW[:-1]
    assert [word for _, word, _ in told][:3] == ["Pending", "Released", "In progress"]
    assert {count for _, _, count in told} == {1}


@pytest.mark.parametrize(
    "older", [f"PRAGMA user_version = {VERSION - 1}", "UPDATE _meta SET value = 'x' WHERE name = 'places'"]
)
def test_a_copy_that_was_made_with_other_places_is_made_anew(path: Path, older: str) -> None:
    cache = Cache.open(path, "forgemrp")
    cache.records.put(JOBS, [(1, {"id": "job_1", "status": "pending"})], now=1)
    cache.close()
    with sqlite3.connect(path) as spoiling:
        spoiling.execute(older)
    spoiling.close()
    again = Cache.open(path, "forgemrp")
    reader = again.reader()
    assert reader.count(Query("jobs"), SEEN) == 0
    assert again.notice == ""
    again.records.put(JOBS, [(1, {"id": "job_1", "status": "pending"})], now=1)
    assert asked(reader, "status") == ["pending"]
    reader.close()
    again.close()
