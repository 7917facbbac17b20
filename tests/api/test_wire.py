"""Every shape a value may arrive in becomes one exact form; what cannot be read costs its own row alone."""

from __future__ import annotations

import contextlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.api import jsontext
from forge_desktop.api.contract import Endpoint
from forge_desktop.api.mrpeasy.endpoints import ENDPOINTS
from forge_desktop.api.protocol import RAW_LENGTH, Aside, Row
from forge_desktop.api.values import DEEPEST
from forge_desktop.api.wire import Decoder
from forge_desktop.domain import catalog
from forge_desktop.domain.resource import Choices, Field, Resource, Section
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.errors import BadReply

LINE = (Field(name="amount", label="Amount", kind=Kind.QUANTITY), Field(name="n", label="N", kind=Kind.ID))
THING = Resource(
    name="things",
    dialect="test",
    section=Section.ORDERS,
    title="Things",
    singular="Thing",
    icon="x",
    key="id",
    columns=(),
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="other_id", label="Other", kind=Kind.ID),
        Field(name="count", label="Count", kind=Kind.INTEGER),
        Field(name="minutes", label="Minutes", kind=Kind.MINUTES),
        Field(name="price", label="Price", kind=Kind.MONEY),
        Field(name="tiers", label="Tiers", kind=Kind.MONEY),
        Field(name="text", label="Text", kind=Kind.TEXT),
        Field(name="when", label="When", kind=Kind.INSTANT),
        Field(name="day", label="Day", kind=Kind.DATE),
        Field(name="flag", label="Flag", kind=Kind.FLAG),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=Choices(())),
        Field(name="lines", label="Lines", kind=Kind.LINES, fields=LINE),
        Field(name="other", label="Other", kind=Kind.OTHER),
        Field(name="ours", label="Ours", kind=Kind.TEXT, derived=True),
    ),
)
DECODER = Decoder(
    THING, Endpoint(path="things", key="id", names={"idd": "other_id"}, either=frozenset({"tiers"}))
)


def read(text: str) -> tuple[tuple[Row, ...], tuple[Aside, ...]]:
    """What the decoder makes of a page of JSON text."""
    page = jsontext.parse(text.encode("utf-8", "surrogatepass"))
    assert isinstance(page, list)
    return DECODER.rows(page)


def value(name: str, sent: str) -> Json:
    """What one field becomes; its row must be usable."""
    rows, asides = read(f'[{{"id": 1, "{name}": {sent}}}]')
    assert not asides, asides
    return rows[0].values[name]


def reason(name: str, sent: str) -> str:
    """Why a row with this value is set aside; the row after it must survive."""
    rows, asides = read(f'[{{"id": 7, "{name}": {sent}}}, {{"id": 8}}]')
    assert [row.key for row in rows] == [8]
    assert asides[0].key in (7, None)
    assert len(asides[0].raw) <= RAW_LENGTH
    return asides[0].reason


