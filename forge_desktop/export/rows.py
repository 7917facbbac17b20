"""What is exported: which fields under which headers, and the stream of their values out of the cache."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from forge_desktop.domain import show, text
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Field, Resource
from forge_desktop.domain.scalars import Kind, exact
from forge_desktop.store import Reader

PAGE = 500
"""Records that are in memory at once."""

_AMOUNT = re.compile(r"-[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]")
"""What the local copy makes of a number that has a sign or a fraction, when nobody declared the field."""

Value = str | int | bool | Decimal | datetime | date | None
"""A cell: text, a real number, or a real date in the connection's zone (without a zone of its own)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of an export."""

    resource: Resource
    fields: tuple[Field, ...]
    headers: tuple[str, ...]
    words: bool
    """True: states and references as the words a person reads; False: their codes and keys, for scripts."""

    @property
    def detail(self) -> bool:
        """True when a field is wanted that only the single record has."""
        return any(field.detail for field in self.fields)

    def cells(self, record: Record, zone: ZoneInfo) -> list[Value]:
        """The values of one record, in the order of the columns."""
        return [cell(field, record, zone, self.words) for field in self.fields]


def for_scripts(resource: Resource, reader: Reader) -> Sheet:
    """Every declared field that fits a cell, under the contract's name, as code and key; then what else came.

    Fields that this program does not know stand last, so that none of the others moves.
    """
    declared = (field for field in resource.fields if field.kind.scalar)
    fields = (*declared, *_unknown(resource, reader))
    return Sheet(resource, fields, tuple(field.name for field in fields), words=False)


def _unknown(resource: Resource, reader: Reader) -> Iterator[Field]:
    listed, single = reader.unknown(resource), reader.unknown(resource, detail=True)
    for name in dict.fromkeys((*listed, *single)):
        yield Field(name=name, label=name, kind=Kind.OTHER, detail=name in single)


def as_shown(resource: Resource, columns: Sequence[Column]) -> Sheet:
    """The columns of a page in their order; what stands below a value gets a column of its own, once."""
    fields: list[Field] = []
    headers: list[str] = []
    own = {column.field for column in columns}
    for column in columns:
        field = resource.field(column.field)
        fields.append(field)
        headers.append(column.label or field.label)
        if column.second and column.second not in own:
            fields.append(resource.field(column.second))
            headers.append(resource.field(column.second).label)
    return Sheet(resource, tuple(fields), tuple(headers), words=True)


def everything(resource: Resource, columns: Sequence[Column], reader: Reader) -> Sheet:
    """The columns of a page in their order, then every other field that fits a cell, whoever declared it."""
    shown = as_shown(resource, columns)
    fields = {field.name: field for field in shown.fields}
    for field in (*(field for field in resource.fields if field.kind.scalar), *_unknown(resource, reader)):
        fields.setdefault(field.name, field)
    rest = tuple(fields.values())[len(shown.fields) :]
    return Sheet(resource, (*shown.fields, *rest), (*shown.headers, *(f.label for f in rest)), words=True)


def stream(
    reader: Reader, resource: Resource, keys: Sequence[int], *, detail: bool = False
) -> Iterator[Record]:
    """The records of these keys, in their order, a page at a time; one that is gone meanwhile is left out."""
    for start in range(0, len(keys), PAGE):
        for record in reader.records(resource, keys[start : start + PAGE], detail=detail):
            if record is not None:
                yield record


def cell(field: Field, record: Record, zone: ZoneInfo, words: bool) -> Value:
    """One value as a spreadsheet should get it."""
    if words and field.name in record.names:
        return record.names[field.name]
    value = record.get(field.name)
    if value is None or value == "":
        return None
    if isinstance(value, (list, dict)):
        return show.structure(value) if words else json.dumps(value, ensure_ascii=False)
    if field.kind is Kind.OTHER and isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Decimal(value)
    if words and field.choices is not None:
        state = field.choices.get(value)
        return state.label if state else None
    if words and field.ref is not None and field.ref.said and (said := record.get(field.ref.said)):
        return str(said)
    if field.kind.timed and isinstance(value, int):
        return _moment(field.kind, value, zone)
    if field.kind.decimal:
        return _decimal(value)
    return value


def _moment(kind: Kind, value: int, zone: ZoneInfo) -> Value:
    if not text.in_range(value):
        return value
    then = text.local(value, zone).replace(tzinfo=None, fold=0)
    return then.date() if kind is Kind.DATE else then


def _decimal(value: bool | int | str) -> Value:
    try:
        return exact(value)
    except InvalidOperation:
        return str(value)
