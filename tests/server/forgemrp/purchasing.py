"""What the workshop lacks of purchasing: a supplier, an order of table tops, and the request that led to it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Table, update

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.database import writing

from ..small_floor import NOW, put
from ..writes import shop
from .conftest import Forge


def order_tops(forge: Forge) -> None:
    """A purchase order for the table tops that are expected, and the request that led to it."""
    vendor = {"vendor_id": 1, "code": "V1", "title": "Wood Ltd", "currency": "EUR", "currency_rate": Decimal(1)}
    whole = {"status": 20, "created": NOW, "currency": "EUR", "free_text": "", "vendor_id": 1, "code": "PO1"}
    line = {"ord": 1, "article_id": shop.TOP, "description": "", "vendor_unit": "pcs", "pur_ord_id": 1}
    with writing(forge.server.engine) as connection:
        put(connection, t.vendors, vendor)
        put(connection, t.purchase_orders, {"pur_ord_id": 1} | whole | _zeros(t.purchase_orders))
        put(
            connection,
            t.purchase_order_lines,
            line | _zeros(t.purchase_order_lines) | {"quantity": Decimal(10)},
        )
        request = {"code": "RFQ1", "vendor_id": 1, "status": "closed", "created": NOW, "pur_ord_id": 1}
        put(connection, f.rfqs, request)
        connection.execute(update(t.lots).where(t.lots.c.lot_id == 5).values(pur_ord_id=1))


def _zeros(table: Table) -> dict[str, Decimal]:
    return {column.name: Decimal(0) for column in table.columns if isinstance(column.type, Amount)}
