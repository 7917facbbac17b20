"""Any number of believable stock lots, the same ones every time, and a cache filled with them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from forge_desktop.domain.catalog import find
from forge_desktop.domain.scalars import Json
from forge_desktop.store import Cache
from forge_desktop.store.rows import dump
from forge_desktop.store.schema import Schema
from forge_desktop.store.shelf import NO_DETAIL, Shelf

NOW = 1_795_000_000
"""When the benchmark takes place: 19 November 2026."""
LOTS = find("mrpeasy", "lots")
RARE = "Zirbenholz"
"""A word that about one lot in 40,000 has in its item's title."""
_DAY = 86_400
_WOODS = ("Oak", "Ash", "Beech", "Walnut", "Birch", "Pine", "Larch", "Maple", "Cherry", "Elm")
_THINGS = (
    "table",
    "chair",
    "shelf",
    "drawer",
    "cabinet",
    "bed frame",
    "bench",
    "door",
    "board",
    "leg",
    "panel",
    "top",
)
_FINISHES = ("oiled", "raw", "lacquered", "waxed", "stained", "brushed", "smoked")
_GROUPS = (
    "Tables",
    "Chairs",
    "Storage",
    "Beds",
    "Boards",
    "Parts",
    "Hardware",
    "Finishes",
    "Samples",
    "Packaging",
)
_UNITS = ("pcs", "m", "m2", "kg", "l")
_STATUS = (20,) * 60 + (10,) * 12 + (15,) * 3 + (5,) * 5 + (25,) * 8 + (30,) * 12


def lots(count: int, *, first: int = 1, seed: int = 7) -> Iterator[tuple[int, dict[str, Json]]]:
    """Lots with ascending keys, as the API room hands them on."""
    draw = random.Random(f"{seed} {first}")
    for key in range(first, first + count):
        yield key, _lot(draw, key)


def _lot(draw: random.Random, key: int) -> dict[str, Json]:
    chance = draw.random
    item = int(chance() ** 2 * 4_000)
    created = NOW - 5 * 365 * _DAY + key * 157 % (5 * 365 * _DAY) + int(chance() * 7_200)
    quantity = int(chance() * 40_000) + 1
    left = int(quantity * chance())
    bought = chance() < 0.4
    order = key // 3
    places = [
        f"{chr(65 + int(chance() * 8))}-{int(chance() * 25) + 1:02d}" for _ in range(1 + (chance() < 0.1))
    ]
    title = f"{_WOODS[item % 10]} {_THINGS[item % 12]} {_FINISHES[item % 7]} {item % 31 * 10 + 40} cm"
    return {
        "lot_id": key,
        "code": f"L{key:07d}",
        "article_id": item + 1,
        "product_id": item + 10_001,
        "item_code": f"A-{item:05d}",
        "item_title": f"{RARE} {title}" if chance() < 0.000_025 else title,
        "unit_id": item % 5 + 1,
        "unit": _UNITS[item % 5],
        "group_id": item % 10 + 1,
        "group_code": f"G{item % 10:02d}",
        "group_title": _GROUPS[item % 10],
        "status": _STATUS[int(chance() * 100)],
        "created": created,
        "available_from": created + int(chance() * 30) * _DAY if chance() < 0.97 else None,
        "quantity": _amount(quantity),
        "available": _amount(left),
        "booked": _amount(left // 3 if chance() < 0.4 else 0),
        "item_cost": _amount(int(chance() * 90_000) + 10),
        "total_cost": _amount(int(chance() * 9_000_000)),
        "pur_ord_id": order if bought else None,
        "purchase_order_code": f"PO{order:06d}" if bought else None,
        "man_ord_id": None if bought else order,
        "manufacturing_order_code": None if bought else f"MO{order:06d}",
        "transfer_id": None,
        "transfer_order_code": None,
        "site_id": 1 + (chance() < 0.3),
        "locations": [
            {"location_id": i + 1, "location": place, "available": _amount(left // len(places)), "booked": "0"}
            for i, place in enumerate(places)
        ],
    }


def _amount(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def fill(path: Path, count: int, *, settled: bool = True) -> None:
    """A new cache with so many lots: the rows that `Records.put` would write, without comparing first."""
    cache = Cache.open(path, "mrpeasy")
    try:
        connection = cache._connection
        shelf = Shelf(connection, Schema("mrpeasy").table(LOTS.name))
        rest = lots(count)
        while page := list(islice(rest, 20_000)):
            with cache.records.batch():
                shelf.write([shelf.full(key, dump(v), v, NO_DETAIL, {}, None) for key, v in page])
        if settled:
            cache.records.settle(LOTS)
    finally:
        cache.close()
