"""Filters in words, and the values people type into them: days, numbers, durations. Free of Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from forge_desktop.domain import show, text
from forge_desktop.domain.catalog import named_by_texts
from forge_desktop.domain.query import Condition, Op, Query, Scalar
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Kind, exact, plain
from forge_desktop.domain.text import Seen

Words = Mapping[Scalar, str]


@dataclass(frozen=True, slots=True)
class Preset:
    """A stretch of days people ask for by name."""

    word: str
    first: int | None
    last: int | None

    def condition(self, field: str) -> Condition:
        """The filter on this field."""
        return Condition(field, Op.DAYS, (self.first, self.last))


PRESETS = (
    Preset("overdue", None, -1),
    Preset("today", 0, 0),
    Preset("next 7 days", 0, 7),
    Preset("next 30 days", 0, 30),
    Preset("last 7 days", -7, 0),
)


def chip(resource: Resource, field: Field, condition: Condition | None, seen: Seen, words: Words) -> str:
    """What a filter chip says: "Status: open", "Due: any"."""
    said = "any" if condition is None else wording(resource, field, condition, seen, words)
    return f"{field.label}: {text.one_line(said, 60)}"


def whole(resource: Resource, query: Query, seen: Seen, words: Mapping[str, Words]) -> str:
    """The whole filter in one sentence's worth of words."""
    said = []
    for condition in query.where:
        if resource.has(condition.field):
            field = resource.field(condition.field)
            known = words.get(field.name, {})
            said.append(f"{field.label} {wording(resource, field, condition, seen, known)}")
    if query.text.strip():
        said.append(f"containing “{text.one_line(query.text, 60)}”")
    return ", ".join(said)


def wording(resource: Resource, field: Field, condition: Condition, seen: Seen, words: Words) -> str:
    """An active filter in plain words, without the field's name."""
    op, values = condition.op, condition.values
    if op is Op.EMPTY:
        return "empty"
    if op is Op.FILLED:
        return "has a value"
    if op is Op.HAS:
        return f"contains “{text.one_line(str(values[0] if values else ''), 40)}”"
    if op is Op.DAYS:
        return _days(values)
    if op is Op.BETWEEN:
        return _between(field, values, seen)
    if asks_for_open(resource, condition):
        return resource.open_word
    if field.kind is Kind.FLAG and op is Op.NOT_IN and len(values) == 1:
        return "No" if values[0] in (1, "1") else "Yes"
    listed = _listed(resource, field, values, words)
    return f"not {listed}" if op is Op.NOT_IN else listed


def asks_for_open(resource: Resource, condition: Condition) -> bool:
    """True for what the default filter asks of the state, and for all open states, or all but the others."""
    if not resource.open or condition.field != resource.state:
        return False
    if condition in resource.where:
        return True
    wanted = {Op.IN: resource.open, Op.NOT_IN: resource.over}.get(condition.op)
    return wanted is not None and set(condition.values) == set(wanted)


def value_word(resource: Resource, field: Field, value: Scalar, words: Words) -> str:
    """One value of a list filter as people read it."""
    if value is None or value == "":
        return "(empty)"
    if value in words:
        return text.one_line(words[value], 80)
    if field.choices is not None:
        state = field.choices.get(value)
        return state.label if state else str(value)
    if field.kind is Kind.FLAG:
        return "Yes" if value in (1, "1") else "No"
    if field.ref is not None and named_by_texts(resource.dialect):
        return show.AWAY
    return text.one_line(str(value), 80)


def _listed(resource: Resource, field: Field, values: tuple[Scalar, ...], words: Words) -> str:
    if field.name == resource.state and resource.open and set(values) == set(resource.open):
        return resource.open_word
    if len(values) > 2:
        return f"{len(values)} chosen"
    return ", ".join(value_word(resource, field, value, words) for value in values) or "none"


def _days(values: tuple[Scalar, ...]) -> str:
    first, last = values
    for preset in PRESETS:
        if (preset.first, preset.last) == (first, last):
            return preset.word
    if first is None and last is None:
        return "any day"
    if first is None:
        return f"until {_offset(last)}"
    return f"from {_offset(first)}" if last is None else f"{_offset(first)} to {_offset(last)}"


