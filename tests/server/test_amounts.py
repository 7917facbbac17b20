"""Amounts stay exact on their way through the database and the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Numeric, literal, select

from forge_desktop.server import tables as t
from forge_desktop.server.columns import from_scaled, to_scaled
from forge_desktop.server.exact import dumps
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.stock import product

AMOUNTS = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=6)


@given(AMOUNTS)
def test_storing_an_amount_of_six_places_loses_nothing(amount: Decimal) -> None:
    assert from_scaled(to_scaled(amount)) == amount


def test_a_seventh_place_is_rounded_half_up_and_floats_are_refused() -> None:
    assert to_scaled(Decimal("0.0000005")) == 1
    assert to_scaled(Decimal("-0.0000005")) == -1
    assert to_scaled(3) == 3_000_000
    with pytest.raises(TypeError, match="never float"):
        to_scaled(0.1)  # type: ignore[arg-type]


@given(AMOUNTS)
def test_an_amount_on_the_wire_has_all_its_digits_and_no_exponent(amount: Decimal) -> None:
    text = dumps(from_scaled(to_scaled(amount)))
    assert "e" not in text.lower()
    assert Decimal(text) == amount


def test_nothing_but_plain_values_becomes_json() -> None:
    value: Any = {"a": [1, None, True, False, "ü\ud800\x00</script>", Decimal("1.50")]}
    assert dumps(value) == '{"a":[1,null,true,false,"\\u00fc\\ud800\\u0000</script>",1.50]}'
    with pytest.raises(TypeError, match="float"):
        dumps(0.5)


def test_products_of_large_amounts_stay_within_whole_numbers(empty: ServerOptions) -> None:
    engine = t.connect(empty.database)
    with engine.connect() as connection:
        for quantity, cost in (("10000000", "99999.999999"), ("0.5", "0.000003"), ("123.456789", "2.5")):
            left, right = (literal(to_scaled(Decimal(text)), BigInteger) for text in (quantity, cost))
            found = connection.execute(select(product(left, right))).scalar_one()  # type: ignore[arg-type]
            exact = Decimal(quantity) * Decimal(cost)
            assert isinstance(found, Decimal)
            assert exact - Decimal("0.000002") < found <= exact
    engine.dispose()


def test_no_table_has_a_column_for_floats() -> None:
    for table in t.METADATA.tables.values():
        for column in table.columns:
            assert not isinstance(column.type, Numeric), f"{table.name}.{column.name}"
