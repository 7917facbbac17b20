"""The tables of what moves: orders of customers, the floor and to vendors, lots, bookings, shipments.

A booking ties a need (a customer order line or an MO part) to a stock lot: `quantity` is what was booked from
that lot, `consumed` how much of it has since left the stock (used by the MO, shipped to the customer). What a
lot still holds for its bookings is the sum of `quantity - consumed`. Durations and set-up times are minutes.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Column, Index, Integer, Table

from forge_desktop.server.columns import METADATA, amount, derived, instant, key, number, ref, short, text

# ---------------------------------------------------------------- customer orders
customer_orders = Table(
    "customer_orders",
    METADATA,
    key("cust_ord_id"),
    short("code", index=True),
    short("reference", index=True),
    ref("customer_id", "customers.customer_id"),
    ref("shipping_address_id", "customer_addresses.address_id", null=True),
    number("status"),
    instant("created", null=False),
    instant("delivery_date"),
    amount("total_price"),
    amount("total_cost", null=True),  # known once every product is booked
    amount("discount_percent"),
    amount("discount_sum"),
    text("notes"),
    text("delivery_terms"),
    Index("ix_customer_orders_created", "created"),
    Index("ix_customer_orders_status", "status", "created"),
    Index("ix_customer_orders_delivery_date", "delivery_date"),
)
customer_order_lines = Table(
    "customer_order_lines",
    METADATA,
    key("line_id"),
    ref("cust_ord_id", "customer_orders.cust_ord_id"),
    number("ord"),
    ref("article_id", "items.article_id"),
    text("description"),
    amount("quantity"),
    amount("shipped"),
    amount("item_price"),
    amount("total_price"),
    amount("discount_percent"),
    amount("discount_sum"),
    amount("cost", null=True),
    number("part_status"),
)

# ---------------------------------------------------------------- manufacturing orders
manufacturing_orders = Table(
    "manufacturing_orders",
    METADATA,
    key("man_ord_id"),
    short("code", index=True),
    ref("article_id", "items.article_id"),
    amount("quantity"),
    number("status"),
    number("part_status"),
    instant("created", null=False),
    instant("due_date"),
    instant("start_date"),
    instant("finish_date"),
    amount("item_cost"),
    amount("total_cost"),
    ref("assigned_id", "users.user_id", null=True),
    ref("bom_id", "boms.bom_id", null=True),
    ref("routing_id", "routings.routing_id", null=True),
    Column("lot_id", Integer, nullable=True, index=True),  # target lot; lots.man_ord_id points back
    ref("site_id", "sites.site_id"),
    ref("cust_ord_id", "customer_orders.cust_ord_id", null=True),
    ref("cust_ord_line_id", "customer_order_lines.line_id", null=True),
    Index("ix_manufacturing_orders_created", "created"),
    Index("ix_manufacturing_orders_status", "status", "created"),
    Index("ix_manufacturing_orders_due_date", "due_date"),
    Index("ix_manufacturing_orders_finish_date", "finish_date"),
)
mo_parts = Table(
    "mo_parts",
    METADATA,
    key("writeoff_id"),
    ref("man_ord_id", "manufacturing_orders.man_ord_id"),
    short("booking_code"),
    ref("article_id", "items.article_id"),
    amount("quantity"),  # needed for the whole order
)


def _done_columns() -> list[Column[int]]:
    """Planned and real times, as an operation, its stations and their workers carry them."""
    return [
        instant("planned_start_date"),
        instant("planned_finish_date"),
        number("planned_duration", null=True),
        instant("real_start_date"),
        instant("real_finish_date"),
        number("real_duration", null=True),
    ]


mo_operations = Table(
    "mo_operations",
    METADATA,
    key("operation_id"),
    ref("man_ord_id", "manufacturing_orders.man_ord_id"),
    number("ord"),
    ref("type_id", "work_center_types.type_id"),
    ref("vendor_id", "vendors.vendor_id", null=True),
    text("description"),
    number("setup_time"),
    number("cycle_time"),
    *_done_columns(),
    amount("manufacturing_cost"),
    amount("labour_cost"),
    Index("ix_mo_operations_planned_finish_date", "planned_finish_date"),
)
mo_stations = Table(
    "mo_stations",
    METADATA,
    key("pws_id"),
    ref("operation_id", "mo_operations.operation_id"),
    ref("station_id", "work_centers.center_id"),
    *_done_columns(),
    amount("manufacturing_cost"),
)
mo_workers = Table(
    "mo_workers",
    METADATA,
    key("worker_id"),
    ref("pws_id", "mo_stations.pws_id"),
    ref("user_id", "users.user_id"),
    number("department_id", null=True),
    *_done_columns(),
    amount("labour_cost"),
)
mo_results = Table(
    "mo_results",
    METADATA,
    key("result_id"),
    ref("worker_id", "mo_workers.worker_id"),
    instant("real_start_date"),
    instant("real_finish_date"),
    number("real_duration", null=True),
    amount("quantity"),
)
mo_notes = Table(
    "mo_notes",
    METADATA,
    key("note_id"),
    ref("man_ord_id", "manufacturing_orders.man_ord_id"),
    instant("created", null=False),
    ref("author_id", "users.user_id"),
    instant("last_modified"),
    ref("last_modifier_id", "users.user_id", null=True),
    text("text"),
)

# ---------------------------------------------------------------- purchase orders


def _price_columns() -> list[Column[Decimal]]:
    """Sums in the default currency, each beside the same sum in the vendor's."""
    names = ("fees_taxable", "fees", "tax", "discount")
    pairs = [(name, f"vendor_{name}") for name in names]
    columns: list[Column[Decimal]] = [amount("total_price"), amount("vendor_price")]
    return columns + [amount(name) for pair in pairs for name in pair]


