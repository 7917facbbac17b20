"""What a query demands of a row, as SQL tests that say by which index they can be narrowed down."""

# ruff: noqa: S608  (only names proven by `schema.checked` enter a statement; values are always bound)

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from forge_desktop.domain.query import Condition, Op, Query, Scalar
from forge_desktop.domain.resource import Choices, Field
from forge_desktop.domain.scalars import Kind, key_of
from forge_desktop.domain.text import Seen, shift_day
from forge_desktop.store import rows
from forge_desktop.store.cells import converter, placed
from forge_desktop.store.schema import Schema, Table

Param = int | float | str | None
_FURTHEST = 300_000
"""Days from today that a calendar still knows."""


@dataclass(frozen=True, slots=True)
class Test:
    """One demand on a row."""

    sql: str
    params: tuple[Param, ...] = ()
    column: str = ""
    """The column whose index leads to the rows that fulfil it."""
    states: tuple[Param, ...] | None = None
    """The values of the status column it comes down to."""
    others: tuple[Param, ...] | None = None
    """The values of the status column it rules out."""
    match: str = ""
    """The trigram question whose answers hold all rows that fulfil it."""
    short: str = ""
    """The one or two letters it looks for, too few for a trigram."""
    exact: bool = False
    """The trigram question has no other answers."""
    own: str = ""
    """The only column it reads; empty when there are more."""
    wide: bool = False
    """It reads the long texts, which no index holds."""


NEVER = Test("0")


def tests(schema: Schema, table: Table, query: Query, seen: Seen) -> list[Test]:
    """All demands of a query. ValueError names a field that the cache cannot be asked for."""
    made = [
        test for condition in query.where if (test := _condition(schema, table, condition, seen)) is not None
    ]
    return [*made, *_search(schema, table, query.text)]


def words(text: str) -> list[str]:
    """What a search text asks for: each word must stand somewhere in the record's text."""
    return list(dict.fromkeys(rows.fold(word) for word in text.split()))


def quoted(word: str) -> str:
    """A piece of text as the trigram index is asked for it."""
    return '"' + word.replace('"', '""') + '"'


def late(table: Table, today: int) -> tuple[Test, Test]:
    """Open and due before today, as two tests. ValueError when the resource has no due date."""
    resource = table.resource
    if not resource.due or not resource.state:
        raise ValueError(f"{resource.title} have no due date and status, so none of them is late")
    due = table.column(resource.due)
    return _any_of(table, table.field(resource.state), resource.open), Test(f"{due} < {today:d}", (), due)


def _search(schema: Schema, table: Table, text: str) -> list[Test]:
    wanted = words(text)
    if wanted and not table.searched:
        return [NEVER]
    if table.pointing:
        return [_said_somewhere(schema, table, word) for word in wanted]
    long = [word for word in wanted if len(word) >= 3]
    made = [
        Test("instr(search_text, ?) > 0", (word,), short=word, exact=True, wide=True)
        for word in wanted
        if len(word) < 3
    ]
    if long:
        made.append(
            Test(
                " AND ".join("instr(search_text, ?) > 0" for _ in long),
                tuple(long),
                match=" AND ".join(quoted(word) for word in long),
                exact=True,
                wide=True,
            )
        )
    return made


def _said_somewhere(schema: Schema, table: Table, word: str) -> Test:
    """The word stands in the record's text or in the name of what it refers to."""
    told = ["instr(search_text, ?) > 0"]
    for field in table.pointing:
        behind = schema.behind(field)
        if behind is not None:
            other, name = behind
            told.append(
                f"{table.column(field.name)} IN "
                f"(SELECT key FROM {other.name} WHERE {name} IS NOT NULL AND instr({_fold(name)}, ?) > 0)"
            )
    return Test(f"({' OR '.join(told)})", (word,) * len(told), wide=True)


def _condition(schema: Schema, table: Table, condition: Condition, seen: Seen) -> Test | None:
    field = table.field(condition.field)
    test = _asked(schema, table, field, condition, seen)
    if test is None or (condition.op is Op.HAS and field.ref is not None):
        return test
    return replace(test, own=table.column(field.name))


def _asked(schema: Schema, table: Table, field: Field, condition: Condition, seen: Seen) -> Test | None:
    column = table.column(field.name)
    match condition.op:
        case Op.IN:
            return _any_of(table, field, condition.values)
        case Op.NOT_IN:
            return _none_of(table, field, condition.values)
        case Op.BETWEEN:
            low, high = _two(condition)
            return _between(table, field, _value(field, low), _value(field, high))
        case Op.DAYS:
            return _days(table, field, condition, seen)
        case Op.HAS:
            return _has(schema, table, field, condition)
        case Op.EMPTY:
            return Test(f"{column} IS NULL", (), column)
        case Op.FILLED:
            return filled(table, field)


