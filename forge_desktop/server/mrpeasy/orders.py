"""The contract's customer orders and purchase orders."""

from __future__ import annotations

from sqlalchemy import func, select, type_coerce

from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.mrpeasy import words
from forge_desktop.server.mrpeasy.declare import (
    AMOUNT,
    CODE,
    EXACT,
    ID,
    RANGE,
    STATUS,
    TEXT,
    WHEN,
    Child,
    Field,
    Link,
    Resource,
    Rows,
)
from forge_desktop.server.mrpeasy.shared import item_fields

# ---------------------------------------------------------------- customer orders
_order = t.customer_orders.c
_line = t.customer_order_lines.c
_address = t.customer_addresses.c
_customer = Link(_order.customer_id, t.customers, t.customers.c.customer_id)
_lot = Link(t.bookings.c.lot_id, t.lots, t.lots.c.lot_id)
_made = Link(t.lots.c.man_ord_id, t.manufacturing_orders, t.manufacturing_orders.c.man_ord_id, _lot)
_bought = Link(t.lots.c.pur_ord_id, t.purchase_orders, t.purchase_orders.c.pur_ord_id, _lot)

_default_address = (
    select(func.min(_address.address_id))
    .where(_address.customer_id == _order.customer_id, _address.is_default)
    .correlate(t.customer_orders)
    .scalar_subquery()
)
_shipping_address = (
    select(_address.address)
    .where(_address.address_id == func.coalesce(_order.shipping_address_id, _default_address))
    .correlate(t.customer_orders)
    .scalar_subquery()
)

_SOURCE = Rows(
    t.bookings,
    t.bookings.c.booking_id,
    (
        Field("lot_id", t.bookings.c.lot_id, ID),
        Field("lot_code", t.lots.c.code, TEXT, via=_lot),
        Field("lot_status", t.lots.c.status, CODE, via=_lot),
        Field("man_ord_id", t.lots.c.man_ord_id, ID, via=_lot),
        Field("manufacturing_order_code", t.manufacturing_orders.c.code, TEXT, via=_made),
        Field("manufacturing_order_status", t.manufacturing_orders.c.status, CODE, via=_made),
        Field("pur_ord_id", t.lots.c.pur_ord_id, ID, via=_lot),
        Field("purchase_order_code", t.purchase_orders.c.code, TEXT, via=_bought),
        Field("purchase_order_status", t.purchase_orders.c.status, CODE, via=_bought),
    ),
)
_PRODUCTS = Rows(
    t.customer_order_lines,
    _line.line_id,
    (
        Field("line_id", _line.line_id, ID),
        Field("ord", _line.ord, CODE),
        Field("article_id", _line.article_id, ID),
        Field("description", _line.description, TEXT),
        Field("quantity", _line.quantity, AMOUNT),
        Field("shipped", _line.shipped, AMOUNT),
        Field("item_price", _line.item_price, AMOUNT),
        Field("total_price", _line.total_price, AMOUNT),
        Field("discount_percent", _line.discount_percent, AMOUNT),
        Field("discount_sum", _line.discount_sum, AMOUNT),
        Field("cost", _line.cost, AMOUNT),
        Field("profit", type_coerce(_line.total_price - _line.cost, Amount), AMOUNT),
        Field("part_status", _line.part_status, STATUS, words=words.CUSTOMER_ORDER_LINE),
    ),
    order=_line.ord,
    children=(Child("source", _SOURCE, t.bookings.c.line_id),),
)
CUSTOMER_ORDERS = Resource(
    "customer-orders",
    "Customer order",
    Rows(
        t.customer_orders,
        _order.cust_ord_id,
        (
            Field("cust_ord_id", _order.cust_ord_id, ID, EXACT),
            Field("code", _order.code, TEXT, EXACT),
            Field("reference", _order.reference, TEXT, EXACT),
            Field("customer_id", _order.customer_id, ID, EXACT),
            Field("customer_code", t.customers.c.code, TEXT, EXACT, via=_customer),
            Field("customer_name", t.customers.c.title, TEXT, EXACT, via=_customer),
            Field("shipping_address_id", _order.shipping_address_id, ID, EXACT),
            Field("shipping_address", _shipping_address, TEXT, EXACT),
            Field("status", _order.status, STATUS, EXACT, words=words.CUSTOMER_ORDER),
            Field("created", _order.created, WHEN, RANGE),
            Field("delivery_date", _order.delivery_date, WHEN, RANGE),
            Field("total_price", _order.total_price, AMOUNT, RANGE),
            Field("total_cost", _order.total_cost, AMOUNT, RANGE),
            Field("profit", type_coerce(_order.total_price - _order.total_cost, Amount), AMOUNT, RANGE),
            Field("discount_percent", _order.discount_percent, AMOUNT),
            Field("discount_sum", _order.discount_sum, AMOUNT),
            Field("notes", _order.notes, TEXT),
            Field("delivery_terms", _order.delivery_terms, TEXT),
        ),
        order=_order.created,
        children=(Child("products", _PRODUCTS, _line.cust_ord_id),),
    ),
)

