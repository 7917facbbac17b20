"""Checks what a person wants created, field by field, before it is kept; every reason names its field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeAlias
from zoneinfo import ZoneInfo

from forge_desktop.domain import written
from forge_desktop.domain.catalog import named_by_texts
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Json, Kind

Place: TypeAlias = "tuple[str, str]"
"""A dialect with a resource of it, or with a list of lines in one: ("mrpeasy", "customer-orders/products")."""
Ways: TypeAlias = "tuple[tuple[str, ...], ...]"
"""Sets of names of which one has to be given whole."""

CREATABLE: Mapping[str, tuple[str, ...]] = {
    "mrpeasy": ("customer-orders", "manufacturing-orders", "customers"),
    "forgemrp": ("quotes", "jobs", "clients"),
}
"""Dialect -> what can be created by its contract."""
_NEEDED: Mapping[Place, tuple[Ways, ...]] = {
    ("mrpeasy", "customer-orders"): ((("customer_id",),), (("products",),)),
    ("mrpeasy", "customer-orders/products"): ((("quantity",),), (("article_id",), ("sku",), ("product_id",))),
    ("mrpeasy", "manufacturing-orders"): ((("article_id",),), (("quantity",),), (("assigned_id",),)),
    ("mrpeasy", "customers"): ((("title",),),),
    ("forgemrp", "quotes"): ((("client_id",),),),
    ("forgemrp", "quotes/lines"): ((("quantity",),), (("description",), ("part_number",))),
    ("forgemrp", "jobs"): ((("quote_id",), ("part_number", "quantity")),),
    ("forgemrp", "clients"): ((("name",),),),
}
_MORE: Mapping[Place, tuple[Field, ...]] = {
    ("mrpeasy", "customer-orders/products"): (
        Field(name="sku", label="Part number", kind=Kind.CODE),
        Field(name="product_id", label="Product", kind=Kind.ID),
        Field(name="param", label="Parameters", kind=Kind.OTHER),
    ),
    ("mrpeasy", "manufacturing-orders"): (
        Field(name="cust_ord_id", label="Customer order", kind=Kind.ID),
        Field(name="cust_ord_line_id", label="Line of the customer order", kind=Kind.ID),
        Field(name="no_bookings", label="Without bookings", kind=Kind.FLAG),
        Field(name="no_scheduling", label="Without scheduling", kind=Kind.FLAG),
    ),
}
"""Names that are written and never read (contracts/mrpeasy-api.txt, "To add …"; in practice, section 2)."""
_OWN: Mapping[str, str] = {"mrpeasy": "custom_"}
"""How the names of an account's own fields begin, which are taken as they are."""
_CAMEL = frozenset({"forgemrp"})
"""Dialects whose names may be spelled `clientId` as well (contracts/forgemrp-api.txt, "Idempotency")."""


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
        self._dialect = resource.dialect
        self._texts = named_by_texts(resource.dialect)
        self._zone = zone
        self._pending = pending
        self.values: dict[str, Json] = {}
        if not isinstance(given, Mapping):
            self.wrong.append(("", "is no object"))
            return
        known = [field for field in (*resource.fields, *self._more(resource.name)) if field.name in takes]
        self.values = self._object(resource.name, given, known, "")

    def _more(self, name: str) -> tuple[Field, ...]:
        return _MORE.get((self._dialect, name), ())

    def _object(
        self, name: str, given: Mapping[object, object], fields: Sequence[Field], place: str
    ) -> dict[str, Json]:
        known = {said: f for f in fields if not f.derived for said in self._spellings(f.name)}
        values: dict[str, Json] = {}
        for key, value in given.items():
            field = known.get(str(key)) or self._own(str(key), place)
            where = f"{place}{key}"
            if field is None:
                why = f"is not a field that can be written here; {_instead(str(key), known)}"
                self.wrong.append((where, why))
            elif field.name in values:
                self.wrong.append((where, f"is given twice, as {field.name} too"))
            elif value is not None and value != "":
                found = self._value(name, field, value, where)
                if found is not None:
                    values[field.name] = found
        told = {known[str(key)].name for key, value in given.items() if str(key) in known and _is_told(value)}
        for ways in _NEEDED.get((self._dialect, name), ()):
            self.wrong += [(f"{place}{field}", why) for field, why in _lacking(ways, told)]
        return values

    def _spellings(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((name, _camel(name)))) if self._dialect in _CAMEL else (name,)

    def _own(self, name: str, place: str) -> Field | None:
        """A field that only this account has."""
        begins = _OWN.get(self._dialect)
        if place or begins is None or not name.startswith(begins) or not name.isprintable():
            return None
        return Field(name=name, label=name, kind=Kind.TEXT)

    def _value(self, name: str, field: Field, value: object, where: str) -> Json:
        try:
            if field.kind is Kind.LINES:
                return self._lines(name, field, value, where)
            if field.kind is Kind.ID and type(value) is int and value in self._pending:
                return value
            if field.kind is Kind.ID and self._texts:
                return written.name(value)
            return written.scalar(field, value, self._zone)
        except ValueError as wrong:
            self.wrong.append((where, str(wrong)))
            return None

    def _lines(self, name: str, field: Field, value: object, where: str) -> Json:
        if not isinstance(value, list):
            raise ValueError("is no list of lines")
        inner = f"{name}/{field.name}"
        known = (*field.fields, *self._more(inner))
        lines: list[Json] = []
        for number, line in enumerate(value):
            place = f"{where}.{number}"
            if isinstance(line, Mapping):
                lines.append(self._object(inner, line, known, f"{place}."))
            else:
                self.wrong.append((place, "is no line"))
        return lines


def _instead(key: str, known: Mapping[str, Field]) -> str:
    """What was meant, or what there is."""
    near = get_close_matches(key, known, 1, 0.7)
    if near:
        return f"did you mean “{near[0]}”?"
    return f"fields are {', '.join(dict.fromkeys(field.name for field in known.values()))}"


def _is_told(value: object) -> bool:
    return value is not None and value != "" and value != []


def _lacking(ways: Ways, told: set[str]) -> Iterator[tuple[str, str]]:
    """What is missing, by field: the rest of a way that was begun, else all the ways there are."""
    if any(told >= set(way) for way in ways):
        return
    begun = next((way for way in ways if len(ways) > 1 and told & set(way)), None)
    if begun is not None:
        yield from ((name, "is required") for name in begun if name not in told)
        return
    others = "".join(f", or {' with '.join(way)}" for way in ways[1:])
    yield ways[0][0], f"is required{others}"


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