def _value(field: Field, value: Scalar) -> Param:
    if value is not None and placed(field):
        return converter(field)(value)
    if field.kind is Kind.ID and isinstance(value, str):
        return key_of(value)
    if value is None or not field.kind.decimal:
        return value if not isinstance(value, str) else rows.sound(value)
    try:
        return float(Decimal(value))
    except (InvalidOperation, OverflowError) as wrong:
        raise ValueError(f"{field.label}: {value!r} is not a number") from wrong


def filled(table: Table, field: Field) -> Test:
    """The field has a value, said as a range, because an index jumps over empty values only then."""
    least = "''" if field.kind.textual else "-9e999"
    return Test(f"{table.over(field.name)} >= {least}", (), table.column(field.name))


def _any_of(table: Table, field: Field, values: tuple[Scalar, ...]) -> Test:
    column, over = table.column(field.name), table.over(field.name)
    given = tuple(_value(field, v) for v in values if v is not None and v != "")
    marks = ", ".join("?" * len(given))
    sql, params = f"{column} IN ({marks})", given
    if over != column:  # the index does not tell cases apart, the filter does
        sql, params = f"{over} IN ({marks}) AND {sql}", given * 2
    states: tuple[Param, ...] | None = given if column == table.state else None
    if len(given) < len(values):
        if states is not None:
            states = (*given, None)
        return Test(f"({column} IS NULL OR ({sql}))" if given else f"{column} IS NULL", params, "", states)
    return Test(sql, params, column, states)


def _none_of(table: Table, field: Field, values: tuple[Scalar, ...]) -> Test | None:
    column = table.column(field.name)
    given = tuple(_value(field, v) for v in values if v is not None and v != "")
    other = f"{column} NOT IN ({', '.join('?' * len(given))})"
    if not values:
        return None
    others: tuple[Param, ...] | None = given if column == table.state else None
    if len(given) < len(values):
        others = None if others is None else (*others, None)
        return Test(f"{column} IS NOT NULL AND {other}", given, others=others)
    return Test(f"({column} IS NULL OR {other})", given, others=others)


def _between(table: Table, field: Field, low: Param, high: Param) -> Test | None:
    over, column = table.over(field.name), table.column(field.name)
    asked = [(f"{over} >= ?", low), (f"{over} <= ?", high)]
    made = [(sql, bound) for sql, bound in asked if bound is not None]
    if not made:
        return None
    return Test(" AND ".join(sql for sql, _ in made), tuple(bound for _, bound in made), column)


def _days(table: Table, field: Field, condition: Condition, seen: Seen) -> Test | None:
    if not field.kind.timed:
        raise ValueError(f"{field.label} is not a date")
    first, last = (_day(bound) for bound in _two(condition))
    low = None if first is None else shift_day(seen.today, first, seen.zone)
    high = None if last is None else shift_day(seen.today, last + 1, seen.zone) - 1
    return _between(table, field, low, high)


def _day(bound: Scalar) -> int | None:
    if isinstance(bound, str):
        raise ValueError(f"{bound!r} is not a number of days")
    return None if bound is None else max(-_FURTHEST, min(_FURTHEST, bound))


def _two(condition: Condition) -> tuple[Scalar, Scalar]:
    if len(condition.values) != 2:
        raise ValueError(f"{condition.field}: two bounds are needed")
    return condition.values[0], condition.values[1]


def _has(schema: Schema, table: Table, field: Field, condition: Condition) -> Test | None:
    needle = rows.fold(condition.values[0]) if condition.values and condition.values[0] is not None else ""
    if not needle:
        return None
    column = table.column(field.name)
    if field.choices is not None and placed(field):
        return _states_like(column, field.choices, needle)
    behind = schema.behind(field)
    shown = f"coalesce({word_of(behind, table, column)}, {column})" if behind else column
    test = Test(f"instr({_fold(shown)}, ?) > 0", (needle,))
    if not field.search or field.ref is not None:
        return test
    return replace(test, short=needle) if len(needle) < 3 else replace(test, match=quoted(needle))


def _states_like(column: str, choices: Choices, needle: str) -> Test:
    """States whose code or word holds this; one that nobody declared stands in the column as it was sent."""
    told = ((at, f"{state.code}\n{state.label}") for at, state in enumerate(choices.states))
    places = tuple(at for at, words in told if needle in rows.fold(words))
    sent = f"typeof({column}) = 'text' AND instr({_fold(column)}, ?) > 0"
    return Test(f"({column} IN ({', '.join('?' * len(places))}) OR {sent})", (*places, needle))


def _fold(value: str) -> str:
    """Text without case, as SQL: plain ASCII needs no call back into Python, which takes ten times as long."""
    plain = f"length({value}) = length(CAST({value} AS BLOB)) AND typeof({value}) = 'text'"
    return f"CASE WHEN {plain} THEN lower({value}) ELSE folded({value}) END"


def word_of(behind: tuple[Table, str], table: Table, column: str) -> str:
    """The word behind a reference, as SQL."""
    other, word = behind
    return f"(SELECT behind.{word} FROM {other.name} AS behind WHERE behind.key = {table.name}.{column})"