@pytest.mark.parametrize(
    ("name", "sent", "kept"),
    [
        ("other_id", "12", 12),
        ("other_id", '"12"', 12),
        ("other_id", '""', None),
        ("other_id", "null", None),
        ("other_id", '"0"', None),
        ("other_id", "12.0", 12),
        ("count", '"3"', 3),
        ("count", "0", 0),
        ("count", "2.5", "2.5"),
        ("minutes", '"90"', 90),
        ("price", "12", "12"),
        ("price", "12.50", "12.5"),
        ("price", '"12.50"', "12.5"),
        ("price", '" -0.000 "', "0"),
        ("price", "1e3", "1000"),
        ("price", '""', None),
        ("price", "[]", None),
        ("price", "0.123456789012345678901234567890", "0.12345678901234567890123456789"),
        ("price", '"123456789012345678901234567890.5"', "123456789012345678901234567890.5"),
        ("price", "123456789012345678901234567890", "123456789012345678901234567890"),
        ("tiers", "5", "5"),
        ("tiers", '[{"q": 1, "price": 5.10}]', [{"q": 1, "price": "5.1"}]),
        ("tiers", "[]", []),
        ("text", '"Pine"', "Pine"),
        ("text", '""', None),
        ("text", "[]", None),
        ("text", "{}", None),
        ("text", "12", "12"),
        ("text", "1.50", "1.5"),
        ("text", "true", "true"),
        ("text", '{"city": "Tallinn", "zip": 10111}', {"city": "Tallinn", "zip": 10111}),
        ("text", r'"\ud83d\ude00"', "😀"),
        ("text", r'"a\ud800b"', "a\ufffdb"),
        ("text", '"<b>bold</b>"', "<b>bold</b>"),
        ("when", '"1700000000"', 1_700_000_000),
        ("when", "1700000000", 1_700_000_000),
        ("when", '"0"', None),
        ("when", "0", None),
        ("when", '""', None),
        ("day", "null", None),
        ("flag", "true", True),
        ("flag", '"0"', False),
        ("flag", "1", True),
        ("flag", '""', None),
        ("status", '"30"', 30),
        ("status", "30", 30),
        ("status", '"RFQ"', "RFQ"),
        ("status", '""', None),
        ("status", "999", 999),
        ("lines", "null", []),
        ("lines", "{}", []),
        ("lines", '""', []),
        ("lines", '[{"amount": "1.50", "n": "4", "more": 2.0}]', [{"amount": "1.5", "n": 4, "more": "2"}]),
        ("lines", '{"12": {"amount": 1}, "15": {"amount": 2}}', [{"amount": "1"}, {"amount": "2"}]),
        ("lines", "[[]]", [{}]),
        ("other", "[3, 4]", [3, 4]),
        ("unheard_of", "0.1", "0.1"),
        ("unheard_of", '{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]}),
        ("unheard_of", "99999999999999999999", "99999999999999999999"),
        ("unheard_of", "1e999", "1E+999"),
    ],
)
def test_each_shape_becomes_one_form(name: str, sent: str, kept: Json) -> None:
    found = value(name, sent)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("price", '"12,50"', 'price: "12,50" is not a number'),
        ("price", "true", "price: true is not a number"),
        ("price", '{"a": 1}', 'price: {"a": 1} is not a number'),
        ("price", '"1_000"', "is not a number"),
        ("price", '"NaN"', "is not a number"),
        ("price", '"١٢"', "is not a number"),
        ("price", "NaN", "price: NaN is not a number"),
        ("price", "-Infinity", "-Infinity is not a number"),
        ("unheard_of", "NaN", "NaN is not a number"),
        ("price", "1e61", "too large"),
        ("price", "1e999999999", "too large"),
        ("price", "1e99999999999999999999", "too long or too large"),
        ("price", "1" * 5_000, "too long"),
        ("price", "0." + "1" * 500, "too long"),
        ("other_id", "9223372036854775808", "more than 64 bits"),
        ("other_id", "1.5", "is not a whole number"),
        ("other_id", '"abc"', "is not a number"),
        ("when", '"2026-11-16"', "is not a number"),
        ("flag", '"maybe"', "is not yes or no"),
        ("text", f'"{"x" * 1_000_001}"', "a text of 1,000,001 characters"),
        ("lines", "5", "lines: 5 is not a list"),
        ("lines", '[{"amount": 1}, 5]', "lines: line 2: not an object"),
        ("lines", '[{"amount": "much"}]', 'lines: line 1: amount: "much" is not a number'),
        ("unheard_of", "[" * 100 + "]" * 100, f"nested deeper than {DEEPEST} levels"),
        ("lines", '[{"amount": 1, "amount": 2}]', "the same name stands twice"),
        ("price", '1, "price": 2', "the same name stands twice"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_its_reason(name: str, sent: str, said: str) -> None:
    assert said in reason(name, sent)


@pytest.mark.parametrize("row", ["{}", '{"id": null}', '{"id": ""}', "[]", "5", '"text"', "null", "[[1]]"])
def test_a_row_without_a_key_is_set_aside_and_the_page_goes_on(row: str) -> None:
    rows, asides = read(f'[{row}, {{"id": "2"}}]')
    assert [found.key for found in rows] == [2]
    assert asides[0].key is None
    assert asides[0].reason


def test_depth_is_counted_from_the_row_on() -> None:
    deepest = DEEPEST - 1  # the row itself is the first level
    assert value("unheard_of", "[" * deepest + "]" * deepest)
    assert "nested deeper" in reason("unheard_of", "[" * (deepest + 1) + "]" * (deepest + 1))


def test_the_documented_spelling_wins_over_a_corrected_one() -> None:
    for text in ('[{"id": 1, "idd": 5, "other_id": 6}]', '[{"id": 1, "other_id": 6, "idd": 5}]'):
        assert read(text)[0][0].values["other_id"] == 6
    assert read('[{"id": 1, "idd": 5}]')[0][0].values == {"id": 1, "other_id": 5}


def test_a_server_field_called_like_one_of_ours_is_kept_beside_it() -> None:
    assert read('[{"id": 1, "ours": "theirs"}]')[0][0].values["ours_sent"] == "theirs"


def test_what_is_set_aside_can_be_looked_at() -> None:
    _, asides = read('[{"id": 3, "price": "much", "note": "ä\\ud800", "x": 1.5}]')
    assert asides[0].key == 3
    assert json.loads(asides[0].raw) == {"id": 3, "price": "much", "note": "ä\ufffd", "x": "1.5"}


@pytest.mark.parametrize("text", ["", "{", "[1,]", "nonsense", "[1] [2]", "\ufeff[", "'a'", "[" * 100_000])
def test_what_is_no_json_is_a_bad_reply(text: str) -> None:
    with pytest.raises(BadReply):
        jsontext.parse(text.encode())


def test_a_byte_order_mark_and_broken_bytes_do_no_harm() -> None:
    assert jsontext.parse(b'\xef\xbb\xbf["a"]') == ["a"]
    assert jsontext.parse(b'["\xff"]') == ["\ufffd"]


def test_a_repeated_name_and_an_endless_number_do_not_hide_the_rows_beside_them() -> None:
    rows, asides = read('[{"id": 1, "id": 2}, {"id": 3, "n": %s}, {"id": 4}]' % ("9" * 5_000))
    assert [row.key for row in rows] == [4]
    assert [aside.key for aside in asides] == [2, 3]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(["", "0", "30", "1.5", "NaN", "x", "1700000000"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def storable(found: Any) -> bool:
    """True when the cache can hold the value: no float, no decimal, nothing beyond 64 bits or outside UTF-8."""
    if isinstance(found, dict):
        return all(isinstance(k, str) and storable(k) and storable(v) for k, v in found.items())
    if isinstance(found, list):
        return all(storable(part) for part in found)
    if isinstance(found, str):
        found.encode()
        return True
    if found is None or isinstance(found, bool):
        return True
    return type(found) is int and -(2**63) <= found < 2**63


@given(st.data())
def test_no_row_breaks_a_page_and_every_kept_value_can_be_stored(data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from([r for r in catalog.resources("mrpeasy") if not r.parent]))
    names = st.sampled_from([field.name for field in resource.fields]) | st.text(max_size=8)
    keyed = st.dictionaries(names, ANYTHING, max_size=8).flatmap(
        lambda row: st.sampled_from([row, {**row, resource.key: 5}])
    )
    sent = data.draw(st.lists(keyed | ANYTHING, max_size=4))
    page = jsontext.parse(json.dumps(sent).encode())
    assert isinstance(page, list)
    rows, asides = Decoder(resource, ENDPOINTS[resource.name]).rows(page)
    assert len(rows) + len(asides) == len(sent)
    for row in rows:
        assert storable(row.values)
        assert isinstance(row.key, int)
    for aside in asides:
        assert aside.reason
        assert storable(aside.raw)
        assert storable(aside.reason)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_decimals_are_exact_as_numbers_and_as_text(amount: Decimal) -> None:
    if abs(amount.adjusted()) > 60 or len(str(amount)) > 110:
        return
    for sent in (str(amount), f'"{amount}"'):
        kept = value("price", sent)
        assert isinstance(kept, str)
        assert Decimal(kept) == amount
        assert "E" not in kept


@given(st.binary(max_size=200))
def test_bytes_are_a_value_or_a_bad_reply(data: bytes) -> None:
    with contextlib.suppress(BadReply):
        jsontext.parse(data)
