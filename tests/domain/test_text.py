"""Numbers, days, moments and foreign text as a person reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.domain import text
from forge_desktop.domain.scalars import exact, plain
from forge_desktop.domain.text import Seen

TALLINN = ZoneInfo("Europe/Tallinn")


def at(year: int, month: int, day: int, hour: int = 12, zone: ZoneInfo = TALLINN) -> int:
    return int(datetime(year, month, day, hour, tzinfo=zone).timestamp())


NOON = Seen(at(2026, 11, 20), TALLINN)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0", "0"), ("-0.0", "0"), ("1234567.891", "1 234 567.891"), ("-12345", "-12 345"), ("1.50", "1.5")],
)
def test_a_number_is_grouped_and_never_rounded(value: str, shown: str) -> None:
    assert text.number(Decimal(value)) == shown.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("848.69", "848.69"), ("56.579333", "56.58"), ("0", "0.00"), ("0.0125", "0.0125"), ("2880", "2 880.00")],
)
def test_money_has_two_places_and_small_prices_keep_what_matters(value: str, shown: str) -> None:
    assert text.money(Decimal(value)) == shown.replace(" ", "\u00a0")


def test_a_number_of_thousands_of_digits_stays_readable() -> None:
    assert len(text.number(Decimal("1e5000"))) < 20


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_the_canonical_text_of_a_decimal_is_exact(value: Decimal) -> None:
    assert exact(plain(value)) == value
    assert "E" not in plain(value)


@pytest.mark.parametrize(
    ("instant", "short", "words"),
    [
        (at(2026, 11, 20, 0), "20 Nov", "today"),
        (at(2026, 11, 20, 23), "20 Nov", "today"),
        (at(2026, 11, 21, 0), "21 Nov", "in 1 d"),
        (at(2026, 11, 16), "16 Nov", "4 d ago"),
        (at(2025, 12, 31), "31 Dec 2025", "324 d ago"),
        (at(2016, 11, 24), "24 Nov 2016", "9 y ago"),
        (at(2029, 1, 1), "1 Jan 2029", "in 2 y"),
    ],
)
def test_a_day_is_short_and_counted_in_calendar_days_of_the_zone(instant: int, short: str, words: str) -> None:
    assert text.day(instant, NOON) == short
    assert text.relative(instant, NOON) == words


def test_an_open_day_in_the_past_is_late() -> None:
    assert text.relative(at(2026, 11, 16), NOON, late=True) == "4 d late"


def test_days_across_a_change_of_clocks_are_whole_days() -> None:
    before = Seen(at(2026, 10, 24), TALLINN)
    assert text.days_from_today(at(2026, 10, 26, 0), before) == 2
    start = text.day_start(at(2026, 10, 25, 15), TALLINN)
    assert text.shift_day(start, 1, TALLINN) - start == 25 * 3600
    spring = text.day_start(at(2026, 3, 29, 15), TALLINN)
    assert text.shift_day(spring, 1, TALLINN) - spring == 23 * 3600


@pytest.mark.parametrize("instant", [-(10**15), 10**15, -(2**63), 2**63 - 1])
def test_an_instant_no_calendar_shows_is_said_in_words(instant: int) -> None:
    assert str(instant) in text.day(instant, NOON)
    assert str(instant) in text.moment(instant, NOON)
    assert text.relative(instant, NOON) == ""


def test_a_moment_names_its_zone() -> None:
    assert text.moment(at(2026, 11, 16, 9), NOON) == "Mon 16 Nov 2026 09:00:00 EET, Europe/Tallinn"
    utc = Seen(int(datetime(2026, 7, 1, tzinfo=UTC).timestamp()), ZoneInfo("UTC"))
    assert text.moment(utc.now, utc).endswith("UTC, UTC")


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0:00"), (100, "1:40"), (59, "0:59"), (6000, "100:00"), (-5, "-0:05")]
)
def test_minutes_are_hours_and_minutes(value: int, shown: str) -> None:
    assert text.minutes(value) == shown


def test_control_and_direction_marks_in_foreign_text_become_visible() -> None:
    shown = text.visible("a\u202eb\x00c\u200bd\x1b[31m")
    assert "\u202e" not in shown
    assert "\x00" not in shown
    assert "⟨U+202E⟩" in shown


@given(st.text(max_size=300))
def test_foreign_text_on_one_line_is_printable_and_has_no_breaks(foreign: str) -> None:
    shown = text.one_line(foreign)
    assert "\n" not in shown
    assert all(c.isprintable() for c in shown)


def test_ten_megabytes_of_text_are_clipped() -> None:
    shown = text.visible("x" * 10_000_000)
    assert len(shown) < text.LONGEST + 60
    assert "10,000,000 characters" in shown
