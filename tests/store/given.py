"""Generated values for any declared resource, and what a question about them should answer, in plain Python."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from forge_desktop.domain.catalog import resources
from forge_desktop.domain.query import LATE, Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind, plain
from forge_desktop.domain.show import is_late
from forge_desktop.domain.text import Seen, days_from_today

TALLINN = ZoneInfo("Europe/Tallinn")
SEEN = Seen(1_795_000_000, TALLINN)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_WHOLE = st.integers(-(2**63), 2**63 - 1)
_DECIMAL = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12
).map(plain)


def value(field: Field) -> st.SearchStrategy[Any]:
    """Anything the API room may hand on for this field."""
    kind = field.kind
    if kind is Kind.LINES:
        return st.none() | st.lists(values(field.fields), max_size=2)
    if kind is Kind.OTHER:
        return st.none() | _TEXT | st.lists(_WHOLE, max_size=2) | st.dictionaries(_TEXT, _WHOLE, max_size=2)
    if kind is Kind.FLAG:
        return st.none() | st.booleans()
    if kind is Kind.CHOICE:
        codes = [s.code for s in field.choices.states] if field.choices else []
        return st.none() | st.sampled_from([*codes, 1]) | st.integers(0, 99) | st.just("odd")
    if kind.timed:
        return st.none() | st.integers(0, 4_000_000_000)
    if kind.decimal:
        return st.none() | _DECIMAL
    if kind is Kind.ID:
        return st.none() | _WHOLE | _TEXT
    return st.none() | (_WHOLE if kind.integral else _TEXT)


def values(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Json]]:
    """Some of these fields with values, the others left out."""
    return st.fixed_dictionaries({}, optional={field.name: value(field) for field in fields})


def single(resource: Resource) -> st.SearchStrategy[dict[str, Json]]:
    """A whole record as the server sends it: without our own fields, with one nobody declared."""
    sent = tuple(f for f in resource.fields if resource.parent or not f.derived)
    return st.builds(lambda v, extra: {**v, "undeclared": extra}, values(sent), _TEXT)


_WORD = Field(name="word", label="", kind=Kind.TEXT)


def answer(resource: Resource, records: list[Record], query: Query, seen: Seen) -> list[int]:
    """The keys a query should give, in order."""
    found = [r for r in records if all(fits(resource, r, c, seen) for c in query.where)]
    found = [r for r in found if found_by(resource, r, query.text)]
    down = next((s.descending for s in reversed(query.sort) if s.field != LATE), False)
    found.sort(key=lambda r: r.key, reverse=down)
    for sort in reversed(query.sort):
        found = _sorted(resource, found, sort, seen)
    return [r.key for r in found]


def found_by(resource: Resource, record: Record, text: str) -> bool:
    """True when every word stands somewhere in the searched fields."""
    texts = [_fold((record.names if f.ref else record.values).get(f.name)) for f in resource.searched]
    return all(any(_fold(word) in t for t in texts) for word in text.split())


def fits(resource: Resource, record: Record, condition: Condition, seen: Seen) -> bool:
    """True when the record fulfils the condition."""
    field = resource.field(condition.field)
    have = record.values.get(field.name)
    have = None if have == "" else have
    wanted = condition.values
    match condition.op:
        case Op.IN:
            return any(_same(field, have, w) for w in wanted)
        case Op.NOT_IN:
            return not any(_same(field, have, w) for w in wanted)
        case Op.EMPTY:
            return have is None
        case Op.FILLED:
            return have is not None
        case Op.HAS:
            return not wanted[0] or _fold(wanted[0]) in _fold(record.word(field.name) if field.ref else have)
        case Op.DAYS:
            if wanted == (None, None):
                return True
            return isinstance(have, int) and _inside(days_from_today(have, seen), *wanted)
        case Op.BETWEEN:
            if wanted == (None, None):
                return True
            return have is not None and _inside(rank(field, have), *(rank(field, w) for w in wanted))
    raise AssertionError(condition.op)


def rank(field: Field, have: Any) -> Any:
    """What a value is compared by."""
    if have is None or have == "":
        return None
    if field.kind.decimal:
        return float(Decimal(have))
    if field.choices is not None and any(isinstance(state.code, str) for state in field.choices.states):
        flow = [state.code for state in field.choices.states]
        return (0, flow.index(have), "") if have in flow else (1, 0, have)
    if field.kind.textual:
        return bytes(b + 32 if 65 <= b <= 90 else b for b in str(have).replace("\x00", "\ufffd").encode())
    return have


def _sorted(resource: Resource, records: list[Record], sort: Sort, seen: Seen) -> list[Record]:
    if sort.field == LATE:
        return sorted(records, key=lambda r: is_late(resource, r, seen), reverse=sort.descending)
    field = resource.field(sort.field)

    def by(record: Record) -> Any:
        if field.ref is None or not any(r.name == field.ref.resource for r in resources(resource.dialect)):
            return rank(field, record.values.get(field.name))
        return rank(_WORD, record.names.get(field.name))

    filled = [r for r in records if by(r) is not None]
    return sorted(filled, key=by, reverse=sort.descending) + [r for r in records if by(r) is None]


def _fold(text: Any) -> str:
    return "" if text is None else str(text).casefold().replace("\x00", "\ufffd")


def _same(field: Field, have: Json, wanted: Any) -> bool:
    wanted = None if wanted == "" else wanted
    if field.kind.decimal and have is not None and wanted is not None:
        return Decimal(str(have)) == Decimal(wanted)
    return bool(have == wanted)


def _inside(have: Any, low: Any, high: Any) -> bool:
    return bool((low is None or have >= low) and (high is None or have <= high))
