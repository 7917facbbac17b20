"""Which columns of which tables a client of this contract sees, and whose row they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Table

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.forgemrp.catalog import IN_STOCK


@dataclass(frozen=True, eq=False)
class Way:
    """From a value of the changed row to the keys it concerns: `owner` where `match` is that value."""

    source: FromClause
    match: ColumnElement[Any]
    owner: ColumnElement[Any]


@dataclass(frozen=True, eq=False)
class Rule:
    """A change of these columns is a change of the row of that kind which `by` names, directly or by a way."""

    kind: str
    table: Table
    columns: tuple[str, ...]
    by: str
    way: Way | None = None


@dataclass(frozen=True)
class Root:
    """The table whose rows are the resource itself; `shown` says which statuses make it visible, None: any."""

    table: Table
    shown: tuple[int, ...] | None = None


ROOTS: Mapping[str, Root] = {
    "quotes": Root(f.quotes),
    "jobs": Root(t.manufacturing_orders),
    "clients": Root(t.customers),
    "suppliers": Root(t.vendors),
    "purchase-orders": Root(t.purchase_orders),
    "rfqs": Root(f.rfqs),
    "inventory": Root(t.lots, IN_STOCK),
}


def _way(match: Column[Any], owner: Column[Any], source: FromClause | None = None) -> Way:
    return Way(match.table if source is None else source, match, owner)


_mo, _lot, _work = t.manufacturing_orders.c, t.lots.c, t.mo_operations.c
_jobs_of_sale = _way(_mo.cust_ord_id, _mo.man_ord_id)
_jobs_of_client = _way(
    t.customer_orders.c.customer_id,
    _mo.man_ord_id,
    t.customer_orders.join(t.manufacturing_orders, _mo.cust_ord_id == t.customer_orders.c.cust_ord_id),
)
_jobs_of_station = _way(
    t.mo_stations.c.station_id,
    _work.man_ord_id,
    t.mo_stations.join(t.mo_operations, t.mo_stations.c.operation_id == _work.operation_id),
)
_lots_of_unit = _way(
    t.items.c.unit_id, _lot.lot_id, t.items.join(t.lots, _lot.article_id == t.items.c.article_id)
)
_ITEM = ("code", "title")

RULES: tuple[Rule, ...] = (
    Rule(
        "quotes",
        f.quotes,
        ("code", "customer_id", "status", "valid_until", "currency", "total_price", "notes", "cust_ord_id"),
        "quote_id",
    ),
    Rule("quotes", f.quote_lines, ("ord", "description", "article_id", "quantity", "item_price"), "quote_id"),
    Rule("quotes", f.job_facts, ("quote_id",), "quote_id"),
    Rule("quotes", t.customers, ("title",), "customer_id", _way(f.quotes.c.customer_id, f.quotes.c.quote_id)),
    Rule("quotes", t.items, _ITEM, "article_id", _way(f.quote_lines.c.article_id, f.quote_lines.c.quote_id)),
    # jobs
    Rule(
        "jobs",
        t.manufacturing_orders,
        ("code", "article_id", "quantity", "status", "due_date", "cust_ord_id"),
        "man_ord_id",
    ),
    Rule("jobs", f.job_facts, ("priority", "quote_id"), "man_ord_id"),
    Rule(
        "jobs",
        t.mo_operations,
        ("ord", "type_id", "description", "setup_time", "cycle_time", "real_start_date", "real_finish_date"),
        "man_ord_id",
    ),
    Rule("jobs", t.mo_stations, ("station_id",), "operation_id", _way(_work.operation_id, _work.man_ord_id)),
    Rule("jobs", t.customer_orders, ("customer_id",), "cust_ord_id", _jobs_of_sale),
    Rule("jobs", t.customers, ("title",), "customer_id", _jobs_of_client),
    Rule("jobs", t.items, _ITEM, "article_id", _way(_mo.article_id, _mo.man_ord_id)),
    Rule("jobs", t.work_centers, ("title",), "center_id", _jobs_of_station),
    Rule("jobs", t.work_center_types, ("title",), "type_id", _way(_work.type_id, _work.man_ord_id)),
    # clients and suppliers
    Rule("clients", t.customers, ("title",), "customer_id"),
    Rule("clients", t.customer_contacts, ("type", "value"), "customer_id"),
    Rule("clients", t.customer_addresses, ("address", "is_default"), "customer_id"),
    Rule("clients", f.client_facts, ("notes",), "customer_id"),
    Rule("suppliers", t.vendors, ("title",), "vendor_id"),
    Rule("suppliers", f.supplier_facts, ("email", "phone", "address", "notes"), "vendor_id"),
    # purchase orders and RFQs
    Rule(
        "purchase-orders",
        t.purchase_orders,
        ("code", "vendor_id", "status", "order_date", "due_date", "currency", "vendor_price"),
        "pur_ord_id",
    ),
    Rule(
        "purchase-orders",
        t.purchase_order_lines,
        ("ord", "article_id", "description", "quantity", "vendor_price"),
        "pur_ord_id",
    ),
    Rule("purchase-orders", t.lots, ("status", "pur_ord_id"), "pur_ord_id"),
    Rule(
        "purchase-orders", t.bookings, ("writeoff_id", "lot_id"), "lot_id", _way(_lot.lot_id, _lot.pur_ord_id)
    ),
    Rule("purchase-orders", f.rfqs, ("pur_ord_id",), "pur_ord_id"),
    Rule(
        "purchase-orders",
        t.vendors,
        ("title",),
        "vendor_id",
        _way(t.purchase_orders.c.vendor_id, t.purchase_orders.c.pur_ord_id),
    ),
    Rule(
        "purchase-orders",
        t.items,
        _ITEM,
        "article_id",
        _way(t.purchase_order_lines.c.article_id, t.purchase_order_lines.c.pur_ord_id),
    ),
    Rule("rfqs", f.rfqs, ("code", "vendor_id", "status", "due_date"), "rfq_id"),
    Rule("rfqs", f.rfq_lines, ("ord", "description", "article_id", "quantity"), "rfq_id"),
    Rule("rfqs", t.vendors, ("title",), "vendor_id", _way(f.rfqs.c.vendor_id, f.rfqs.c.rfq_id)),
    Rule("rfqs", t.items, _ITEM, "article_id", _way(f.rfq_lines.c.article_id, f.rfq_lines.c.rfq_id)),
    # inventory
    Rule(
        "inventory",
        t.lots,
        ("code", "article_id", "status", "available", "booked", "item_cost"),
        "lot_id",
    ),
    Rule("inventory", t.lot_locations, ("location_id",), "lot_id"),
    Rule("inventory", t.items, (*_ITEM, "unit_id"), "article_id", _way(_lot.article_id, _lot.lot_id)),
    Rule("inventory", t.units, ("title",), "unit_id", _lots_of_unit),
    Rule(
        "inventory",
        t.locations,
        ("title",),
        "location_id",
        _way(t.lot_locations.c.location_id, t.lot_locations.c.lot_id),
    ),
)
