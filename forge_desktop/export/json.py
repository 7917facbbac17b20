"""JSON for scripts: records under the contract's field names, decimals exact, times as UTC seconds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json

_text = json.JSONEncoder(ensure_ascii=False).encode
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def write(file: BinaryIO, resource: Resource, records: Iterable[Record]) -> None:
    """Write the array as UTF-8."""
    for line in lines(resource, records):
        file.write(line.encode("utf-8", "backslashreplace"))


def lines(resource: Resource, records: Iterable[Record]) -> Iterator[str]:
    """The text of an array with one record per line."""
    before = "[\n"
    for record in records:
        yield before + record_text(resource, record)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def record_text(resource: Resource, record: Record) -> str:
    """One record as a JSON object: the declared fields in their order, then whatever else the server sent.

    Decimals are JSON numbers with exactly their digits; whoever reads them as floats decides to round.
    """
    values: dict[str, Json] = {field.name: record.get(field.name) for field in resource.fields}
    values |= {name: value for name, value in record.values.items() if name not in values}
    return _object(values, resource.fields)


def _object(values: dict[str, Json], fields: Sequence[Field]) -> str:
    known = {field.name: field for field in fields}
    return "{" + ", ".join(f"{_text(n)}: {_value(v, known.get(n))}" for n, v in values.items()) + "}"


def _value(value: Json, field: Field | None) -> str:
    if isinstance(value, dict):
        return _object(value, field.fields if field else ())
    if isinstance(value, list):
        return "[" + ", ".join(_value(part, field) for part in value) + "]"
    if field is not None and field.kind.decimal and isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    return _text(value)
