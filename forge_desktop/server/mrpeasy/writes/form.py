"""Reads typed values out of a body; what is wrong with them is gathered under the name of its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from forge_desktop.server import scalars

LONGEST_NAME, LONGEST_TEXT = 255, 10_000
T = TypeVar("T")
_CUSTOM = re.compile(r"custom_[1-9]\d{0,8}")


class Form:
    """Values by name. None, "" and an absent name are all *nothing*; `has` tells whether a name was sent."""

    def __init__(self, values: Mapping[str, Any], complaints: list[str] | None = None, place: str = "") -> None:
        self._values = values
        self._place = place
        self.complaints: list[str] = [] if complaints is None else complaints

    def has(self, name: str) -> bool:
        """Whether the name was sent, with a value or without."""
        return name in self._values

    def is_array(self, name: str) -> bool:
        """Whether an array or an object was sent under that name."""
        return isinstance(self._values.get(name), Mapping | list)

    def complain(self, name: str, words: str) -> None:
        """Something is wrong with that field; the same is said once only."""
        text = f"{self._named(name)}: {words}"
        if text not in self.complaints:
            self.complaints.append(text)

    def needed(self, name: str) -> bool:
        """Whether the field has a value; complains when not."""
        if self._raw(name) is None:
            self.complain(name, "is required")
            return False
        return True

    def text(self, name: str, most: int = LONGEST_NAME) -> str | None:
        """A text of so many characters at most."""
        return self._read(name, lambda value: scalars.text(value, most))

    def whole(self, name: str, least: int = 0, most: int = 2**31 - 1) -> int | None:
        """A whole number between these."""
        return self._read(name, lambda value: scalars.whole(value, least, most))

    def ident(self, name: str) -> int | None:
        """The key of another object."""
        return self.whole(name, 1, 10**18 - 1)

    def amount(self, name: str, *, least: Decimal = Decimal(0), above: bool = False) -> Decimal | None:
        """An exact decimal from `least` on, or above it, with six places at most."""
        return self._read(name, lambda value: scalars.amount(value, least, above))

    def percent(self, name: str) -> Decimal | None:
        """A share between 0 and 100."""
        found = self.amount(name)
        if found is not None and found > 100:
            self.complain(name, "must not be more than 100")
            return None
        return found

    def flag(self, name: str) -> bool | None:
        """Yes or no: PHP's 1 and 0, or JSON's true and false."""
        return self._read(name, scalars.flag)

    def when(self, name: str, zone: ZoneInfo, *, last_second: bool = False) -> int | None:
        """Unix seconds, or a date like 2026-01-31 in the account's zone: its first second, or its last."""
        return self._read(name, lambda value: scalars.when(value, zone, last_second))

    def custom(self) -> dict[str, str | None]:
        """The account's own fields, `custom_` and a number, that were sent."""
        return {name: self.text(name, LONGEST_TEXT) for name in self._values if _CUSTOM.fullmatch(name)}

    def rows(self, name: str) -> list[Form] | None:
        """An array of objects, as a JSON array or with PHP's numbers as keys."""
        items = self._items(name)
        if items is None:
            return None
        place = self._named(name)
        if not all(isinstance(item, Mapping) for item in items):
            self.complain(name, "must be an array of objects")
            return None
        return [Form(item, self.complaints, f"{place}[{number}]") for number, item in enumerate(items)]

    def numbers(self, name: str) -> list[int] | None:
        """An array of whole numbers."""
        items = self._items(name)
        if items is None:
            return None
        inner = Form({str(place): item for place, item in enumerate(items)}, self.complaints, self._named(name))
        found = [inner.whole(str(place)) for place in range(len(items)) if inner.needed(str(place))]
        return [number for number in found if number is not None]

    def pairs(self, name: str) -> dict[int, int] | None:
        """A map of keys to keys: parameter_id => value_id."""
        value = self._raw(name)
        if value is None:
            return None
        if value == []:
            return {}
        if not isinstance(value, Mapping) or not all(_is_key(key) for key in value):
            self.complain(name, "must be a map of parameter_id to value_id")
            return None
        inner = Form(value, self.complaints, self._named(name))
        found = {int(key): inner.ident(key) for key in value if inner.needed(key)}
        return {key: chosen for key, chosen in found.items() if chosen is not None}

    # ------------------------------------------------------------ inside
    def _named(self, name: str) -> str:
        return f"{self._place}[{name}]" if self._place else name

    def _raw(self, name: str) -> Any:
        value = self._values.get(name)
        return None if isinstance(value, str) and not value.strip() else value

    def _read(self, name: str, convert: Callable[[Any], T]) -> T | None:
        value = self._raw(name)
        if value is None:
            return None
        try:
            if isinstance(value, Mapping | list):
                raise ValueError("must be a single value")
            return convert(value)
        except ValueError as error:
            self.complain(name, str(error))
            return None

    def _items(self, name: str) -> list[Any] | None:
        """An array's entries; PHP's come under numbers. Complains about anything else."""
        value = self._raw(name)
        if isinstance(value, Mapping) and all(str(key).isdecimal() for key in value):
            return list(value.values())
        if value is None or isinstance(value, list):
            return value
        self.complain(name, "must be an array")
        return None


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) <= 18
