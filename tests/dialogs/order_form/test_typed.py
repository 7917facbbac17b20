"""Amounts and days as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.dialogs.order_form import typed
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.domain.text import Seen

ZONE = ZoneInfo("Europe/Tallinn")
SEEN = Seen(int(datetime(2026, 11, 20, 9, 47, tzinfo=ZONE).timestamp()), ZONE)  # a Friday


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("  60 ", "60"),
        ("1 500,25", "1500.25"),
        ("1\u00a0500.25", "1500.25"),
        ("1'500.25", "1500.25"),
        ("1,500.25", "1500.25"),
        ("1.500,25", "1500.25"),
        ("1,500,000", "1500000"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1500.125", "1500.125"),
        (".5", "0.5"),
        ("480 €", "480"),
        ("-3", "-3"),
        ("\u22123", "-3"),
    ],
)
def test_both_decimal_marks_and_all_usual_groups_are_read(text: str, value: str) -> None:
    assert typed.amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,500", "1.500", "12.345", "-1,500"])
def test_what_can_be_two_numbers_is_said_to_be(text: str) -> None:
    with pytest.raises(Unclear, match=r" or .*\? Write one of them"):
        typed.amount(text)


@pytest.mark.parametrize(
    "text", ["abc", "1.5.2", "1,50,2", "1..5", "1 50", "1e30", "NaN", "Infinity", "0x10", "१२", "", "1.5,2,3"]
)
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises(Unclear):
        typed.amount(text)


@pytest.mark.parametrize("text", ["0", "-1", "1e30", "1" + "0" * 30, "0.0000001"])
def test_impossible_quantities_are_refused_in_words(text: str) -> None:
    with pytest.raises(Unclear):
        typed.quantity(text)


@given(st.decimals(min_value=0, max_value=Decimal("99999999"), places=4))
def test_what_the_form_writes_it_reads_as_the_same(value: Decimal) -> None:
    assert typed.amount(typed.written(value)) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("+5", "2026-11-25"),
        ("-10", "2026-11-10"),
        ("3", "2026-12-03"),
        ("20", "2026-11-20"),
        ("31", "2026-12-31"),
        ("5-2", "2027-02-05"),
        ("5.2.", "2027-02-05"),
        ("1/12", "2026-12-01"),
        ("14-11", "2026-11-14"),
        ("29-2", "2028-02-29"),
        ("24.12.26", "2026-12-24"),
        ("2026-11-30", "2026-11-30"),
        ("14 Nov 2026", "2026-11-14"),
        ("3 december", "2026-12-03"),
        ("fri", "2026-11-27"),
        ("Monday", "2026-11-23"),
        ("today", "2026-11-20"),
        ("tomorrow", "2026-11-21"),
    ],
)
def test_short_days_mean_the_day_a_planner_means(text: str, day: str) -> None:
    found = typed.day(text, SEEN)
    assert found is not None
    assert datetime.fromtimestamp(found, ZONE).date().isoformat() == day
    assert typed.day(typed.day_text(found, SEEN), SEEN) == found


@pytest.mark.parametrize(
    "text", ["32", "0", "30-2", "5-13", "yesterday", "+99999", "2026-02-30", "1-1-1", "<b>"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(Unclear):
        typed.day(text, SEEN)


def test_nothing_typed_is_no_day() -> None:
    assert typed.day("  ", SEEN) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_and_never_breaks_anything(text: str) -> None:
    for read in (typed.amount, typed.quantity, typed.price, typed.percent):
        with suppress(Unclear):
            assert read(text).is_finite()
    with suppress(Unclear):
        typed.day(text, SEEN)