def _offset(days: Scalar) -> str:
    number = int(days or 0)
    if number == 0:
        return "today"
    return f"in {number} d" if number > 0 else f"{-number} d ago"


def _between(field: Field, values: tuple[Scalar, ...], seen: Seen) -> str:
    low, high = (_bound(field, value, seen) for value in values)
    if low is None and high is None:
        return "any"
    if low is None or high is None:
        if field.kind.timed:
            return f"until {high}" if low is None else f"from {low}"
        return f"at most {high}" if low is None else f"at least {low}"
    return low if low == high else f"{low} – {high}"


def _bound(field: Field, value: Scalar, seen: Seen) -> str | None:
    if value is None:
        return None
    if field.kind.timed and isinstance(value, int):
        return text.day(value, seen)
    if field.kind is Kind.MINUTES and isinstance(value, int):
        return text.minutes(value)
    amount = exact(value)
    return text.number(amount) if amount is not None else str(value)


def parse_day(typed: str, today: date) -> date | None:
    """The day somebody typed; None for nothing. ValueError, with words, for what is no day.

    `+5` and `-10` count from today, `3` is the third of this month, `5-2` the fifth of February, and a day may
    be written `2026-11-16`, `16.11.2026`, `16.11` or `16 Nov`.
    """
    wanted = typed.strip().lower()
    if not wanted:
        return None
    try:
        return _day(wanted, today)
    except (ValueError, OverflowError):
        raise ValueError("Write a day as +5, -10, 3, 5-2, 16.11 or 2026-11-16") from None


_MONTHS = {
    m: i
    for i, m in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


def _day(wanted: str, today: date) -> date:
    if wanted in ("today", "t"):
        return today
    if re.fullmatch(r"[+-]\d{1,5}", wanted):
        return today + timedelta(days=int(wanted))
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", wanted):
        year, month, day = map(int, wanted.split("-"))
        return date(year, month, day)
    parts = re.fullmatch(r"(\d{1,2})(?:[-./ ]+(\d{1,2}|[a-z]{3})[a-z]*\.?(?:[-./ ]+(\d{4}))?)?", wanted)
    if parts is None:
        raise ValueError(wanted)
    day_word, month_word, year_word = parts.groups()
    month_number = today.month if month_word is None else _MONTHS.get(month_word) or int(month_word)
    return date(int(year_word) if year_word else today.year, month_number, int(day_word))


def day_bounds(first: date | None, last: date | None, seen: Seen) -> tuple[int | None, int | None]:
    """First and last second of a stretch of days in the zone."""

    def start(day: date) -> int:
        return int(datetime(day.year, day.month, day.day, tzinfo=seen.zone).timestamp())

    return (
        None if first is None else start(first),
        None if last is None else start(last + timedelta(days=1)) - 1,
    )


def day_of(instant: Scalar, seen: Seen) -> date | None:
    """The calendar day of an instant in the zone; None for what no calendar shows."""
    if not isinstance(instant, int) or not text.in_range(instant):
        return None
    return text.local(instant, seen.zone).date()


def this_month(today: date) -> tuple[date, date]:
    """First and last day of the month."""
    after = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return today.replace(day=1), after - timedelta(days=1)


def parse_number(typed: str, kind: Kind) -> Scalar:
    """The number somebody typed, in the form a condition takes; None for nothing. ValueError with words.

    `1.5` and `1,5` mean the same; spaces between thousands are allowed; a duration may be written `1:30`.
    """
    wanted = re.sub(r"[\s\u00a0\u202f]", "", typed)
    if not wanted:
        return None
    if kind is Kind.MINUTES and (clock := re.fullmatch(r"(\d{1,6}):(\d{2})", wanted)):
        return int(clock[1]) * 60 + int(clock[2])
    if not re.fullmatch(r"[+-]?\d{0,15}(?:[.,]\d{0,12})?", wanted) or not re.search(r"\d", wanted):
        raise ValueError("Write a number such as 1.5 or 1,5")
    try:
        amount = Decimal(wanted.replace(",", "."))
    except InvalidOperation:
        raise ValueError("Write a number such as 1.5 or 1,5") from None
    if kind.decimal:
        return plain(amount)
    if amount != amount.to_integral_value():
        raise ValueError("Write a whole number")
    return int(amount)
