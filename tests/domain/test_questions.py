"""A question survives being saved, and nothing else passes for one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_desktop.domain import catalog
from forge_desktop.domain.changes import Change, Feed
from forge_desktop.domain.query import Condition, Op, Query, Sort, from_json, to_json


def test_a_question_survives_json() -> None:
    query = Query(
        "lots",
        where=(Condition("status", Op.IN, (10, 20)), Condition("available", Op.BETWEEN, ("1.5", None))),
        text="oak",
        sort=(Sort("available_from", descending=True),),
    )
    assert from_json(json.loads(json.dumps(to_json(query)))) == query


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"resource": "x"},
        {"resource": "x", "where": [{"field": "a", "op": "sql", "values": []}], "sort": []},
        {"resource": "x", "where": [{"field": "a", "op": "in", "values": [1.5]}], "sort": []},
        {"resource": "x", "where": [], "sort": [{"field": "a"}]},
    ],
)
def test_what_is_not_a_question_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="not a saved question"):
        from_json(data)


def test_a_condition_is_replaced_and_taken_away_by_its_field() -> None:
    query = Query("lots", where=(Condition("status", Op.IN, (10,)),))
    other = query.with_condition("status", Condition("status", Op.IN, (20,)))
    assert other.condition("status") == Condition("status", Op.IN, (20,))
    assert other.with_condition("status", None).where == ()


def test_the_fingerprint_of_a_catalog_is_stable_and_its_resources_are_found_by_name() -> None:
    assert catalog.fingerprint("mrpeasy") == catalog.fingerprint("mrpeasy")
    assert catalog.find("mrpeasy", "lots").title == "Stock lots"
    with pytest.raises(KeyError):
        catalog.find("mrpeasy", "unheard-of")


def test_a_listener_hears_changes_until_it_ends() -> None:
    feed = Feed()
    heard: list[Change] = []
    end = feed.listen(heard.append)
    feed.tell(Change("lots", (1,)))
    end()
    feed.tell(Change("lots", (2,)))
    assert heard == [Change("lots", (1,))]
