"""Turns what a server sent into checked rows: the one place where data is checked, once.

`[]` stands for an empty object, and arrays may have keys (contracts/mrpeasy-in-practice.md section 4). A row of
which a value cannot be read becomes an `Aside`; the page goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, localcontext

from forge_desktop.api.contract import Endpoint
from forge_desktop.api.jsontext import LONGEST_NUMBER, Raw, Spoiled, show, whole_text
from forge_desktop.api.protocol import Aside, Row
from forge_desktop.api.values import (
    SCALARS,
    Convert,
    Unusable,
    amount_or_array,
    as_sent,
    sent_at,
    text_or,
    unlike,
    whole,
)
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind, key_of

_EXACT = Context(prec=2 * LONGEST_NUMBER)

Table = dict[str, tuple[str, bool, Convert]]
"""By the name on the wire: our name, whether both are the same, and how the value is read."""


class Decoder:
    """Checks rows of one resource as one server sends them.

    `spelled`: kinds that this contract writes in a way of its own; `also`: a second spelling of a name;
    `clean`: takes keys out of what is told of a row that cannot be used.
    """

    def __init__(
        self,
        resource: Resource,
        endpoint: Endpoint,
        spelled: Mapping[Kind, Convert] | None = None,
        also: Callable[[str], str] = str,
        clean: Callable[[str], str] = str,
    ) -> None:
        self._key = endpoint.key
        self._clean = clean
        names = {ours: wire for wire, ours in endpoint.names.items()}
        kinds = {**SCALARS, **(spelled or {})}
        self._table = _table(resource.fields, kinds, also, level=1, either=endpoint.either)
        self._wire_key = names.get(endpoint.key, endpoint.key)
        for wire, ours in endpoint.names.items():
            _, _, convert = self._table[ours]
            self._table[wire] = (ours, wire == ours, convert)
        for field in resource.fields:
            if field.derived:  # a name of our own; what the server calls so is kept beside it
                beside = (f"{field.name}_sent", False, sent_at(2))
                self._table[field.name] = self._table[also(field.name)] = beside
        self._own = kinds[Kind.ID] if spelled else whole  # its own key may be 0, others point nowhere then
        self._table[endpoint.key] = (endpoint.key, True, self._own)

    def rows(self, sent: Sequence[Raw]) -> tuple[tuple[Row, ...], tuple[Aside, ...]]:
        """The rows that can be used, and those that cannot."""
        rows, asides = [], []
        with localcontext(_EXACT):
            for raw in sent:
                try:
                    rows.append(self._row(raw))
                except Unusable as wrong:
                    asides.append(Aside(self._key_of(raw), self._clean(str(wrong)), self._clean(show(raw))))
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
            convert = amount_or_array(convert, sent_at(level + 1))
        table[also(field.name)] = (field.name, False, convert)
        table[field.name] = (field.name, True, convert)
    return table


def _convert(field: Field, kinds: Mapping[Kind, Convert], also: Callable[[str], str], level: int) -> Convert:
    if field.kind is Kind.LINES:
        return _lines(_table(field.fields, kinds, also, level=level + 2), level + 2)
    if field.kind is Kind.OTHER:
        return sent_at(level + 1)
    if field.kind.textual:
        return text_or(sent_at(level + 1))
    return kinds[field.kind]


def _read(raw: Mapping[str, Raw], table: Table, *, level: int) -> dict[str, Json]:
    values: dict[str, Json] = {}
    name, known_as = "", table.get
    try:
        for name, value in raw.items():
            known = known_as(name)
            if known is None:
                values[whole_text(name)] = as_sent(value, level + 1)
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
            raise Unusable(unlike(value, "a list"))
        lines: list[Json] = []
        for number, line in enumerate(value, 1):
            try:
                lines.append(_read(_object(line), table, level=level))
            except Unusable as wrong:
                raise Unusable(f"line {number}: {wrong}") from None
        return lines

    return convert
