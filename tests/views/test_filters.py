"""Filters in words, and what people type into them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.domain.catalog import find
from forge_desktop.domain.query import Condition, Op, Query, Scalar
from forge_desktop.domain.scalars import Kind, plain
from forge_desktop.views import filters
from tests.qtmodels.shop import CO, LOTS, MO, SEEN

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition("status", Op.IN, MO.open), "Status: open"),
        (Condition("status", Op.IN, (30,)), "Status: In progress"),
        (Condition("status", Op.IN, (10, 35)), "Status: New, Paused"),
        (Condition("status", Op.IN, (10, 35, 40)), "Status: 3 chosen"),
        (Condition("status", Op.IN, (15, 999)), "Status: Not scheduled, Status 999"),
        (Condition("status", Op.NOT_IN, (70,)), "Status: not Cancelled"),
        (None, "Status: any"),
        (Condition("due_date", Op.DAYS, (0, 7)), "Due: next 7 days"),
        (Condition("due_date", Op.DAYS, (None, -1)), "Due: overdue"),
        (Condition("due_date", Op.DAYS, (2, 4)), "Due: in 2 d to in 4 d"),
        (Condition("due_date", Op.EMPTY), "Due: empty"),
        (Condition("quantity", Op.BETWEEN, ("1.5", None)), "Quantity: at least 1.5"),
        (Condition("quantity", Op.BETWEEN, ("1.5", "20")), "Quantity: 1.5 – 20"),
        (Condition("quantity", Op.BETWEEN, (None, "20")), "Quantity: at most 20"),
        (Condition("item_title", Op.HAS, ("oak",)), "Item: contains “oak”"),
        (Condition("assigned_id", Op.IN, (2,)), "Assigned: B. Kask"),
        (Condition("item_title", Op.HAS, ("\u202eevil\nname",)), "Item: contains “⟨U+202E⟩evil name”"),
    ],
)
def test_a_filter_is_said_in_plain_words(condition: Condition | None, said: str) -> None:
    name = condition.field if condition else "status"
    assert filters.chip(MO, MO.field(name), condition, SEEN, {2: "B. Kask"}) == said


@pytest.mark.parametrize("name", ["jobs", "work-orders", "purchase-orders", "rfqs"])
def test_where_words_are_the_servers_own_open_is_all_that_is_not_over(name: str) -> None:
    resource = find("forgemrp", name)
    usual = resource.where[0]
    assert usual == Condition("status", Op.NOT_IN, resource.over)
    assert filters.chip(resource, resource.field("status"), usual, SEEN, {}) == "Status: open"
    kept = Condition("status", Op.IN, resource.open)  # of a view that was saved before
    assert filters.chip(resource, resource.field("status"), kept, SEEN, {}) == "Status: open"


def test_quotes_that_are_still_wanted_are_called_open() -> None:
    quotes = find("forgemrp", "quotes")
    assert filters.chip(quotes, quotes.field("status"), quotes.where[0], SEEN, {}) == "Status: open"
    assert "approved" not in quotes.where[0].values


def test_the_whole_filter_is_one_sentence() -> None:
    query = Query(MO.name, MO.where, "oak")
    assert filters.whole(MO, query, SEEN, {}) == "Status open, containing “oak”"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("+5", date(2026, 11, 26)),
        ("-10", date(2026, 11, 11)),
        ("3", date(2026, 11, 3)),
        ("5-2", date(2026, 2, 5)),
        ("16.11", date(2026, 11, 16)),
        ("16 nov", date(2026, 11, 16)),
        ("16 November 2025", date(2025, 11, 16)),
        ("2026-01-31", date(2026, 1, 31)),
        (" today ", TODAY),
        ("", None),
    ],
)
def test_a_day_is_typed_in_short(typed: str, day: date | None) -> None:
    assert filters.parse_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["31", "30-2", "x", "+", "5-13", "99999999", "1 foo", "+999999"])
def test_what_is_no_day_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="Write a day as"):
        filters.parse_day(typed, TODAY)


def test_days_end_with_their_last_second_also_when_clocks_change() -> None:
    low, high = filters.day_bounds(date(2026, 10, 25), date(2026, 10, 25), SEEN)
    assert low == int(datetime(2026, 10, 25, tzinfo=SEEN.zone).timestamp())
    assert high is not None
    assert high - low == 25 * 3600 - 1


def test_a_month_has_its_own_length() -> None:
    assert filters.this_month(date(2028, 2, 29)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert filters.this_month(date(2026, 12, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("1.5", Kind.QUANTITY, "1.5"),
        ("1,5", Kind.MONEY, "1.5"),
        ("1 000,10", Kind.MONEY, "1000.1"),
        ("-0", Kind.NUMBER, "0"),
        ("7", Kind.INTEGER, 7),
        ("1:30", Kind.MINUTES, 90),
        ("45", Kind.MINUTES, 45),
        ("", Kind.QUANTITY, None),
    ],
)
def test_a_number_is_taken_exactly(typed: str, kind: Kind, value: Scalar) -> None:
    assert filters.parse_number(typed, kind) == value


@pytest.mark.parametrize(
    ("typed", "kind"), [("1.5.2", Kind.MONEY), ("e5", Kind.MONEY), ("1.5", Kind.INTEGER), (",", Kind.MONEY)]
)
def test_what_is_no_number_is_refused_in_words(typed: str, kind: Kind) -> None:
    with pytest.raises(ValueError, match="Write a"):
        filters.parse_number(typed, kind)


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_a_decimal_survives_typing_with_comma_or_point(amount: Decimal) -> None:
    shown = plain(amount)
    assert filters.parse_number(shown, Kind.QUANTITY) == shown
    assert filters.parse_number(shown.replace(".", ","), Kind.QUANTITY) == shown


def test_every_declared_default_filter_can_be_said() -> None:
    for resource in (MO, CO, LOTS):
        assert filters.whole(resource, Query(resource.name, resource.where), SEEN, {}) == "Status open"


def test_a_flag_that_is_not_yes_is_no() -> None:
    items = find("mrpeasy", "items")
    assert filters.chip(items, items.field("deleted"), items.where[0], SEEN, {}) == "Deleted: No"
    other = Condition("deleted", Op.NOT_IN, (0,))
    assert filters.chip(items, items.field("deleted"), other, SEEN, {}) == "Deleted: Yes"
