"""One value at a time, as strangers' scripts write it: what is taken, and what is refused with which words."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from forge_desktop.domain.resource import Field
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.written import scalar

ZONE = ZoneInfo("Europe/Tallinn")
PRICE = Field(name="unit_price", label="Price", kind=Kind.MONEY)
DAY = Field(name="due_date", label="Due", kind=Kind.DATE)
CUSTOMER = Field(name="customer_id", label="Customer", kind=Kind.ID)
NOTES = Field(name="notes", label="Notes", kind=Kind.NOTE)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (Decimal("0.1"), "0.1"),
        (Decimal("1e2"), "100"),
        ("10.10", "10.1"),
        (" 7 ", "7"),
        (".5", "0.5"),
        (Decimal("0e999"), "0"),
        (123456789012345, "123456789012345"),
        ("99999999.123456789012", "99999999.123456789012"),
    ],
)
def test_an_amount_is_kept_exactly(given: object, kept: str) -> None:
    assert scalar(PRICE, given, ZONE) == kept


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Decimal("1e999999999"), "too large"),
        (Decimal("-1e999999999"), "too large"),
        (Decimal("1e-999999999"), "decimal places"),
        ("1e999999999999", "no number"),
        (10**4000, "too large"),
        ("NaN", "no number"),
        ("-Infinity", "no number"),
        (Decimal("NaN"), "no number"),
        ("1_0", "no number"),
        ("١٢", "no number"),
        ("1,5", "write it like 1.5"),
        (1.5, "no number"),
        (True, "no number"),
        ([], "no number"),
        ("-1", "negative"),
    ],
)
def test_what_is_no_amount_is_refused_in_words_and_never_breaks_the_arithmetic(given: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        scalar(PRICE, given, ZONE)


def test_a_name_where_a_number_is_the_id_is_said_to_be_no_id() -> None:
    assert scalar(CUSTOMER, "12", ZONE) == 12
    with pytest.raises(ValueError, match="is no id; ids are whole numbers here"):
        scalar(CUSTOMER, "Nordic Living", ZONE)


@pytest.mark.parametrize("given", ["2026-12-24", 1_798_063_200, "1798063200"])
def test_a_day_is_taken_as_a_date_of_the_zone_or_as_unix_seconds(given: object) -> None:
    assert scalar(DAY, given, ZONE) == 1_798_063_200


@pytest.mark.parametrize(
    "given",
    [
        "20261224",  # a day without its dashes would be a day of 1970
        20261224,
        2026,
        1_798_063_200_000,  # milliseconds
        "24.12.2026",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        -1,
        True,
        Decimal("1798063200.5"),
        {},
    ],
)
def test_what_is_not_surely_a_date_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match="write it like 2026-11-30"):
        scalar(DAY, given, ZONE)


def test_a_text_that_no_server_can_be_told_is_refused_instead_of_being_changed() -> None:
    assert scalar(NOTES, "Köln 🪑\n2", ZONE) == "Köln 🪑\n2"
    with pytest.raises(ValueError, match="half of a character"):
        scalar(NOTES, "a\ud800b", ZONE)
