"""What only ForgeMRP shows of the demo world: quotes behind orders, requests behind purchases, supplier data.

Everything follows from the orders that are there, so quotes, jobs, purchases and requests explain each other; a
world that was built before these tables existed gets them as well.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.world import states
from forge_desktop.server.world.money import ZERO, cents, times

DAY = 86_400
MOST_ORDERS, MOST_PURCHASES = 400, 150
"""Only the latest ones had a quote or a request that was kept."""
VALID_DAYS = 30
_OPEN_QUOTES = ("draft", "approved", "sent", "declined", "expired", "draft", "approved", "sent")
_OPEN_REQUESTS = ("sent", "responded", "draft", "sent", "cancelled")
_PRIORITIES = ("urgent", "high", "high", "low", *("normal",) * 8)
_STREETS = ("Tehase 4", "Saeveski tee 12", "Laki 27", "Tammsaare 90", "Sadama 6")

_sale, _line, _mo = t.customer_orders.c, t.customer_order_lines.c, t.manufacturing_orders.c
_po, _po_line = t.purchase_orders.c, t.purchase_order_lines.c


def write_papers(connection: Connection, now: int, seed: int) -> None:
    """Fill the tables that only this contract knows."""
    chance = random.Random(seed)
    _quotes(connection, now, chance)
    _priorities(connection, chance)
    _requests(connection, now, chance)
    _parties(connection)


class _Papers:
    """Numbers papers and gathers their rows with their lines."""

    def __init__(self, prefix: str, key: str) -> None:
        self._prefix, self._key = prefix, key
        self.heads: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []

    def add(self, lines: list[dict[str, Any]], **values: Any) -> int:
        number = len(self.heads) + 1
        self.heads.append({self._key: number, "code": f"{self._prefix}{number:05d}", **values})
        self.lines.extend({self._key: number, "ord": ord} | line for ord, line in enumerate(lines, start=1))
        return number


def _quotes(connection: Connection, now: int, chance: random.Random) -> None:
    recent = select(t.customer_orders).order_by(_sale.cust_ord_id.desc()).limit(MOST_ORDERS)
    orders = list(reversed(connection.execute(recent).all()))
    keys = [order.cust_ord_id for order in orders]
    sold = _grouped(connection, t.customer_order_lines, _line.cust_ord_id, keys)
    makes = _grouped(connection, t.manufacturing_orders, _mo.cust_ord_id, keys)
    papers = _Papers("Q", "quote_id")
    facts: list[dict[str, Any]] = []

    def quote(order: Any, status: str, created: int, **values: Any) -> int:
        lines = [_quoted(row) for row in sold[order.cust_ord_id]]
        total = sum((cents(times(line["quantity"], line["item_price"])) for line in lines), ZERO)
        more = {"cust_ord_id": None, "valid_until": created + VALID_DAYS * DAY, "currency": "EUR", "notes": ""}
        head = {"customer_id": order.customer_id, "status": status, "created": created, "total_price": total}
        return papers.add(lines, **head, **more | values)

    for order in orders:
        if order.status in (states.QUOTATION, states.WAITING):
            quote(order, "sent", order.created, valid_until=now + 14 * DAY)
        elif makes.get(order.cust_ord_id) and order.cust_ord_id % 2 == 0:
            asked = order.created - chance.randint(3, 10) * DAY
            number = quote(order, "approved", asked, cust_ord_id=order.cust_ord_id)
            facts += [
                {"man_ord_id": make.man_ord_id, "priority": "normal", "quote_id": number}
                for make in makes[order.cust_ord_id]
            ]
    made = [order for order in orders if makes.get(order.cust_ord_id)]
    for place, status in enumerate(_OPEN_QUOTES if made else ()):
        age = 45 if status == "expired" else 2 * place + 1
        quote(chance.choice(made), status, now - age * DAY, notes="Asked for by telephone" if place % 3 else "")
    _write(connection, f.quotes, papers.heads)
    _write(connection, f.quote_lines, papers.lines)
    _write(connection, f.job_facts, facts)


def _quoted(row: Any) -> dict[str, Any]:
    return {
        "description": "",  # what the line of the order says is a remark about it; a quote names the part
        "article_id": row.article_id,
        "quantity": row.quantity,
        "item_price": row.item_price,
    }


def _priorities(connection: Connection, chance: random.Random) -> None:
    """Some of the work that is still to be done matters more than other work."""
    known = select(f.job_facts.c.man_ord_id)
    open_ones = (*states.NOT_STARTED, states.RUNNING, states.PAUSED)
    waiting = select(_mo.man_ord_id).where(_mo.status.in_(open_ones), _mo.man_ord_id.not_in(known))
    rows = [
        {"man_ord_id": key, "priority": chance.choice(_PRIORITIES), "quote_id": None}
        for key in connection.execute(waiting.order_by(_mo.man_ord_id).limit(MOST_ORDERS)).scalars()
    ]
    _write(connection, f.job_facts, [row for row in rows if row["priority"] != "normal"])


def _requests(connection: Connection, now: int, chance: random.Random) -> None:
    recent = select(t.purchase_orders).order_by(_po.pur_ord_id.desc()).limit(MOST_PURCHASES)
    orders = list(reversed(connection.execute(recent).all()))
    bought = _grouped(
        connection, t.purchase_order_lines, _po_line.pur_ord_id, [order.pur_ord_id for order in orders]
    )
    papers = _Papers("RFQ", "rfq_id")

    def request(order: Any, status: str, created: int, due: int, factor: int, ordered: int | None) -> None:
        lines = [
            {"description": "", "article_id": row.article_id, "quantity": row.quantity * Decimal(factor)}
            for row in bought[order.pur_ord_id]
        ]
        head = {"vendor_id": order.vendor_id, "status": status, "created": created, "due_date": due}
        papers.add(lines, **head, pur_ord_id=ordered)

    for order in orders[::3]:
        request(order, "closed", order.created - 6 * DAY, order.created - DAY, 1, order.pur_ord_id)
    for place, status in enumerate(_OPEN_REQUESTS if orders else ()):
        request(chance.choice(orders), status, now - (place + 1) * DAY, now + (7 - place) * DAY, 2, None)
    _write(connection, f.rfqs, papers.heads)
    _write(connection, f.rfq_lines, papers.lines)


def _parties(connection: Connection) -> None:
    vendors = connection.execute(
        select(t.vendors.c.vendor_id, t.vendors.c.title).order_by(t.vendors.c.vendor_id)
    )
    suppliers = [
        {
            "vendor_id": key,
            "email": f"sales{key}@example.com",
            "phone": f"+372 555 1{key:03d}",
            "address": f"{title}\n{_STREETS[key % len(_STREETS)]}\nTallinn\nEE",
            "notes": "",
        }
        for key, title in vendors
    ]
    _write(connection, f.supplier_facts, suppliers)
    customers = connection.execute(
        select(t.customers.c.customer_id).order_by(t.customers.c.customer_id)
    ).scalars()
    notes = [{"customer_id": key, "notes": "Deliveries from 8 to 15 only"} for key in customers if key % 4 == 1]
    _write(connection, f.client_facts, notes)


def _grouped(connection: Connection, table: Any, parent: Any, keys: list[int]) -> dict[int, list[Any]]:
    own = next(iter(table.primary_key))
    found: dict[int, list[Any]] = {}
    for row in connection.execute(select(table).where(parent.in_(keys)).order_by(own)):
        found.setdefault(row._mapping[parent], []).append(row)
    return found


def _write(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
