"""A record's values as a row: canonical JSON, sortable columns, one folded search text and a checksum."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from threading import Lock
from zlib import crc32

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json, Kind, key_of
from forge_desktop.store.schema import Table

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False
).encode

Cell = int | float | str | None


def dump(values: Values) -> str:
    """Values as compact JSON in their own order."""
    return sound(_encode(values if isinstance(values, dict) else dict(values)))


def dump_sorted(values: Values) -> str:
    """Values as JSON that does not depend on the order of the fields."""
    return sound(json.dumps(values, ensure_ascii=False, sort_keys=True))


def load(text: str) -> dict[str, Json]:
    """The values behind JSON that `dump` wrote."""
    found: dict[str, Json] = json.loads(text)
    return found


def sound(text: str) -> str:
    """Text that SQLite can hold: NUL and half surrogate pairs become the replacement mark."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


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
    if isinstance(value, float):
        value = format(Decimal(repr(value)).normalize(), "f")
    return sound(str(value).casefold())


def cells(table: Table, values: Values) -> tuple[Cell, ...]:
    """The columns of a row, in the order of `table.scalars`: for comparing and sorting only.

    Empty text counts as no value, and so does a value that is not of the field's kind.
    """
    get = values.get
    return tuple([None if (v := get(f.name)) is None else _CELL[f.kind](v) for f in table.scalars])


def search_text(table: Table, values: Values) -> str | None:
    """All searched fields, folded, a line each; two line ends close it so that two letters find a trigram."""
    found = [fold(value) for field in table.searched if (value := values.get(field.name)) not in (None, "")]
    return "\n".join(dict.fromkeys(found)) + "\n\n" if found else None


def merged(*layers: Mapping[str, Json] | None) -> dict[str, Json]:
    """The layers of a record as one, later ones on top."""
    whole: dict[str, Json] = {}
    for layer in layers:
        if layer:
            whole.update(layer)
    return whole


def _real(value: Json) -> Cell:
    if isinstance(value, (bool, list, dict)) or value is None or value == "":
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _whole(value: Json) -> Cell:
    return int(value) if isinstance(value, int) and _SMALLEST <= value <= _LARGEST else None


def _key(value: Json) -> Cell:
    return key_of(value) if isinstance(value, str) else _whole(value)


def _text(value: Json) -> Cell:
    return sound(value) or None if isinstance(value, str) else _whole(value)


def _nothing(value: Json) -> Cell:
    return None


def _converter(kind: Kind) -> Callable[[Json], Cell]:
    if not kind.scalar:
        return _nothing
    if kind.decimal:
        return _real
    if kind is Kind.ID:
        return _key
    return _text if kind.textual or kind is Kind.CHOICE else _whole


_CELL = {kind: _converter(kind) for kind in Kind}


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
