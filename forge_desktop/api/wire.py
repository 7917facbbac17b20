"""Turns what a server sent into checked values: the one place where data is checked, once.

Types on the wire are those of contracts/mrpeasy-in-practice.md section 4: numbers as text, text as numbers,
empty times as "", "0" or null, `[]` for an empty object, keyed arrays. A row that cannot be read becomes an
`Aside`; the page goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from typing import TypeGuard

from forge_desktop.api.contract import Endpoint
from forge_desktop.api.jsontext import LONGEST_NUMBER, Raw, Spoiled, show, whole_text
from forge_desktop.api.protocol import Aside, Row
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind, key_of, plain

DEEPEST = 64
LONGEST_TEXT = 1_000_000
LARGEST_EXPONENT = 60
_LEAST, _MOST = -(2**63), 2**63 - 1
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")
_EXACT = Context(prec=2 * LONGEST_NUMBER)

Convert = Callable[[Raw], Json]
Table = dict[str, tuple[str, bool, Convert]]
"""By the name on the wire: our name, whether both are the same, and how the value is read."""


class Unusable(Exception):
    """A value that breaks its row; the text says why."""


class Decoder:
    """Checks rows of one resource as one server sends them.

    `spelled`: kinds that this contract writes in a way of its own; `also`: a second spelling of a name.
    """

    def __init__(
        self,
        resource: Resource,
        endpoint: Endpoint,
        spelled: Mapping[Kind, Convert] | None = None,
        also: Callable[[str], str] = str,
    ) -> None:
        self._key = endpoint.key
        names = {ours: wire for wire, ours in endpoint.names.items()}
        kinds = {**SCALARS, **(spelled or {})}
        self._table = _table(resource.fields, kinds, also, level=1, either=endpoint.either)
        self._wire_key = names.get(endpoint.key, endpoint.key)
        for wire, ours in endpoint.names.items():
            _, _, convert = self._table[ours]
            self._table[wire] = (ours, wire == ours, convert)
        for field in resource.fields:
            if field.derived:  # a name of our own; what the server calls so is kept beside it
                beside = (f"{field.name}_sent", False, _sent_at(2))
                self._table[field.name] = self._table[also(field.name)] = beside
        self._own = kinds[Kind.ID] if spelled else _whole  # its own key may be 0, others point nowhere then
        self._table[endpoint.key] = (endpoint.key, True, self._own)

    def rows(self, sent: Sequence[Raw]) -> tuple[tuple[Row, ...], tuple[Aside, ...]]:
        """The rows that can be used, and those that cannot."""
        rows, asides = [], []
        with localcontext(_EXACT):
            for raw in sent:
                try:
                    rows.append(self._row(raw))
                except Unusable as wrong:
                    asides.append(Aside(self._key_of(raw), str(wrong), show(raw)))
        return tuple(rows), tuple(asides)

    def _row(self, raw: Raw) -> Row:
        values = _read(_object(raw), self._table, level=1)
        key = key_of(values.get(self._key))
        if key is None:
            raise Unusable(f"it has no {self._key}")
        return Row(key, values)

    def _key_of(self, raw: Raw) -> int | None:
        parts = raw.parts if isinstance(raw, Spoiled) else raw
        try:
            return key_of(self._own(parts.get(self._wire_key))) if isinstance(parts, dict) else None
        except Unusable:
            return None


def _table(
    fields: Sequence[Field],
    kinds: Mapping[Kind, Convert],
    also: Callable[[str], str],
    *,
    level: int,
    either: frozenset[str] = frozenset(),
) -> Table:
    table: Table = {}
    for field in fields:
        convert = _convert(field, kinds, also, level)
        if field.name in either:
            convert = _amount_or_array(convert, _sent_at(level + 1))
        table[also(field.name)] = (field.name, False, convert)
        table[field.name] = (field.name, True, convert)
    return table


def _convert(field: Field, kinds: Mapping[Kind, Convert], also: Callable[[str], str], level: int) -> Convert:
    if field.kind is Kind.LINES:
        return _lines(_table(field.fields, kinds, also, level=level + 2), level + 2)
    if field.kind is Kind.OTHER:
        return _sent_at(level + 1)
    if field.kind.textual:
        return _text_or(_sent_at(level + 1))
    return kinds[field.kind]


def _read(raw: Mapping[str, Raw], table: Table, *, level: int) -> dict[str, Json]:
    values: dict[str, Json] = {}
    name, known_as = "", table.get
    try:
        for name, value in raw.items():
            known = known_as(name)
            if known is None:
                values[whole_text(name)] = _as_sent(value, level + 1)
                continue
            ours, same, convert = known
            if same or ours not in values:
                values[ours] = convert(value)
    except Unusable as wrong:
        raise Unusable(f"{whole_text(name[:60])}: {wrong}") from None
    return values


def _object(raw: Raw) -> Mapping[str, Raw]:
    if isinstance(raw, dict):
        return raw
    if isinstance(raw, Spoiled):
        raise Unusable(raw.reason)
    if raw == []:  # PHP's way to write an empty object
        return {}
    raise Unusable("not an object")


def _lines(table: Table, level: int) -> Convert:
    def convert(value: Raw) -> Json:
        if value is None or value == "":
            return []
        if isinstance(value, dict):  # PHP's way to write an array with keys
            value = list(value.values())
        if not isinstance(value, list):
            raise Unusable(_unlike(value, "a list"))
        lines: list[Json] = []
        for number, line in enumerate(value, 1):
            try:
                lines.append(_read(_object(line), table, level=level))
            except Unusable as wrong:
                raise Unusable(f"line {number}: {wrong}") from None
        return lines

    return convert


def _text_or(structure: Convert) -> Convert:
    def convert(value: Raw) -> Json:
        if isinstance(value, str):
            if len(value) <= LONGEST_TEXT and value.isascii():
                return value or None
            return _short(value) or None
        if value is None:
            return None
        if isinstance(value, (list, dict)):  # an address as an object of its parts is kept whole
            return structure(value) if value else None
        return structure(value) if isinstance(value, Spoiled) else _written(value)

    return convert


def _amount_or_array(amount: Convert, structure: Convert) -> Convert:
    def convert(value: Raw) -> Json:
        return structure(value) if isinstance(value, (list, dict)) else amount(value)

    return convert


def _amount(value: Raw) -> Json:
    if type(value) is int:
        if _LEAST <= value <= _MOST:
            return str(value)
        number = _parsed(str(value))
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, str) and (text := value.strip()):
        number = _parsed(text)
    elif _is_empty(value):
        return None
    else:
        raise Unusable(_unlike(value, "a number"))
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise Unusable("a number is too large or too small to be one")
    return plain(number)


def _parsed(text: str) -> Decimal:
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise Unusable(_unlike(text, "a number"))
    return Decimal(text)


def _whole(value: Raw) -> int | None:
    if type(value) is int:
        number = value
    elif _is_digits(value):
        return int(value)
    elif isinstance(value, str) and _WHOLE.fullmatch(text := value.strip()):
        number = int(text)
    elif _is_empty(value):
        return None
    else:
        exact = _amount(value)
        if not isinstance(exact, str) or not _WHOLE.fullmatch(exact):
            raise Unusable(_unlike(value, "a whole number"))
        number = int(exact)
    if not _LEAST <= number <= _MOST:
        raise Unusable("a whole number of more than 64 bits")
    return number


def _reference(value: Raw) -> Json:
    if type(value) is int and _LEAST <= value <= _MOST:
        return value or None
    return _whole(value) or None  # 0 is PHP's way to point nowhere


def _count(value: Raw) -> Json:
    """A whole number; a part of one, which the contract does not know, is kept exactly."""
    if type(value) is int and _LEAST <= value <= _MOST:
        return value
    if _is_digits(value):
        return int(value)
    exact = _amount(value)
    return _whole(exact) if isinstance(exact, str) and _WHOLE.fullmatch(exact) else exact


def _instant(value: Raw) -> Json:
    if _is_digits(value):
        return int(value) or None
    return _whole(value) or None  # "", "0", 0 and null all mean "no time"


def _flag(value: Raw) -> Json:
    if isinstance(value, bool):
        return value
    if _is_empty(value):
        return None
    word = str(value).strip().lower()
    if not isinstance(value, (str, int)) or word not in _TRUE + _FALSE:
        raise Unusable(_unlike(value, "yes or no"))
    return word in _TRUE


def _choice(value: Raw) -> Json:
    if _is_digits(value):
        return int(value)
    if isinstance(value, str) and (word := value.strip()) and not _NUMBER.fullmatch(word):
        return _short(value)
    return _count(value)


SCALARS: Mapping[Kind, Convert] = {
    Kind.ID: _reference,
    Kind.INTEGER: _count,
    Kind.MINUTES: _count,
    Kind.NUMBER: _amount,
    Kind.QUANTITY: _amount,
    Kind.MONEY: _amount,
    Kind.PERCENT: _amount,
    Kind.INSTANT: _instant,
    Kind.DATE: _instant,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
}


def _sent_at(level: int) -> Convert:
    return lambda value: _as_sent(value, level)


def _as_sent(value: Raw, level: int) -> Json:
    """A value whose meaning we do not know, kept exactly; numbers beyond 64 bits as text."""
    if level > DEEPEST and isinstance(value, (list, dict)):
        raise Unusable(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        return _short(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, Decimal)):
        return value if isinstance(value, int) and _LEAST <= value <= _MOST else _written(value)
    if isinstance(value, list):
        return [_as_sent(part, level + 1) for part in value]
    if isinstance(value, dict):
        return {whole_text(name): _as_sent(part, level + 1) for name, part in value.items()}
    raise Unusable(value.reason)


def _written(value: Decimal | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and abs(value.adjusted()) <= LARGEST_EXPONENT:
        return plain(value)
    return str(value)


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unusable(f"a text of {len(text):,} characters")
    return text if text.isascii() else whole_text(text)


def _is_digits(value: Raw) -> TypeGuard[str]:
    """True for a short number without a sign: what nearly every code and time is; the rest is slower."""
    return type(value) is str and len(value) < 19 and value.isdecimal() and value.isascii()


def _is_empty(value: Raw) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _unlike(value: Raw, wanted: str) -> str:
    if isinstance(value, Spoiled):
        return value.reason
    shown = show(value)
    return f"{shown[:60]}{'…' if len(shown) > 60 else ''} is not {wanted}"
