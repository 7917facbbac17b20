"""Writes values as the JSON of the contract: exact amounts, statuses and times as strings, ids as told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from forge_desktop.server.exact import plain
from forge_desktop.server.mrpeasy import words
from forge_desktop.server.mrpeasy.declare import Field, Kind

Convert = Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


_CONVERT: dict[Kind, Convert] = {
    Kind.ID: _same,
    Kind.CODE: _text,
    Kind.STATUS: _text,
    Kind.TEXT: _same,
    Kind.WHEN: _text,
    Kind.AMOUNT: _same,
    Kind.DIGITS: _digits,
    Kind.FLAG: _same,
    Kind.COUNT: _same,
}


@dataclass(frozen=True)
class Style:
    """How ids are written: as integers, or as digit strings for older clients."""

    string_ids: bool = False

    def ident(self, value: int | None) -> int | str | None:
        """An id as it goes on the wire."""
        return _text(value) if self.string_ids else value

    def shape(self, fields: Sequence[Field]) -> list[tuple[str, int, Convert]]:
        """For each name on the wire: the position of its value in a fetched row and how it is written."""
        found: list[tuple[str, int, Convert]] = []
        for position, field in enumerate(fields):
            convert = self.ident if field.kind is Kind.ID else _CONVERT[field.kind]
            found.append((field.name, position, convert))
            if field.kind is Kind.STATUS:
                found.append((f"{field.name}_txt", position, partial(words.word, field.words or {})))
        return found
