"""Checks what a person wants created, field by field, before it is kept; every reason names its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind, plain

_LONGEST = 10_000
_LARGEST = Decimal(10) ** 15
_MOST_PLACES = 12

_WAYS = ("article_id", "sku", "product_id")
"""How a line names its item; one of them is enough."""
_MORE: Mapping[str, tuple[Field, ...]] = {
    "customer-orders/products": (
        Field(name="sku", label="Part number", kind=Kind.CODE),
        Field(name="product_id", label="Product", kind=Kind.ID),
        Field(name="param", label="Parameters", kind=Kind.OTHER),
    ),
    "manufacturing-orders": (
        Field(name="cust_ord_id", label="Customer order", kind=Kind.ID),
        Field(name="cust_ord_line_id", label="Line of the customer order", kind=Kind.ID),
        Field(name="no_bookings", label="Without bookings", kind=Kind.FLAG),
        Field(name="no_scheduling", label="Without scheduling", kind=Kind.FLAG),
    ),
}
"""Names that are written and never read (contracts/mrpeasy-api.txt, "To add …"; in practice, section 2)."""
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "customer-orders": ("customer_id", "products"),
    "customer-orders/products": ("quantity",),
    "manufacturing-orders": ("article_id", "quantity", "assigned_id"),
    "customers": ("title",),
}
_NOT_NEGATIVE = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.PERCENT})
CREATABLE = ("customer-orders", "manufacturing-orders", "customers")


class Checked:
    """The values as they are kept, and what is wrong with them: (`products.0.quantity`, why)."""

    def __init__(
        self,
        resource: Resource,
        given: object,
        takes: frozenset[str],
        zone: ZoneInfo,
        pending: Collection[int] = (),
    ) -> None:
        """`pending` are the temporary keys of records that are still to be created, which may be pointed to."""
        self.wrong: list[tuple[str, str]] = []
        self._zone = zone
        self._pending = pending
        self.values: dict[str, Json] = {}
        if not isinstance(given, Mapping):
            self.wrong.append(("", "is no object"))
            return
        known = {field.name: field for field in (*resource.fields, *_MORE.get(resource.name, ()))}
        known = {name: field for name, field in known.items() if name in takes and not field.derived}
        self.values = self._object(resource.name, given, known, "")

    def _object(
        self, name: str, given: Mapping[object, object], known: Mapping[str, Field], place: str
    ) -> dict[str, Json]:
        values: dict[str, Json] = {}
        for key, value in given.items():
            field = known.get(str(key))
            where = f"{place}{key}"
            if field is None and str(key).startswith("custom_") and not place:
                field = Field(name=str(key), label=str(key), kind=Kind.TEXT)
            if field is None:
                self.wrong.append((where, "is not a field that can be written here"))
            elif value is not None and value != "":
                found = self._value(name, field, value, where)
                if found is not None:
                    values[field.name] = found
        for needed in _NEEDED.get(name, ()):
            if given.get(needed) in (None, "", []):
                self.wrong.append((f"{place}{needed}", "is required"))
        if name == "customer-orders/products" and not any(given.get(way) for way in _WAYS):
            self.wrong.append((f"{place}article_id", "is required, or sku, or product_id"))
        return values

    def _value(self, name: str, field: Field, value: object, where: str) -> Json:
        try:
            if field.kind is Kind.LINES:
                return self._lines(name, field, value, where)
            if field.kind is Kind.ID and value in self._pending:
                return value  # type: ignore[return-value]  # one of those keys
            return _scalar(field, value, self._zone)
        except ValueError as wrong:
            self.wrong.append((where, str(wrong)))
            return None

    def _lines(self, name: str, field: Field, value: object, where: str) -> Json:
        if not isinstance(value, list):
            raise ValueError("is no list of lines")
        inner = f"{name}/{field.name}"
        known = {part.name: part for part in (*field.fields, *_MORE.get(inner, ())) if not part.derived}
        lines: list[Json] = []
        for number, line in enumerate(value):
            place = f"{where}.{number}"
            if isinstance(line, Mapping):
                lines.append(self._object(inner, line, known, f"{place}."))
            else:
                self.wrong.append((place, "is no line"))
        return lines


def _scalar(field: Field, value: object, zone: ZoneInfo) -> Json:
    kind = field.kind
    if kind is Kind.OTHER:
        return _parameters(value)
    if kind is Kind.FLAG:
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise ValueError("is neither true nor false")
    if kind.decimal:
        return _decimal(field, value)
    if kind is Kind.CHOICE:
        return _state(field, value)
    if kind.timed:
        return _instant(value, zone)
    if kind.integral:
        return _whole(value, kind)
    if not isinstance(value, str):
        raise ValueError("is no text")
    if len(value) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST:,} characters")
    return value


def _decimal(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise ValueError("is no number")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"is no number: “{str(value)[:40]}”; write it like 1.5") from None
    if not number.is_finite() or abs(number) >= _LARGEST or (abs(number) > 100 and field.kind is Kind.PERCENT):
        raise ValueError("is too large")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MOST_PLACES:
        raise ValueError(f"has more than {_MOST_PLACES} decimal places")
    if field.name == "quantity" and number <= 0:
        raise ValueError("must be more than 0")
    if number < 0 and field.kind in _NOT_NEGATIVE:
        raise ValueError("must not be negative")
    return plain(number)


def _whole(value: object, kind: Kind) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("is no whole number")
    if not (1 if kind is Kind.ID else 0) <= value < 2**63:
        raise ValueError("is not a possible number here")
    return value


def _state(field: Field, value: object) -> Json:
    states = field.choices.states if field.choices is not None else ()
    for state in states:
        if str(value).casefold() in (str(state.code), state.label.casefold()):
            return state.code
    if states:
        known = ", ".join(f"{state.code} ({state.label})" for state in states)
        raise ValueError(f"is no known state; states are {known}")
    return _whole(value, Kind.INTEGER)


def _instant(value: object, zone: ZoneInfo) -> int:
    if isinstance(value, str) and not value.isdigit():
        try:
            day = date.fromisoformat(value)
            return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
        except (ValueError, OverflowError):
            raise ValueError("is no date; write it like 2026-11-30, or as unix seconds") from None
    return _whole(value, Kind.INTEGER)


def _parameters(value: object) -> Json:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("is no set of parameters with their values")
    return {str(key): _whole(part, Kind.ID) for key, part in value.items()}
