"""What is put into the cache comes out again, whole and exact, for every resource and any text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forge_desktop.domain.catalog import CATALOG, resources
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import key_of
from forge_desktop.store import Cache, Reader, rows

from .given import SEEN, single

LOTS = next(r for r in resources("mrpeasy") if r.name == "lots")
ORDERS = next(r for r in resources("mrpeasy") if r.name == "manufacturing-orders")
HOSTILE = (
    "'; DROP TABLE lots; --",
    "\"quoted\" and 'single'",
    "100% _under_ \\back",
    "NEAR(a b) OR -x* AND NOT ^y:",
    "nul\x00inside",
    "half \ud800 pair",
    "<img src=x onerror=alert(1)>",
    "\u202eright to left\u202c",
    "a\nb\tc\r\n",
    "ÄÖÜß İstanbul ﬃ",
    "😀" * 30,
    "x" * 20_000,
)


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.text(), st.sampled_from(HOSTILE)
)
_TREES = st.recursive(
    _LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3))
)


@given(values=st.dictionaries(st.text(), _TREES, max_size=6))
def test_records_are_written_to_the_letter_as_the_standard_library_writes_json(values: dict[str, Any]) -> None:
    written = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert rows.dump(values) == rows.sound(written)
    assert json.loads(rows.dump(values)) == json.loads(rows.sound(written))


def test_a_record_nested_deeper_than_most_writers_go_is_written() -> None:
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"in": deep}
    assert rows.load(rows.dump(deep)) == deep


@pytest.mark.parametrize("resource", [r for d in CATALOG for r in resources(d)], ids=lambda r: r.name)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_record_comes_back_as_it_was_put(
    resource: Resource, data: st.DataObject, path: Path, empties: Mapping[str, Path]
) -> None:
    values = data.draw(single(resource)) | {resource.key: 5}
    copyfile(empties[resource.dialect], path)
    cache = Cache.open(path, resource.dialect)
    reader = cache.reader()
    try:
        listed = {name: v for name, v in values.items() if name in _listed(resource)}
        cache.records.put(resource, [(5, listed)], now=1)
        cache.records.put_detail(resource, 5, values, now=2)
        found = reader.record(resource, 5)
        assert found is not None
        assert {name: found.values[name] for name in values if name in found.values} == values
        assert set(values) <= set(found.values)
        assert cache.records.put_detail(resource, 5, values, now=3).unchanged == 1
        assert cache.records.put(resource, [(5, listed)], now=4).unchanged == 1
        assert list(reader.keys(Query(resource.name), SEEN)) == [5]
    finally:
        reader.close()
        cache.close()


def _listed(resource: Resource) -> set[str]:
    return {f.name for f in resource.fields if not f.detail} | {"undeclared"}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_kept_and_found_and_harms_nothing(cache: Cache, reader: Reader, text: str) -> None:
    named = {f.name: text for f in LOTS.fields if f.kind.textual and not f.derived}
    cache.records.put(LOTS, [(1, named), (2, {"code": "other"})], now=1)
    cache.records.settle(LOTS)
    record = reader.record(LOTS, 1)
    assert record is not None
    assert record.values["code"] == text.replace("\ud800", "\ufffd")
    for sort in LOTS.columns:
        assert len(reader.keys(Query("lots", (), "", (Sort(sort.field),)), SEEN)) == 2
    assert reader.first(Query("lots", (), text[:200]), SEEN) == [1]
    assert list(reader.keys(Query("lots", (Condition("code", Op.HAS, (text[:200],)),)), SEEN)) == [1]
    assert list(reader.keys(Query("lots", (Condition("code", Op.IN, (text,)),)), SEEN)) == [1]
    assert reader.count(Query("lots", (), text[:1]), SEEN) >= 1


@pytest.mark.parametrize("resource", resources("mrpeasy"), ids=lambda r: r.name)
def test_numbers_at_the_edge_are_exact(cache: Cache, reader: Reader, resource: Resource) -> None:
    edges: dict[str, Any] = {}
    for field in resource.fields:
        if field.kind.decimal:
            edges[field.name] = "79228162514264337593543950335.000000000001"
        elif field.kind.integral and field.ref is None and not field.kind.timed:
            edges[field.name] = 2**63 - 1
    edges["huge"] = 10**40
    cache.records.put(resource, [(2**62, edges)], now=1)
    found = reader.record(resource, 2**62)
    assert found is not None
    sent = {n: v for n, v in edges.items() if n == "huge" or not resource.field(n).derived}
    assert {n: found.values[n] for n in sent} == sent


def test_a_sum_is_exact_where_floats_are_not(cache: Cache, reader: Reader) -> None:
    cache.records.put(LOTS, [(key, {"total_cost": "0.1"}) for key in range(1, 1001)], now=1)
    cache.records.put(
        LOTS, [(1001, {"total_cost": "90071992547409931.07"}), (1002, {"total_cost": None})], now=1
    )
    keys = reader.keys(Query("lots"), SEEN)
    assert str(reader.total(LOTS, keys, "total_cost")) == "90071992547410031.07"


def test_an_empty_cache_answers_every_question_with_nothing(path: Path, reader: Reader) -> None:
    for resource in resources("mrpeasy"):
        query = Query(resource.name, resource.where, "word", resource.sort)
        assert reader.first(query, SEEN) == []
        assert len(reader.keys(query, SEEN)) == 0
        assert reader.record(resource, 1) is None
        assert reader.choices(resource, resource.code or resource.key) == []


@pytest.mark.parametrize(
    "query",
    [
        Query("lots", (Condition("nonsense", Op.EMPTY),)),
        Query("lots", (), "", (Sort("locations"),)),
        Query("lots", (), "", (Sort('"; DROP'),)),
        Query("lots", (Condition("code", Op.DAYS, (0, 1)),)),
        Query("lots", (Condition("available", Op.BETWEEN, ("abc", None)),)),
        Query("lots", (), "", (Sort("late"),)),
        Query("unknown"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(reader: Reader, query: Query) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        reader.first(query, SEEN)


def test_a_reference_that_is_a_text_is_found_by_that_text_and_named_by_its_record(path: Path) -> None:
    quotes, clients = (next(r for r in resources("forgemrp") if r.name == n) for n in ("quotes", "clients"))
    with closing(Cache.open(path, "forgemrp")) as cache, closing(cache.reader()) as reader:
        cache.records.put(clients, [(key_of("cli_1") or 0, {"id": "cli_1", "name": "Nordic"})], now=1)
        told = ((name, {"id": name, "client_id": client}) for name, client in (("a", "cli_1"), ("b", "cli_2")))
        cache.records.put(quotes, [(key_of(name) or 0, values) for name, values in told], now=1)
        asked = Query("quotes", (Condition("client_id", Op.IN, ("cli_1",)),))
        assert list(reader.keys(asked, SEEN)) == [key_of("a")]
        assert list(reader.keys(Query("quotes", (Condition("id", Op.IN, ("b",)),)), SEEN)) == [key_of("b")]
        named = [record and record.word("client_id") for record in reader.records(quotes, [key_of("a") or 0])]
        assert named == ["Nordic"]
