"""Every answer of the cache equals that of a plain Python reading of the same records."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from forge_desktop.domain.catalog import CATALOG, resources
from forge_desktop.domain.query import LATE, Condition, Op, Query, Scalar, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.store import Cache, Reader, crew, plan, prices, query

from .given import SEEN, answer

_WORDS = (
    "Oak",
    "oak",
    "Ash",
    "ÖLBAUM",
    "ölbaum",
    "Straße",
    "50%",
    "under_score",
    'say "hi"',
    "a'b",
    "OR",
    "NEAR(",
    "x\x00y",
    "日本語",
)
_ROWS = 260


@pytest.fixture(scope="module", params=[False, True], ids=["during the first load", "settled"])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Reader]]:
    """A cache of every resource of each dialect with many equal and empty values."""
    with ExitStack() as stack:
        yield {dialect: _filled(dialect, request.param, tmp_path_factory, stack) for dialect in CATALOG}


def _filled(dialect: str, settled: bool, folders: pytest.TempPathFactory, stack: ExitStack) -> Reader:
    cache = Cache.open(folders.mktemp("filled") / "cache.db", dialect)
    stack.callback(cache.close)
    draw = random.Random(11)
    for resource in resources(dialect):
        cache.records.put(resource, [(key, _record(draw, resource, key)) for key in range(1, _ROWS)], now=1)
        if settled:
            cache.records.settle(resource)
    reader = cache.reader()
    stack.callback(reader.close)
    return reader


def _record(draw: random.Random, resource: Resource, key: int) -> dict[str, Json]:
    sent = {f.name: _value(draw, f) for f in resource.fields if f.kind.scalar and not f.detail}
    return {**sent, resource.key: key}


def _value(draw: random.Random, field: Field) -> Json:
    if draw.random() < 0.2:
        return draw.choice([None, "" if field.kind.textual else None])
    if field.kind is Kind.CHOICE:
        codes = [s.code for s in field.choices.states] if field.choices else []
        words = ["odd", "Awaiting", "3", "awaiting"] if codes and isinstance(codes[0], str) else []
        return draw.choice([*codes, *words] or [0, 1, 2])
    if field.kind.timed:
        return SEEN.now + draw.randint(-9, 9) * 43_200
    if field.kind.decimal:
        return draw.choice(["0", "0.1", "0.3", "9", "10", "-5.25", "1234567.891"])
    if field.kind is Kind.FLAG:
        return draw.random() < 0.5
    if field.kind.textual:
        return " ".join(draw.choices(_WORDS, k=draw.randint(1, 2)))
    return draw.randint(1, 40)


def _all(reader: Reader, resource: Resource) -> list[Record]:
    found = reader.records(resource, list(range(1, _ROWS)))
    return [r for r in found if r is not None]


def _asked(draw: random.Random, resource: Resource) -> Query:
    fields = [f for f in resource.fields if f.kind.scalar and f.name != resource.key]
    where = tuple(_condition(draw, draw.choice(fields)) for _ in range(draw.choice([0, 0, 1, 1, 2])))
    if draw.random() < 0.5:
        where = (*resource.where, *where)
    names = [f.name for f in fields] + ([LATE] * 3 if resource.due else [])
    names += [c.field for c in resource.columns] * 2
    sort = tuple(Sort(draw.choice(names), draw.random() < 0.5) for _ in range(draw.choice([0, 1, 1, 2, 3])))
    text = " ".join(
        draw.choice([*_WORDS, "o", "öl", "ASS", "zz", "no such", "%", "_", '"', "a b"])
        for _ in range(draw.choice([0, 0, 1, 2]))
    )
    return Query(resource.name, where, text.replace("\x00", ""), sort)


def _condition(draw: random.Random, field: Field) -> Condition:
    ops = [Op.IN, Op.NOT_IN, Op.BETWEEN, Op.EMPTY, Op.FILLED]
    ops += [Op.DAYS] if field.kind.timed else []
    ops += [Op.HAS] if field.kind.textual else []
    op = draw.choice(ops)
    if op is Op.DAYS:
        return Condition(field.name, op, (draw.choice([None, -3, 0]), draw.choice([None, 0, 2])))
    if op is Op.HAS:
        return Condition(field.name, op, (draw.choice(["oa", "OAK", "%", "_", "ss", "", '"', "öl", "y hi"]),))
    if op in (Op.EMPTY, Op.FILLED):
        return Condition(field.name, op)
    picked = [_scalar(_value(draw, field)) for _ in range(2)]
    if op is Op.BETWEEN:
        picked = [None if p == "" else p for p in picked]
    return Condition(field.name, op, tuple(picked))


def _scalar(value: Json) -> Scalar:
    assert not isinstance(value, (list, dict))
    return value


_FREE = -1e9
_USUAL: dict[str, float] = {}
_SOON: dict[str, float] = {"GLANCE": 3, "FEW": 9, "SOME": 60, "PART": 2}
_LATE: dict[str, float] = {"GLANCE": 3, "FEW": 0, "SOME": 0, "PART": 1, "LONG": float("-inf")}
_COLLECTED: dict[str, float] = {**_LATE, "COLLECTED": _FREE, "FOUND": 0}
_FOUND: dict[str, float] = {**_LATE, "FOUND": 0}
_LOOKED_AT: dict[str, float] = {**_LATE, "LOOKED_AT": _FREE}
_WALKED: dict[str, float] = {**_LATE, "WALKED": _FREE}


@pytest.mark.parametrize("resource", [r for d in CATALOG for r in resources(d)], ids=lambda r: r.name)
@pytest.mark.parametrize(
    "way",
    [_USUAL, _SOON, _COLLECTED, _FOUND, _LOOKED_AT, _WALKED],
    ids=["as usual", "soon", "collected", "found by trigrams", "looked at", "walked"],
)
def test_any_question_has_the_answer_of_the_plain_reading_whichever_way_it_is_found(
    filled: Mapping[str, Reader],
    resource: Resource,
    way: dict[str, float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "MEMBERS", 2)
    for constant, changed in way.items():
        for module in (plan, prices, query):
            if hasattr(module, constant):
                monkeypatch.setattr(module, constant, changed)
    reader = filled[resource.dialect]
    records = _all(reader, resource)
    draw = random.Random(f"{resource.name} {sorted(way)}")
    for _ in range(22):
        asked = _asked(draw, resource)
        expected = answer(resource, records, asked, SEEN)
        assert list(reader.keys(asked, SEEN)) == expected, asked
        assert reader.first(asked, SEEN, 7) == expected[:7], asked
        assert reader.count(asked, SEEN) == len(expected), asked