# ---------------------------------------------------------------- purchase orders
_purchase = t.purchase_orders.c
_bought_line = t.purchase_order_lines.c
_vendor = Link(_purchase.vendor_id, t.vendors, t.vendors.c.vendor_id)
_SUMS = ("fees_taxable", "vendor_fees_taxable", "fees", "vendor_fees")

_BOUGHT = Rows(
    t.purchase_order_lines,
    _bought_line.line_id,
    (
        Field("line_id", _bought_line.line_id, ID),
        Field("ord", _bought_line.ord, CODE),
        Field("article_id", _bought_line.article_id, ID),
        *item_fields(_bought_line.article_id, filters=False),
        Field("description", _bought_line.description, TEXT),
        Field("quantity", _bought_line.quantity, AMOUNT),
        Field("vendor_quantity", _bought_line.vendor_quantity, AMOUNT),
        Field("vendor_unit", _bought_line.vendor_unit, TEXT),
        Field("total_price", _bought_line.total_price, AMOUNT),
        Field("vendor_price", _bought_line.vendor_price, AMOUNT),
        *(Field(name, _bought_line[name], AMOUNT) for name in _SUMS),
        Field("tax", _bought_line.tax, AMOUNT),
        Field("vendor_tax", _bought_line.vendor_tax, AMOUNT),
        Field("discount", _bought_line.discount, AMOUNT),
        Field("vendor_discount", _bought_line.vendor_discount, AMOUNT),
    ),
    order=_bought_line.ord,
)
PURCHASE_ORDERS = Resource(
    "purchase-orders",
    "Purchase order",
    Rows(
        t.purchase_orders,
        _purchase.pur_ord_id,
        (
            Field("pur_ord_id", _purchase.pur_ord_id, ID, EXACT),
            Field("code", _purchase.code, TEXT, EXACT),
            Field("vendor_id", _purchase.vendor_id, ID, EXACT),
            Field("vendor_code", t.vendors.c.code, TEXT, EXACT, via=_vendor),
            Field("vendor_title", t.vendors.c.title, TEXT, EXACT, via=_vendor),
            Field("status", _purchase.status, STATUS, EXACT, words=words.PURCHASE_ORDER),
            Field("created", _purchase.created, WHEN, RANGE),
            Field("expected_date", _purchase.expected_date, WHEN, RANGE),
            Field("due_date", _purchase.due_date, WHEN, RANGE),
            Field("shipped_date", _purchase.shipped_date, WHEN, RANGE),
            Field("arrival_date", _purchase.arrival_date, WHEN, RANGE),
            Field("order_number", _purchase.order_number, TEXT, EXACT),
            Field("order_date", _purchase.order_date, WHEN, RANGE),
            Field("invoice_number", _purchase.invoice_number, TEXT, EXACT),
            Field("invoice_date", _purchase.invoice_date, WHEN, RANGE),
            Field("total_price", _purchase.total_price, AMOUNT, RANGE),
            Field("vendor_price", _purchase.vendor_price, AMOUNT),
            *(Field(name, _purchase[name], AMOUNT) for name in _SUMS),
            Field("tax_percent", _purchase.tax_percent, AMOUNT),
            Field("tax", _purchase.tax, AMOUNT),
            Field("vendor_tax", _purchase.vendor_tax, AMOUNT),
            Field("discount_percent", _purchase.discount_percent, AMOUNT),
            Field("discount", _purchase.discount, AMOUNT),
            Field("vendor_discount", _purchase.vendor_discount, AMOUNT),
            Field("currency", _purchase.currency, TEXT),
            Field("currency_rate", _purchase.currency_rate, AMOUNT),
            Field("free_text", _purchase.free_text, TEXT),
        ),
        order=_purchase.created,
        children=(Child("products", _BOUGHT, _bought_line.pur_ord_id),),
    ),
)
