"""A record's values as a row: canonical JSON, sortable columns, one folded search text and a checksum.

JSON is written by pydantic, three times as fast as by the standard library and to the same letter; what it
refuses (halves of surrogate pairs, nesting beyond its depth) the standard library writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from threading import Lock
from typing import Any
from zlib import crc32

from pydantic import TypeAdapter

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.store.cells import Cell, sound
from forge_desktop.store.schema import Table

__all__ = ["Cell", "Damage", "cells", "checksum", "dump", "fold", "load", "merged", "search_text", "sound"]

_quick = TypeAdapter(Any).serializer.to_json
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False
).encode


def dump(values: Values) -> str:
    """Values as compact JSON in their own order."""
    whole = values if isinstance(values, dict) else dict(values)
    try:
        return _quick(whole).decode()
    except ValueError:
        return sound(_encode(whole))


def dump_sorted(values: Values) -> str:
    """Values as JSON that does not depend on the order of the fields."""
    return sound(json.dumps(values, ensure_ascii=False, sort_keys=True))


def load(text: str) -> dict[str, Json]:
    """The values behind JSON that `dump` wrote."""
    found: dict[str, Json] = json.loads(text)
    return found


def text_of(data: bytes) -> str:
    """Text as it lies in the file, even when damage made it something else than UTF-8."""
    return str(data, "utf-8", "replace")


def checksum(*texts: str | None) -> int:
    """CRC-32 over the texts of a row; None differs from an empty text."""
    total = 0
    for text in texts:
        total = crc32(b"\x00" if text is None else b"\x01" + text.encode(), total)
    return total


def fold(value: object) -> str:
    """Text as search sees it: without case."""
    if isinstance(value, str):
        folded = value.casefold()
        return folded if folded.isascii() and "\x00" not in folded else sound(folded)
    if isinstance(value, float):
        value = format(Decimal(repr(value)).normalize(), "f")
    return sound(str(value).casefold())


def cells(table: Table, values: Values) -> tuple[Cell, ...]:
    """The columns of a row, in the order of `table.scalars`: for comparing and sorting only.

    Empty text counts as no value, and so does a value that is not of the field's kind.
    """
    get = values.get
    return tuple([None if (v := get(name)) is None else cell(v) for name, cell in table.cells])


def search_text(table: Table, values: Values) -> str | None:
    """All searched fields, folded, a line each; two line ends close it so that two letters find a trigram."""
    get = values.get
    found = [fold(value) for name in table.texts if (value := get(name)) is not None and value != ""]
    return "\n".join(dict.fromkeys(found)) + "\n\n" if found else None


def merged(*layers: Mapping[str, Json] | None) -> dict[str, Json]:
    """The layers of a record as one, later ones on top."""
    whole: dict[str, Json] = {}
    for layer in layers:
        if layer:
            whole.update(layer)
    return whole


class Damage:
    """Rows whose checksum did not fit, noted by readers in any thread until the writer takes them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[str, set[int]] = {}

    def note(self, resource: str, key: int) -> None:
        """This row cannot be trusted."""
        with self._lock:
            self._found.setdefault(resource, set()).add(key)

    def take(self) -> dict[str, set[int]]:
        """All rows noted since the last time."""
        with self._lock:
            found, self._found = self._found, {}
        return found
