"""Where the values of each resource come from: the columns behind the fields that `assumed` names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, case, exists, func, select, type_coerce

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.forgemrp.assumed import JOB_WORDS, PURCHASE_WORDS, THINGS, USUAL_PRIORITY, Thing
from forge_desktop.server.world import states

Values = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True, eq=False)
class Lines:
    """An array inside a row: rows of another table that point to it, in their order."""

    name: str
    parent: ColumnElement[Any]
    order: ColumnElement[Any]
    source: FromClause
    values: Values


@dataclass(frozen=True, eq=False)
class Source:
    """The rows of one resource. `changed` is when a row was last changed, as far as no version of it says."""

    thing: Thing
    table: Table
    key: ColumnElement[int]
    source: FromClause
    values: Values
    created: ColumnElement[int]
    changed: ColumnElement[int]
    lines: Lines | None = None
    where: tuple[ColumnElement[bool], ...] = field(default=())


# ---------------------------------------------------------------- parts that several need
def _first(column: ColumnElement[Any], *where: ColumnElement[bool], order: Any) -> ColumnElement[Any]:
    return select(column).where(*where).order_by(*order).limit(1).scalar_subquery()


def _priced(line: Any, price: ColumnElement[Any]) -> Values:
    return {
        "description": func.coalesce(func.nullif(line.description, ""), t.items.c.title, ""),
        "part_number": t.items.c.code,
        "quantity": line.quantity,
        "unit_price": price,
    }


# ---------------------------------------------------------------- quotes
_quote, _quote_line = f.quotes.c, f.quote_lines.c
_first_job = select(func.min(f.job_facts.c.man_ord_id)).where(f.job_facts.c.quote_id == _quote.quote_id)
QUOTES = Source(
    THINGS["quotes"],
    f.quotes,
    _quote.quote_id,
    f.quotes.outerjoin(t.customers, _quote.customer_id == t.customers.c.customer_id),
    {
        "number": _quote.code,
        "client_id": _quote.customer_id,
        "client_name": t.customers.c.title,
        "status": _quote.status,
        "valid_until": _quote.valid_until,
        "total": _quote.total_price,
        "currency": _quote.currency,
        "notes": _quote.notes,
        "job_id": _first_job.correlate(f.quotes).scalar_subquery(),
    },
    created=_quote.created,
    changed=_quote.created,
    lines=Lines(
        "lines",
        _quote_line.quote_id,
        _quote_line.ord,
        f.quote_lines.outerjoin(t.items, _quote_line.article_id == t.items.c.article_id),
        _priced(_quote_line, _quote_line.item_price),
    ),
)

# ---------------------------------------------------------------- jobs
_mo, _sale, _work, _fact = t.manufacturing_orders.c, t.customer_orders.c, t.mo_operations.c, f.job_facts.c
_equipment = _first(
    t.work_centers.c.title,
    t.mo_stations.c.operation_id == _work.operation_id,
    t.mo_stations.c.station_id == t.work_centers.c.center_id,
    order=(t.mo_stations.c.pws_id,),
)
JOBS = Source(
    THINGS["jobs"],
    t.manufacturing_orders,
    _mo.man_ord_id,
    t.manufacturing_orders.join(t.items, _mo.article_id == t.items.c.article_id)
    .outerjoin(t.customer_orders, _mo.cust_ord_id == _sale.cust_ord_id)
    .outerjoin(t.customers, _sale.customer_id == t.customers.c.customer_id)
    .outerjoin(f.job_facts, _mo.man_ord_id == _fact.man_ord_id),
    {
        "number": _mo.code,
        "quote_id": _fact.quote_id,
        "client_id": _sale.customer_id,
        "client_name": t.customers.c.title,
        "status": case(dict(JOB_WORDS), value=_mo.status, else_="pending"),
        "part_number": t.items.c.code,
        "part_name": t.items.c.title,
        "quantity": _mo.quantity,
        "due_date": _mo.due_date,
        "priority": func.coalesce(_fact.priority, USUAL_PRIORITY),
    },
    created=_mo.created,
    changed=case(
        (_mo.status.in_((states.DONE, states.MO_SHIPPED, states.CLOSED)), _mo.finish_date),
        (_mo.status.in_((states.RUNNING, states.PAUSED)), _mo.start_date),
        else_=_mo.created,
    ),
    lines=Lines(
        "work_orders",
        _work.man_ord_id,
        _work.ord,
        t.mo_operations.join(t.work_center_types, _work.type_id == t.work_center_types.c.type_id),
        {
            "id": _work.operation_id,
            "sequence": _work.ord,
            "name": func.coalesce(func.nullif(_work.description, ""), t.work_center_types.c.title),
            "equipment": _equipment,
            "status": case(
                (_work.real_finish_date.is_not(None), "completed"),
                (_work.real_start_date.is_not(None), "in_progress"),
                else_="pending",  # or blocked: see `reading`
            ),
            "setup_minutes": _work.setup_time,
            "cycle_minutes": _work.cycle_time,
        },
    ),
)

# ---------------------------------------------------------------- clients and suppliers
_customer, _contact, _address = t.customers.c, t.customer_contacts.c, t.customer_addresses.c


def _contact_of(kind: str) -> ColumnElement[Any]:
    mine = (_contact.customer_id == _customer.customer_id, _contact.type == kind)
    return _first(_contact.value, *mine, order=(_contact.line_id,))


CLIENTS = Source(
    THINGS["clients"],
    t.customers,
    _customer.customer_id,
    t.customers.outerjoin(f.client_facts, _customer.customer_id == f.client_facts.c.customer_id),
    {
        "name": _customer.title,
        "email": _contact_of("email"),
        "phone": _contact_of("phone"),
        "address": _first(
            _address.address,
            _address.customer_id == _customer.customer_id,
            order=(_address.is_default.desc(), _address.address_id),
        ),
        "notes": f.client_facts.c.notes,
    },
    created=_customer.created,
    changed=_customer.created,
)

_vendor, _po, _rfq = t.vendors.c, t.purchase_orders.c, f.rfqs.c
_supplied_since = func.coalesce(
    select(func.min(_po.created))
    .where(_po.vendor_id == _vendor.vendor_id)
    .correlate(t.vendors)
    .scalar_subquery(),
    select(func.min(t.user_actions.c.created)).scalar_subquery(),
    0,
)
SUPPLIERS = Source(
    THINGS["suppliers"],
    t.vendors,
    _vendor.vendor_id,
    t.vendors.outerjoin(f.supplier_facts, _vendor.vendor_id == f.supplier_facts.c.vendor_id),
    {
        "name": _vendor.title,
        "email": f.supplier_facts.c.email,
        "phone": f.supplier_facts.c.phone,
        "address": f.supplier_facts.c.address,
        "notes": f.supplier_facts.c.notes,
    },
    created=_supplied_since,
    changed=_supplied_since,
)

# ---------------------------------------------------------------- purchase orders and RFQs
_po_line, _rfq_line, _lot = t.purchase_order_lines.c, f.rfq_lines.c, t.lots.c
_received = exists().where(_lot.pur_ord_id == _po.pur_ord_id, _lot.status == states.RECEIVED)
_awaited = exists().where(_lot.pur_ord_id == _po.pur_ord_id, _lot.status.in_((5, states.PLANNED)))
_waiting_job = (
    select(case((func.count(t.mo_parts.c.man_ord_id.distinct()) == 1, func.min(t.mo_parts.c.man_ord_id))))
    .select_from(
        t.lots.join(t.bookings, t.bookings.c.lot_id == _lot.lot_id).join(
            t.mo_parts, t.bookings.c.writeoff_id == t.mo_parts.c.writeoff_id
        )
    )
    .where(_lot.pur_ord_id == _po.pur_ord_id)
)
PURCHASE_ORDERS = Source(
    THINGS["purchase-orders"],
    t.purchase_orders,
    _po.pur_ord_id,
    t.purchase_orders.join(t.vendors, _po.vendor_id == _vendor.vendor_id),
    {
        "number": _po.code,
        "supplier_id": _po.vendor_id,
        "supplier_name": _vendor.title,
        "job_id": _waiting_job.correlate(t.purchase_orders).scalar_subquery(),
        "rfq_id": select(func.min(_rfq.rfq_id))
        .where(_rfq.pur_ord_id == _po.pur_ord_id)
        .correlate(t.purchase_orders)
        .scalar_subquery(),
        "status": case(
            (_po.status.in_((20, 30)) & _received & _awaited, "partially_received"),
            else_=case(dict(PURCHASE_WORDS), value=_po.status, else_="draft"),
        ),
        "order_date": _po.order_date,
        "required_date": _po.due_date,
        "currency": _po.currency,
        "total": _po.vendor_price,
    },
    created=_po.created,
    changed=func.coalesce(_po.arrival_date, _po.created),
    lines=Lines(
        "lines",
        _po_line.pur_ord_id,
        _po_line.ord,
        t.purchase_order_lines.join(t.items, _po_line.article_id == t.items.c.article_id),
        _priced(_po_line, _po_line.vendor_price),  # of the whole line: see `reading`
    ),
)
RFQS = Source(
    THINGS["rfqs"],
    f.rfqs,
    _rfq.rfq_id,
    f.rfqs.join(t.vendors, _rfq.vendor_id == _vendor.vendor_id),
    {
        "number": _rfq.code,
        "supplier_id": _rfq.vendor_id,
        "supplier_name": _vendor.title,
        "status": _rfq.status,
        "due_date": _rfq.due_date,
    },
    created=_rfq.created,
    changed=_rfq.created,
    lines=Lines(
        "lines",
        _rfq_line.rfq_id,
        _rfq_line.ord,
        f.rfq_lines.outerjoin(t.items, _rfq_line.article_id == t.items.c.article_id),
        {name: value for name, value in _priced(_rfq_line, _rfq_line.quantity).items() if name != "unit_price"},
    ),
)

# ---------------------------------------------------------------- inventory
IN_STOCK = (states.ON_HOLD, states.RECEIVED)
INVENTORY = Source(
    THINGS["inventory"],
    t.lots,
    _lot.lot_id,
    t.lots.join(t.items, _lot.article_id == t.items.c.article_id).outerjoin(
        t.units, t.items.c.unit_id == t.units.c.unit_id
    ),
    {
        "sku": t.items.c.code,
        "name": t.items.c.title,
        "unit": t.units.c.title,
        "quantity_on_hand": type_coerce(_lot.available + _lot.booked, Amount),
        "quantity_allocated": _lot.booked,
        "location": _first(
            t.locations.c.title,
            t.lot_locations.c.lot_id == _lot.lot_id,
            t.lot_locations.c.location_id == t.locations.c.location_id,
            order=(t.lot_locations.c.lot_location_id,),
        ),
        "lot": _lot.code,
        "unit_cost": _lot.item_cost,
    },
    created=_lot.created,
    changed=func.coalesce(_lot.available_from, _lot.created),
    where=(_lot.status.in_(IN_STOCK),),
)

SOURCES: Mapping[str, Source] = {
    source.thing.path: source for source in (QUOTES, JOBS, CLIENTS, SUPPLIERS, PURCHASE_ORDERS, RFQS, INVENTORY)
}
