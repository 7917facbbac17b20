"""What stands in the column of a value, for comparing and sorting only: the JSON beside it is what counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from forge_desktop.domain.resource import Code, Field
from forge_desktop.domain.scalars import Json, Kind, key_of

Cell = int | float | str | None
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


def placed(field: Field) -> bool:
    """True when states are words, which sort as declared, not by their letters: their places are the cells.

    A word that nobody declared is its own cell; SQLite puts texts behind numbers, so it stands last.
    """
    return field.choices is not None and any(isinstance(state.code, str) for state in field.choices.states)


def code_of(field: Field, cell: Cell) -> Code | None:
    """The code behind the cell of a choice."""
    if isinstance(cell, int) and placed(field) and field.choices is not None:
        return field.choices.states[cell].code
    return cell if isinstance(cell, (int, str)) else None


def converter(field: Field) -> Callable[[Json], Cell]:
    """How a value of this field becomes a cell; None for one that is not of its kind."""
    kind = field.kind
    if field.choices is not None and placed(field):
        return partial(_place, {str(state.code): at for at, state in enumerate(field.choices.states)})
    if not kind.scalar:
        return _nothing
    if kind.decimal:
        return _real
    if kind is Kind.ID:
        return _key
    return _text if kind.textual or kind is Kind.CHOICE else _whole


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


def _real(value: Json) -> Cell:
    if not isinstance(value, (str, int)) or isinstance(value, bool) or value == "":
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _whole(value: Json) -> Cell:
    return int(value) if isinstance(value, int) and _SMALLEST <= value <= _LARGEST else None


def _key(value: Json) -> Cell:
    if type(value) is int and _SMALLEST <= value <= _LARGEST:
        return value
    return key_of(value) if isinstance(value, str) else _whole(value)


def _text(value: Json) -> Cell:
    if isinstance(value, str):
        return (value if value.isascii() and "\x00" not in value else sound(value)) or None
    return _whole(value)


def _place(places: Mapping[str, int], value: Json) -> Cell:
    said = value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    at = places.get(said)
    return _text(said) if at is None else at


def _nothing(value: Json) -> Cell:
    return None
