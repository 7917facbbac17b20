"""JSON keeps everything the server sent, and every digit."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop import export
from forge_desktop.domain.record import Record
from forge_desktop.domain.scalars import Json
from tests.export.conftest import LOTS, ORDERS


def back(record: Record) -> dict[str, object]:
    found: dict[str, object] = json.loads(export.record_text(LOTS, record), parse_float=Decimal)
    return found


def test_declared_fields_come_in_their_order_missing_ones_as_null_and_unknown_ones_after_them() -> None:
    values: dict[str, Json] = {"custom_814": "oak", "code": "L00001", "lot_id": 7}
    found = back(Record(7, values))
    assert list(found) == [*(field.name for field in LOTS.fields), "custom_814"]
    assert found["lot_id"] == 7
    assert found["available"] is None
    assert found["custom_814"] == "oak"


@pytest.mark.parametrize("number", ["0.1", "12345678901234567890.123456789", "-7", "0", "0.000000000000000001"])
def test_decimals_are_numbers_with_exactly_their_digits(number: str) -> None:
    text = export.record_text(LOTS, Record(1, {"quantity": number}))
    assert f'"quantity": {number}' in text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_every_stored_decimal_comes_back_exactly(number: Decimal) -> None:
    found = back(Record(1, {"quantity": format(number, "f")}))["quantity"]
    assert isinstance(found, (int, Decimal))
    assert Decimal(found) == number


def test_decimals_inside_lines_are_numbers_and_keys_stay_whole() -> None:
    lines: Json = [{"location_id": 3, "location": "A-1", "available": "2.50", "beyond": "2.50"}]
    found = back(Record(1, {"locations": lines}))["locations"]
    assert found == [{"location_id": 3, "location": "A-1", "available": Decimal("2.50"), "beyond": "2.50"}]


@pytest.mark.parametrize(
    "hostile", ['"', "\\", "\n\r\t\0", "</script>", "NaN", "1e999", "\u2028", "😀"], ids=ascii
)
def test_texts_come_back_as_they_were(hostile: str) -> None:
    assert back(Record(1, {"code": hostile, "quantity": hostile}))["code"] == hostile


def test_an_empty_list_is_an_empty_array() -> None:
    assert "".join(export.lines(LOTS, [])) == "[]\n"


def test_an_array_has_one_record_per_line() -> None:
    text = "".join(export.lines(ORDERS, [Record(1, {"code": "MO1"}), Record(2, {"code": "MO2"})]))
    assert len(text.splitlines()) == 4
    assert [record["code"] for record in json.loads(text)] == ["MO1", "MO2"]
