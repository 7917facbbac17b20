"""Reads a JSON body: names in camelCase or snake_case, typed values, complaints under the name of a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select

from forge_desktop.server import exact, scalars
from forge_desktop.server.forgemrp import ids
from forge_desktop.server.forgemrp.assumed import Field
from forge_desktop.server.forgemrp.envelope import Wrong
from forge_desktop.server.world.act import Act

LONGEST_NAME, LONGEST_TEXT, MOST_LINES, MOST_COMPLAINTS = 255, 10_000, 500, 100
T = TypeVar("T")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


class Form:
    """The values of a body by their snake_case names. `null` and an absent name are both *nothing*."""

    def __init__(
        self, values: Mapping[str, Any], known: Collection[str], complaints: list[str], place: str = ""
    ) -> None:
        self._place = place
        self.complaints = complaints
        self._values: dict[str, Any] = {}
        for given, value in values.items():
            name = _HUMP.sub(lambda match: f"_{match[1].lower()}", given)
            if name not in known:
                self.complain(given[:80], "is not known here or cannot be written")
            elif name in self._values and self._values[name] != value:
                self.complain(name, "is given twice, with different values")
            else:
                self._values[name] = value

    def has(self, name: str) -> bool:
        """Whether the name was sent, with a value or without."""
        return name in self._values

    def given(self, name: str) -> bool:
        """Whether the name was sent with a value."""
        return self._values.get(name) is not None

    def complain(self, name: str, words: str) -> None:
        """Something is wrong with that field."""
        self.complaints.append(f"{self._place}{name}: {words}")

    def finish(self) -> None:
        """Refuse the whole request if anything was wrong."""
        more = len(self.complaints) - MOST_COMPLAINTS
        if self.complaints:
            raise Wrong(422, *self.complaints[:MOST_COMPLAINTS], *([f"and {more} more"] if more > 0 else []))

    def needed(self, name: str) -> None:
        """Complain if the field has no value."""
        value = self._values.get(name)
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            self.complain(name, "is required")

    def text(self, name: str, most: int = LONGEST_NAME) -> str | None:
        """A text; spaces around it do not count."""
        return self._read(name, str, lambda value: scalars.text(value, most).strip())

    def word(self, name: str, words: Collection[str]) -> str | None:
        """One of these words."""

        def chosen(value: str) -> str:
            if value not in words:
                raise ValueError(f"must be one of {', '.join(words)}")
            return value

        return self._read(name, str, chosen)

    def currency(self, name: str) -> str | None:
        """The code of a currency."""

        def code(value: str) -> str:
            if not _CURRENCY.fullmatch(value):
                raise ValueError("must be three capital letters, like EUR")
            return value

        return self._read(name, str, code)

    def amount(self, name: str, *, above: bool = False) -> Decimal | None:
        """An exact number from 0 on, or above it: a JSON number, or its digits as a text."""
        return self._read(
            name, (int, Decimal, str), lambda value: scalars.amount(value, Decimal(0), above), "a number"
        )

    def day(self, name: str, zone: ZoneInfo) -> int | None:
        """The first second of a day given as 2026-01-31, or an instant as ISO 8601 with its offset."""
        return self._read(name, str, lambda value: _instant(value, zone), "a date like 2026-01-31")

    def ident(self, act: Act, name: str, table: Table) -> int | None:
        """The key of an existing row that the id in this field means."""

        def known(value: str) -> int:
            key = ids.meant(ids.PREFIX_OF[name], value)
            column = next(iter(table.primary_key))
            if key is None or act.row(select(column).where(column == key)) is None:
                raise ValueError(f"there is nothing with the id {value[:40]!r}")
            return key

        return self._read(name, str, known, "an id")

    def rows(self, name: str, fields: Sequence[Field]) -> list[Form] | None:
        """An array of objects with these fields."""
        found = self._read(name, list, list, "an array of objects")
        if found is None:
            return None
        if len(found) > MOST_LINES or not all(isinstance(item, dict) for item in found):
            self.complain(name, f"must be an array of at most {MOST_LINES} objects")
            return None
        known = [field.name for field in fields]
        return [
            Form(item, known, self.complaints, f"{self._place}{name}[{number}].")
            for number, item in enumerate(found)
        ]

    def _read(
        self,
        name: str,
        kind: type | tuple[type, ...],
        convert: Callable[[Any], T],
        words: str = "a text",
    ) -> T | None:
        value = self._values.get(name)
        if value is None:
            return None
        try:
            if isinstance(value, bool) or not isinstance(value, kind):
                raise ValueError(f"must be {words}")
            return convert(value)
        except ValueError as error:
            self.complain(name, str(error))
            return None


def read(body: bytes, content_type: str, fields: Sequence[str]) -> Form:
    """The form of a body; what is not a JSON object is a bad request."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Wrong(400, "The body must be application/json")
    try:
        values = exact.loads(body)
    except exact.BadJson as error:
        raise Wrong(400, str(error)) from None
    if not isinstance(values, dict):
        raise Wrong(400, "The body must be a JSON object")
    return Form(values, fields, [])


def _instant(text: str, zone: ZoneInfo) -> int:
    try:
        if not _DATE.fullmatch(text):  # Python also reads 20260131 and 2026-W05-6
            raise ValueError(text)
        if len(text) == 10:
            found = scalars.day_start(date.fromisoformat(text), zone)
        else:
            moment = datetime.fromisoformat(text)
            found = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{text[:40]!r} is not a date like 2026-01-31") from None
    if not 0 < found < scalars.LAST_INSTANT:
        raise ValueError("lies outside the years 1970 to 2099")
    return found
