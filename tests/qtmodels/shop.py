"""A small shop in a real cache: records with only the interesting part named, and their reader thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from forge_desktop.domain.catalog import find
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.store import Cache

DAY = 86_400
NOW = 1_795_246_920  # Sat 21 Nov 2026 09:42:00 in Tallinn
SEEN = Seen(NOW, ZoneInfo("Europe/Tallinn"))
CO, MO, OPERATIONS, LOTS = (
    find("mrpeasy", name) for name in ("customer-orders", "manufacturing-orders", "operations", "lots")
)
_ITEMS = (
    ("T-210", "Oak dining table 210"),
    ("CH-04", "Chair, bent back, walnut"),
    ("LEG-70", "Table leg 70 mm, turned"),
    ("BN-90", "Bench 90, painted"),
    ("SH-3", "Shelf, 3 boards"),
    ("TOP-180", "Table top 180, oak, oiled"),
)
_BUYERS = ("Nordic Living", "Havens & Co", "Café Moon", "Linna Hotell", "Villa Ammende")


def midnight(days: int) -> int:
    """The beginning of the day so many days from today."""
    return SEEN.today + days * DAY


def mo(number: int, **told: Json) -> tuple[int, dict[str, Json]]:
    """A manufacturing order; whatever is not told follows from its number."""
    code, title = _ITEMS[number % len(_ITEMS)]
    values: dict[str, Json] = {
        "man_ord_id": number,
        "code": f"MO{number:05d}",
        "article_id": number % len(_ITEMS) + 1,
        "item_code": code,
        "item_title": title,
        "unit": "pcs",
        "quantity": str(4 + number * 7 % 120),
        "status": (30, 20, 35, 20, 10, 20)[number % 6],
        "part_status": (2, 1, 0, 3)[number % 4],
        "start_date": midnight(-12 + number % 30) + 8 * 3600,
        "due_date": midnight(-5 + number % 33),
        "created": NOW - number * 3600,
        "total_cost": f"{1000 + number}.40",
        "assigned_id": 1 + number % 3,
        "lot_id": 5000 + number,
        "lot_code": f"L{5000 + number:05d}",
    }
    return number, values | told


def co(number: int, **told: Json) -> tuple[int, dict[str, Json]]:
    """A customer order with two lines, the first of them made by the MO of the same number."""
    code, title = _ITEMS[number % len(_ITEMS)]
    lines: list[Json] = [
        {
            "line_id": number * 10,
            "ord": 1,
            "article_id": number % len(_ITEMS) + 1,
            "description": title,
            "quantity": "6",
            "shipped": str(number % 4),
            "item_price": "210.5",
            "total_price": "1263",
            "part_status": (20, 30, 40, 10)[number % 4],
            "source": [{"man_ord_id": number, "manufacturing_order_code": f"MO{number:05d}"}],
        },
        {
            "line_id": number * 10 + 1,
            "ord": 2,
            "description": f"Delivery of {code}",
            "quantity": "1",
            "shipped": "0",
        },
    ]
    values: dict[str, Json] = {
        "cust_ord_id": number,
        "code": f"CO{number:05d}",
        "reference": f"PO-{number * 3}",
        "customer_id": 1 + number % len(_BUYERS),
        "customer_name": _BUYERS[number % len(_BUYERS)],
        "status": (30, 50, 40, 20, 60, 10)[number % 6],
        "delivery_date": midnight(-3 + number % 25),
        "created": NOW - number * 7200,
        "total_price": f"{1263 + number}.5",
        "products": lines,
    }
    return number, values | told


def lot(number: int, **told: Json) -> tuple[int, dict[str, Json]]:
    """A stock lot in one place."""
    code, title = _ITEMS[number % len(_ITEMS)]
    values: dict[str, Json] = {
        "lot_id": number,
        "code": f"L{number:05d}",
        "item_code": code,
        "item_title": title,
        "unit": "m" if number % 5 == 0 else "pcs",
        "status": (20, 20, 10, 15)[number % 4],
        "quantity": "40",
        "available": f"{number % 40}.5",
        "booked": str(number % 7),
        "available_from": midnight(-number % 90),
        "created": NOW - number * 900,
        "locations": [{"location_id": 1, "location": f"A-{number % 12:02d}", "available": "12", "booked": "3"}],
        "group_title": "Furniture",
    }
    return number, values | told


def operations(
    number: int, steps: Sequence[str] = ("Cut boards", "Glue top", "Sand and oil", "Assemble")
) -> Json:
    """The operations of an MO: the first two are done, the third runs."""
    found: list[Json] = []
    for at, step in enumerate(steps, 1):
        real: dict[str, Json] = (
            {"real_start_date": NOW - 9000, "real_duration": 40 + 25 * at} if at <= 3 else {}
        )
        if at <= 2:
            real["real_finish_date"] = NOW - 4000
        planned: dict[str, Json] = {
            "operation_id": number * 10 + at,
            "ord": at,
            "description": step,
            "planned_start_date": midnight(at - 2) + 8 * 3600,
            "planned_finish_date": midnight(at - 2) + 12 * 3600,
            "planned_duration": 60 + 30 * at,
            "stations": [
                {
                    "station_id": at,
                    "title": f"{step.split()[0]} bench",
                    "workers": [{"user_id": 1 + number % 3}],
                }
            ],
        }
        found.append(planned | real)
    return found


def detail(number: int, **told: Json) -> dict[str, Json]:
    """What only the single MO holds."""
    parts: list[Json] = [
        {"writeoff_id": 1, "article_id": 1, "booked": "18", "consumed": "6"},
        {"writeoff_id": 2, "article_id": 3, "booked": "96", "consumed": "96"},
    ]
    notes: list[Json] = [{"note_id": 1, "author": "A. Tamm", "text": "Oil twice.", "created": NOW - DAY}]
    return mo(number)[1] | {"operations": operations(number), "parts": parts, "notes": notes} | told


class Shop:
    """A cache, its writer, and the thread that reads from it."""

    def __init__(self, path: Path, dialect: str = "mrpeasy") -> None:
        self.cache = Cache.open(path, dialect)
        self.reading = ReaderThread(self.cache.reader)
        self._dialect = dialect
        if dialect == "mrpeasy":
            self._people()

    def _people(self) -> None:
        self.put(
            "users",
            (
                (n, {"user_id": n, "username": name})
                for n, name in enumerate(("A. Tamm", "B. Kask", "C. Lepp"), 1)
            ),
        )

    def put(self, name: str | Resource, rows: Iterable[tuple[int, dict[str, Json]]]) -> frozenset[int]:
        """Write records; the answer is the keys of those that changed."""
        resource = name if isinstance(name, Resource) else find(self._dialect, name)
        told = self.cache.records.put(resource, rows, now=NOW)
        return frozenset(k for change in told.changes if change.resource == resource.name for k in change.keys)

    def put_detail(self, number: int, **told: Json) -> None:
        """Write the single MO."""
        self.cache.records.put_detail(MO, number, detail(number, **told), now=NOW)

    def close(self) -> None:
        """End the thread and close the file."""
        self.reading.close()
        self.cache.close()
