"""Reads the records that a script wants created: JSON in UTF-8 with exact decimals, from a file or a pipe."""

from __future__ import annotations

import json
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from forge_desktop.cli.output import Usage

_LARGEST = 32 << 20


def read(source: str) -> list[object]:
    """The objects in a file, "-" for standard input; never none. Usage says what is wrong with it."""
    named = "Standard input" if source == "-" else source
    try:
        found: Any = json.loads(
            _text(source, named),
            parse_float=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twice,
        )
    except (ValueError, RecursionError) as error:
        raise Usage(f"{named} is no JSON: {str(error)[:200]}") from None
    objects = found if isinstance(found, list) else [found]
    if not objects:
        raise Usage(f"{named} holds an empty list.")
    return objects


def _text(source: str, named: str) -> str:
    """In UTF-8 wherever it comes from: what a console takes for its own letters says nothing of a file."""
    try:
        if source == "-":
            told = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(source).open("rb") as file:
                told = file.read(_LARGEST + 1)
    except OSError as error:
        raise Usage(f"{named} cannot be read ({error.strerror or error}).") from None
    if len(told) > _LARGEST:
        raise Usage(f"{named} is larger than 32 MB.")
    try:
        text = told.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Usage(f"{named} is not written in UTF-8 (see its byte {error.start + 1}); save it so.") from None
    if not text.strip():
        raise Usage(f"{named} is empty.")
    return text


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:40]} is too large to be a number") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is given twice")
    return found
