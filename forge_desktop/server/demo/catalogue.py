"""The catalogue resolved: every item with its number, parts, operations and costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from forge_desktop.server.demo.materials import GROUPS, MATERIALS, UNITS, Material
from forge_desktop.server.demo.people import TYPES, VENDORS, Vendor
from forge_desktop.server.demo.recipes import COVERS, FINISHED, LOUNGE, SUB_ASSEMBLIES, Recipe

STATION_RATE = {
    "Cutting": 18,
    "CNC": 36,
    "Gluing": 12,
    "Sanding": 12,
    "Finishing": 15,
    "Assembly": 6,
    "Packing": 3,
}
"""Overhead in euros per hour of each type of work station."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a routing; times in minutes, `cycle` for every `per` pieces."""

    ord: int
    type: str
    type_id: int
    text: str
    setup: int
    cycle: int
    per: int
    fixed_cost: Decimal
    variable_cost: Decimal

    def minutes(self, quantity: Decimal) -> int:
        """Planned working minutes for that many pieces."""
        return self.setup + self.cycle * -(-int(quantity) // self.per)

    def cost(self, quantity: Decimal) -> Decimal:
        """Manufacturing overhead for that many pieces."""
        return (self.fixed_cost + self.variable_cost * quantity).quantize(Decimal("0.01"))


@dataclass(slots=True, eq=False)
class Article:
    """One stock item; a bought one has a vendor, a made one parts and operations."""

    id: int
    product: int
    code: str
    title: str
    unit: str
    unit_id: int
    group_id: int
    place: str
    batch: int
    price: Decimal = Decimal(0)
    extra: Decimal = Decimal(0)  # what this variation adds to the price that all of them share
    tiers: tuple[tuple[int, Decimal], ...] = ()
    vendor: Vendor | None = None
    order: int = 0
    serials: bool = False
    bom: int = 0
    parts: list[tuple[Article, Decimal]] = field(default_factory=list)
    operations: tuple[Operation, ...] = ()

    @property
    def made(self) -> bool:
        """True when the factory makes it."""
        return self.vendor is None

    @property
    def pack_name(self) -> str:
        """The unit in which the vendor sells it."""
        return f"pack of {self.batch} {self.unit}"

    def price_for(self, quantity: Decimal) -> Decimal:
        """Selling price of one piece when so many are ordered."""
        reached = [price for least, price in self.tiers if quantity >= least]
        return (reached[-1] if reached else self.price) + self.extra

    def tree(self) -> int:
        """How many orders it takes to make it with all its sub-assemblies."""
        return 1 + sum(part.tree() for part, _ in self.parts if part.made)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All items in the order of their numbers, and the groups of them that the builder draws from."""

    articles: tuple[Article, ...]
    materials: tuple[Article, ...]
    sub_assemblies: tuple[Article, ...]
    finished: tuple[Article, ...]
    variations: tuple[Article, ...]


def catalogue() -> Catalogue:
    """Resolve materials and recipes: numbers are given in the order finished, sub-assemblies, materials."""
    numbers = iter(range(1, 1000))
    finished = [_made(recipe, next(numbers)) for recipe in FINISHED]
    first = next(numbers)
    variations = [_made(LOUNGE, first if not n else next(numbers), first) for n in range(len(COVERS))]
    for variation, (_, _, _, extra) in zip(variations, COVERS, strict=True):
        variation.extra = Decimal(extra)
    subs = [_made(recipe, next(numbers)) for recipe in SUB_ASSEMBLIES]
    materials = [_bought(material, next(numbers)) for material in MATERIALS]
    _resolve(finished, FINISHED, subs, materials)
    _resolve(variations, (LOUNGE,) * len(COVERS), subs, materials)
    _resolve(subs, SUB_ASSEMBLIES, subs, materials)
    everything = (*finished, *variations, *subs, *materials)
    return Catalogue(everything, tuple(materials), tuple(subs), (*finished, *variations), tuple(variations))


def _made(recipe: Recipe, number: int, product: int | None = None) -> Article:
    prices = tuple((least, Decimal(price)) for least, price in recipe.prices)
    return Article(
        id=number,
        product=product or number,
        code=recipe.code,
        title=recipe.title,
        unit="pcs",
        unit_id=1,
        group_id=GROUPS.index(recipe.group) + 1,
        place=recipe.place,
        batch=recipe.batch,
        price=prices[0][1] if prices else Decimal(0),
        tiers=prices if len(prices) > 1 else (),
        serials=recipe.serials,
        operations=tuple(
            Operation(
                ord,
                step.type,
                TYPES.index(step.type) + 1,
                step.text,
                step.setup,
                step.cycle,
                step.per,
                _per_hour(step.type, Decimal(step.setup)),
                _per_hour(step.type, Decimal(step.cycle) / step.per),
            )
            for ord, step in enumerate(recipe.steps, start=1)
        ),
    )


def _per_hour(kind: str, minutes: Decimal) -> Decimal:
    return (STATION_RATE[kind] * minutes / 60).quantize(Decimal("0.01"))


def _bought(material: Material, number: int) -> Article:
    return Article(
        id=number,
        product=number,
        code=material.code,
        title=material.title,
        unit=material.unit,
        unit_id=UNITS.index(material.unit) + 1,
        group_id=GROUPS.index(material.group) + 1,
        place=material.place,
        batch=material.pack,
        price=Decimal(material.price),
        vendor=VENDORS[material.vendor - 1],
        order=material.order,
    )


def _resolve(
    made: list[Article], recipes: tuple[Recipe, ...], subs: list[Article], materials: list[Article]
) -> None:
    """Turn the codes of the parts into items; `@COVER` is the fabric of the variation."""
    by_code = {article.code: article for article in (*subs, *materials)}
    for place, (article, recipe) in enumerate(zip(made, recipes, strict=True)):
        for code, quantity in recipe.parts:
            fabric = COVERS[place][2] if code == "@COVER" else code
            article.parts.append((by_code[fabric], Decimal(quantity)))
