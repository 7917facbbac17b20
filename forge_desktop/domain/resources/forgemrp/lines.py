"""Lines of quotes, purchase orders and RFQs (contracts/forgemrp-assumptions.md), and what they are about."""

from __future__ import annotations

from collections.abc import Iterable

from forge_desktop.domain.resource import Field, Values
from forge_desktop.domain.scalars import Json, Kind

_WHAT = (
    Field(name="description", label="Description", kind=Kind.TEXT),
    Field(name="part_number", label="Part", kind=Kind.CODE),
    Field(name="quantity", label="Quantity", kind=Kind.QUANTITY),
)
_PRICE = Field(name="unit_price", label="Price each", kind=Kind.MONEY)
PRICED = Field(name="lines", label="Lines", kind=Kind.LINES, fields=(*_WHAT, _PRICE))
ASKED = Field(name="lines", label="Lines", kind=Kind.LINES, fields=_WHAT)

PARTS = Field(
    name="parts",
    label="Parts",
    kind=Kind.TEXT,
    derived=True,
    search=True,
    help="What all lines are about",
)
PART_NUMBERS = Field(name="part_numbers", label="Part numbers", kind=Kind.TEXT, derived=True, search=True)


def lines_in(value: Json) -> list[dict[str, Json]]:
    """The lines that are lines."""
    return [line for line in value if isinstance(line, dict)] if isinstance(value, list) else []


def derive_parts(values: Values) -> Values:
    """What the lines are about, and the numbers of their parts, each once, as texts to look into."""
    lines = lines_in(values.get("lines"))
    return {
        "parts": _each(line.get("description") or line.get("part_number") for line in lines),
        "part_numbers": _each(line.get("part_number") for line in lines),
    }


def _each(named: Iterable[Json]) -> str | None:
    return ", ".join(dict.fromkeys(str(name) for name in named if name)) or None
