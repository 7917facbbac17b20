"""The floor and the stock of the small world: manufacturing orders with their work, lots, bookings, serials."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table

from forge_desktop.server import tables as t

NOW = 1_780_000_000  # 2026-05-28 23:26:40 in Tallinn
DAY = 86_400
LOTS = 1_003
ORDERS = 12


def put(connection: Connection, table: Table, *rows: dict[str, Any]) -> None:
    """Insert these rows."""
    connection.execute(table.insert(), list(rows))


def production(connection: Connection) -> None:
    """Twelve orders, each with a part, an operation down to its result, and a note."""
    for number in range(1, ORDERS + 1):
        put(
            connection,
            t.manufacturing_orders,
            {
                "man_ord_id": number,
                "code": f"MO{number:05}",
                "article_id": 1 + 3 * (number % 2),
                "quantity": Decimal("1.5") * number,
                "status": (10, 15, 20, 30, 70)[number % 5],
                "part_status": number % 4,
                "created": NOW - number * DAY,
                "due_date": NOW + number * DAY,
                "start_date": NOW - number * 100,
                "finish_date": NOW - number * DAY,
                "item_cost": Decimal("12.34") + number % 5,
                "total_cost": Decimal("18.51") * number,
                "assigned_id": 1 + number % 2,
                "bom_id": number % 3 or None,
                "routing_id": number % 3 or None,
                "lot_id": number,
                "site_id": 1 + number % 2,
            },
        )
        _work(connection, number)


def _work(connection: Connection, number: int) -> None:
    times = {
        "planned_start_date": NOW - number * DAY - 3600,
        "planned_finish_date": NOW - number * DAY,
        "planned_duration": 60,
        "real_start_date": NOW - number * DAY - 3000,
        "real_finish_date": None,
        "real_duration": None,
    }
    real = {name: value for name, value in times.items() if name.startswith("real")}
    put(
        connection,
        t.mo_parts,
        {
            "writeoff_id": number,
            "man_ord_id": number,
            "booking_code": f"B{number}",
            "article_id": 2,
            "quantity": 4,
        },
    )
    operation: dict[str, Any] = {
        "operation_id": number,
        "man_ord_id": number,
        "ord": 1,
        "type_id": 1,
        "vendor_id": None,
    }
    operation |= {"description": "Cut", "setup_time": 10, "cycle_time": 3}
    costs = {"manufacturing_cost": Decimal("5.5"), "labour_cost": Decimal("7.25")}
    put(connection, t.mo_operations, operation | times | costs)
    station = {"pws_id": number, "operation_id": number, "station_id": 1, "manufacturing_cost": Decimal("5.5")}
    put(connection, t.mo_stations, station | times)
    worker = {"worker_id": number, "pws_id": number, "user_id": 1, "department_id": 1}
    put(connection, t.mo_workers, worker | times | {"labour_cost": Decimal("7.25")})
    put(connection, t.mo_results, {"worker_id": number, "quantity": Decimal("0.5")} | real)
    note = {"man_ord_id": number, "created": NOW, "author_id": 1, "last_modified": NOW + 1}
    put(connection, t.mo_notes, note | {"last_modifier_id": 2, "text": "<b>careful</b>"})


def stock_and_bookings(connection: Connection) -> None:
    """A thousand and three lots, some booked and partly used, and nine serial numbers."""
    rows = []
    for number in range(1, LOTS + 1):
        made = number <= ORDERS
        rows.append(
            {
                "lot_id": number,
                "code": f"L{number:05}",
                "article_id": 1 + number % 5,
                "status": (20, 20, 10, 25)[number % 4],
                "created": NOW - number * 600,
                "available_from": NOW - number * 60,
                "quantity": Decimal(number) / 8,
                "item_cost": Decimal("0.123456") + number,
                "total_cost": Decimal("0.5") * number,
                "pur_ord_id": None if made else 1 + number % ORDERS,
                "man_ord_id": number if made else None,
                "transfer_id": number % 3 or None,
                "transfer_order_code": f"T{number % 3}" if number % 3 else None,
                "site_id": 1 + number % 2,
            }
        )
    put(connection, t.lots, *rows)
    put(connection, t.lot_locations, {"lot_id": 1, "location_id": 1, "available": 1, "booked": Decimal("0.5")})
    for lot in range(401, 461):
        part = {"writeoff_id": 1 + lot % ORDERS, "line_id": None}
        line = {"writeoff_id": None, "line_id": (1 + lot % ORDERS) * 10 + 1}
        need = part if lot % 2 else line
        booking = {"lot_id": lot, "quantity": Decimal(lot - 400), "consumed": Decimal(lot % 5) / 4}
        put(connection, t.bookings, need | booking | {"consumed_at": NOW - DAY})
    for number in range(1, 10):
        shipped = number % 2 == 0
        serial = {"serial": f"SN{number}", "article_id": 1 + number % 2, "status": 40 if shipped else 20}
        serial |= {"lot_id": number, "cust_ord_id": number if shipped else None, "site_id": 1 + number % 2}
        rma: dict[str, Any] = {"rma_ord_id": number % 3 or None, "rma_order_code": f"RMA{number % 3}"}
        put(connection, t.serials, serial | rma)