purchase_orders = Table(
    "purchase_orders",
    METADATA,
    key("pur_ord_id"),
    short("code", index=True),
    ref("vendor_id", "vendors.vendor_id"),
    number("status"),
    instant("created", null=False),
    instant("expected_date"),
    instant("due_date"),
    instant("shipped_date"),
    instant("arrival_date"),
    short("order_number", null=True, index=True),
    instant("order_date"),
    short("invoice_number", null=True, index=True),
    instant("invoice_date"),
    *_price_columns(),
    amount("tax_percent"),
    amount("discount_percent"),
    short("currency"),
    amount("currency_rate"),
    text("free_text"),
    Index("ix_purchase_orders_created", "created"),
    Index("ix_purchase_orders_status", "status", "created"),
)
purchase_order_lines = Table(
    "purchase_order_lines",
    METADATA,
    key("line_id"),
    ref("pur_ord_id", "purchase_orders.pur_ord_id"),
    number("ord"),
    ref("article_id", "items.article_id"),
    text("description"),
    amount("quantity"),
    amount("vendor_quantity"),
    short("vendor_unit"),
    *_price_columns(),
)

# ---------------------------------------------------------------- stock
lots = Table(
    "lots",
    METADATA,
    key("lot_id"),
    short("code", index=True),
    ref("article_id", "items.article_id"),
    number("status"),
    instant("created", null=False),
    instant("available_from"),  # expected receipt while planned, the receipt itself afterwards
    amount("quantity"),
    derived("available"),  # from the bookings, see stock.py
    derived("booked"),
    amount("item_cost"),
    amount("total_cost"),
    ref("pur_ord_id", "purchase_orders.pur_ord_id", null=True),
    ref("man_ord_id", "manufacturing_orders.man_ord_id", null=True),
    Column("transfer_id", Integer, nullable=True, index=True),
    short("transfer_order_code", null=True),
    ref("site_id", "sites.site_id"),
    Index("ix_lots_created", "created"),
    Index("ix_lots_status", "status", "created"),
    Index("ix_lots_available_from", "available_from"),
)
lot_locations = Table(
    "lot_locations",
    METADATA,
    key("lot_location_id"),
    ref("lot_id", "lots.lot_id"),
    ref("location_id", "locations.location_id"),
    amount("available"),
    amount("booked"),
)
shipments = Table(
    "shipments",
    METADATA,
    key("shipment_id"),
    short("code", index=True),
    ref("cust_ord_id", "customer_orders.cust_ord_id"),
    number("status"),  # 10 New, 15 Ready, 20 Shipped, 30 Cancelled
    instant("created", null=False),
    instant("shipped_date"),
)
bookings = Table(
    "bookings",
    METADATA,
    key("booking_id"),
    ref("line_id", "customer_order_lines.line_id", null=True),  # exactly one of line_id and writeoff_id
    ref("writeoff_id", "mo_parts.writeoff_id", null=True),
    ref("lot_id", "lots.lot_id", null=True),  # null: not booked from a particular lot
    amount("quantity"),
    amount("consumed"),
    instant("consumed_at"),  # when the last of it left the stock
    ref("shipment_id", "shipments.shipment_id", null=True),
)
serials = Table(
    "serials",
    METADATA,
    key("serial_id"),
    short("serial", index=True),
    ref("article_id", "items.article_id"),
    number("status"),
    ref("lot_id", "lots.lot_id", null=True),
    ref("cust_ord_id", "customer_orders.cust_ord_id", null=True),  # once it has been shipped
    Column("rma_ord_id", Integer, nullable=True, index=True),
    short("rma_order_code", null=True),
    ref("site_id", "sites.site_id", null=True),
    Index("ix_serials_status", "status"),
)
