"""Times, days and amounts become one exact form each; whatever else comes costs its own row at most."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.api import jsontext
from forge_desktop.api.contract import Endpoint
from forge_desktop.api.forgemrp import reading
from forge_desktop.api.forgemrp.assumed import THINGS, camel
from forge_desktop.api.protocol import RAW_LENGTH, Aside, Row
from forge_desktop.api.wire import Decoder
from forge_desktop.domain import catalog
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.errors import BadReply

RESOURCES = [resource for resource in catalog.resources("forgemrp") if resource.name in THINGS]
NEW_YORK, TALLINN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Tallinn")


def decoder(name: str, zone: ZoneInfo = TALLINN) -> Decoder:
    """As the client has it."""
    resource = next(resource for resource in RESOURCES if resource.name == name)
    return Decoder(resource, Endpoint(path=name, key="id"), reading.spelled(zone), camel)


def read(name: str, rows: str, zone: ZoneInfo = TALLINN) -> tuple[tuple[Row, ...], tuple[Aside, ...]]:
    """What becomes of these rows."""
    sent, _ = reading.page(f'{{"data": {rows}, "next_cursor": null}}'.encode("utf-8", "surrogatepass"))
    return decoder(name, zone).rows(sent)


def value(field: str, sent: str, name: str = "quotes", zone: ZoneInfo = TALLINN) -> Json:
    """What one field becomes; its row must be usable."""
    rows, asides = read(name, f'[{{"id": "x", "{field}": {sent}}}]', zone)
    assert not asides, asides
    return rows[0].values[field]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('"2026-05-29T05:00:00Z"', 1_780_030_800),
        ('"2026-05-29T05:00:00.999Z"', 1_780_030_800),
        ('"2026-05-29T05:00:00.123456789Z"', 1_780_030_800),
        ('"2026-05-29T08:00:00+03:00"', 1_780_030_800),
        ('"2026-05-28T19:30:00-09:30"', 1_780_030_800),
        ('"2026-05-29T05:00:00z"', 1_780_030_800),
        ('"2026-05-29 05:00:00"', 1_780_030_800),
        ('"2026-05-29T05:00"', 1_780_030_800),
        ("1780030800", 1_780_030_800),
        ('"1780030800"', 1_780_030_800),
        ("1780030800.5", 1_780_030_800),
        ('"2026-05-29"', 1_780_012_800),
        ('"9999-12-31T23:59:59Z"', 253_402_300_799),
        ('"0001-01-01T00:00:00Z"', -62_135_596_800),
        ("null", None),
        ('""', None),
        ("0", None),
    ],
)
def test_an_instant_is_read_in_every_usual_spelling(sent: str, kept: int | None) -> None:
    assert value("updated_at", sent) == kept


@pytest.mark.parametrize("sent", ['"soon"', '"2026-02-30T00:00:00Z"', "true", "{}", '"²"', "1e400", '"12:00"'])
def test_what_is_no_instant_costs_its_row(sent: str) -> None:
    rows, asides = read("quotes", f'[{{"id": "a", "updated_at": {sent}}}, {{"id": "b"}}]')
    assert [row.values["id"] for row in rows] == ["b"]
    assert "updated_at" in asides[0].reason


@pytest.mark.parametrize(
    ("sent", "zone", "begins"),
    [
        ('"2026-06-01"', "Europe/Tallinn", "2026-05-31T21:00:00+00:00"),
        ('"2026-01-01"', "Europe/Tallinn", "2025-12-31T22:00:00+00:00"),
        ('"2026-03-29"', "Europe/Tallinn", "2026-03-28T22:00:00+00:00"),  # has 23 hours
        ('"2026-10-25"', "Europe/Tallinn", "2026-10-24T21:00:00+00:00"),  # has 25
        ('"2026-03-29"', "Asia/Beirut", "2026-03-28T22:00:00+00:00"),  # has no midnight
        ('"2026-06-01"', "America/New_York", "2026-06-01T04:00:00+00:00"),
        ('"2026-06-01T00:00:00.000Z"', "America/New_York", "2026-06-01T04:00:00+00:00"),
        ('"2026-06-01T00:00:00+00:00"', "Europe/Tallinn", "2026-05-31T21:00:00+00:00"),
        ('"2026-05-31T21:00:00Z"', "Europe/Tallinn", "2026-05-31T21:00:00+00:00"),
    ],
)
def test_a_day_begins_when_it_begins_in_the_accounts_zone(sent: str, zone: str, begins: str) -> None:
    found = value("valid_until", sent, zone=ZoneInfo(zone))
    assert found == int(datetime.fromisoformat(begins).timestamp())


@given(
    st.dates(date(1901, 1, 2), date(9999, 12, 30)),
    st.sampled_from(
        ["Europe/Tallinn", "America/New_York", "Asia/Beirut", "Africa/Cairo", "Pacific/Kiritimati"]
    ),
)
def test_every_day_stays_the_same_day_in_its_zone(day: date, zone: str) -> None:
    found = value("valid_until", f'"{day.isoformat()}"', zone=ZoneInfo(zone))
    assert isinstance(found, int)
    assert datetime.fromtimestamp(found, ZoneInfo(zone)).date() == day


@given(st.integers(1, 253_370_000_000), st.integers(-23 * 60, 23 * 60))
def test_an_instant_is_the_same_whatever_offset_it_is_told_in(when: int, minutes: int) -> None:
    local = datetime.fromtimestamp(when, UTC) + timedelta(minutes=minutes)
    hours, rest = divmod(abs(minutes), 60)
    text = f"{local:%Y-%m-%dT%H:%M:%S}.75{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
    assert value("updated_at", f'"{text}"') == when


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("0.1", "0.1"),
        ("12345678901234567.89", "12345678901234567.89"),
        ('"12.50"', "12.5"),
        ("1e3", "1000"),
        ("-0.0", "0"),
        ("0.1234567890123456789012345", "0.1234567890123456789012345"),
    ],
)
def test_amounts_stay_exact(sent: str, kept: str) -> None:
    assert value("total", sent) == kept
    found = value("lines", f'[{{"unitPrice": {sent}, "quantity": {sent}}}]')
    assert found == [{"unit_price": kept, "quantity": kept}]


SCALARS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(st.characters(), max_size=40),
    st.sampled_from(["2026-06-01", "2026-06-01T00:00:00Z", "9999-99-99", "../x", "0", "1e999999999", "\ud800"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@given(st.data())
def test_whatever_comes_in_a_field_ends_as_a_row_or_beside_it(data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(RESOURCES))
    names = [name for field in resource.fields for name in (field.name, camel(field.name))]
    row = data.draw(st.dictionaries(st.sampled_from(names) | st.text(max_size=8), VALUES, max_size=8))
    text = json.dumps([row | {"id": "x1"}, row, {"id": "x2"}])
    rows, asides = read(resource.name, text)
    assert len(rows) + len(asides) == 3
    assert rows[-1].values == {"id": "x2"}
    assert all(len(aside.raw) <= RAW_LENGTH for aside in asides)
    for found in rows:
        json.dumps(found.values, allow_nan=False).encode()
        for field in resource.fields:
            kept = found.values.get(field.name)
            assert not isinstance(kept, float)
            if field.kind in (Kind.INSTANT, Kind.DATE):
                assert kept is None or (type(kept) is int and abs(kept) < 2**63)
            if field.kind.decimal and kept is not None:
                assert Decimal(str(kept)).is_finite()
            if field.kind is Kind.ID:
                assert kept is None or isinstance(kept, str)


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_as_an_answer_is_a_page_or_told(body: bytes) -> None:
    try:
        rows, following = reading.page(body)
    except BadReply:
        rows, following = [], ""
    assert isinstance(following, str)
    following.encode()
    decoder("jobs").rows(rows)


@given(st.binary(max_size=60) | VALUES.map(lambda value: json.dumps({"data": value}).encode()))
def test_whatever_comes_as_a_record_has_a_name_or_none(body: bytes) -> None:
    try:
        raw = reading.one(body)
    except BadReply:
        raw = None
    assert isinstance(reading.name_of(raw), str)
    rows, asides = decoder("jobs").rows([raw])
    assert len(rows) + len(asides) == 1


def test_a_record_that_is_spoiled_tells_why() -> None:
    rows, asides = decoder("jobs").rows([reading.one(b'{"data": {"id": "x", "id": "y"}}')])
    assert not rows
    assert "twice" in asides[0].reason
    assert jsontext.parse(b"1") == 1
