"""The contract's stock lots and serial numbers."""

from __future__ import annotations

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy import words
from forge_desktop.server.mrpeasy.declare import (
    AMOUNT,
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

# ---------------------------------------------------------------- lots
_lot = t.lots.c
_place = t.lot_locations.c
_bought = Link(_lot.pur_ord_id, t.purchase_orders, t.purchase_orders.c.pur_ord_id)
_made = Link(_lot.man_ord_id, t.manufacturing_orders, t.manufacturing_orders.c.man_ord_id)
_location = Link(_place.location_id, t.locations, t.locations.c.location_id)

_LOCATIONS = Rows(
    t.lot_locations,
    _place.lot_location_id,
    (
        Field("location_id", _place.location_id, ID),
        Field("location", t.locations.c.title, TEXT, via=_location),
        Field("available", _place.available, AMOUNT),
        Field("booked", _place.booked, AMOUNT),
    ),
)
LOTS = Resource(
    "lots",
    "Stock lot",
    Rows(
        t.lots,
        _lot.lot_id,
        (
            Field("lot_id", _lot.lot_id, ID, EXACT),
            Field("code", _lot.code, TEXT, EXACT),
            Field("article_id", _lot.article_id, ID, EXACT),
            *item_fields(_lot.article_id),
            Field("status", _lot.status, STATUS, EXACT, words=words.LOT),
            Field("created", _lot.created, WHEN, RANGE),
            Field("available_from", _lot.available_from, WHEN, RANGE),
            Field("quantity", _lot.quantity, AMOUNT, RANGE),
            Field("available", _lot.available, AMOUNT, RANGE),
            Field("booked", _lot.booked, AMOUNT, RANGE),
            Field("item_cost", _lot.item_cost, AMOUNT, RANGE),
            Field("total_cost", _lot.total_cost, AMOUNT, RANGE),
            Field("pur_ord_id", _lot.pur_ord_id, ID, EXACT),
            Field("purchase_order_code", t.purchase_orders.c.code, TEXT, EXACT, via=_bought),
            Field("man_ord_id", _lot.man_ord_id, ID, EXACT),
            Field("manufacturing_order_code", t.manufacturing_orders.c.code, TEXT, EXACT, via=_made),
            Field("transfer_id", _lot.transfer_id, ID, EXACT),
            Field("transfer_order_code", _lot.transfer_order_code, TEXT, EXACT),
            Field("site_id", _lot.site_id, ID, EXACT),
        ),
        order=_lot.created,
        children=(Child("locations", _LOCATIONS, _place.lot_id),),
    ),
)

# ---------------------------------------------------------------- serial numbers
_serial = t.serials.c
_in_lot = Link(_serial.lot_id, t.lots, t.lots.c.lot_id)
_order = Link(_serial.cust_ord_id, t.customer_orders, t.customer_orders.c.cust_ord_id)
_customer = Link(t.customer_orders.c.customer_id, t.customers, t.customers.c.customer_id, _order)

SERIALS = Resource(
    "serials",
    "Serial number",
    Rows(
        t.serials,
        _serial.serial_id,
        (
            Field("serial_id", _serial.serial_id, ID, EXACT),
            Field("serial", _serial.serial, TEXT, EXACT),
            Field("article_id", _serial.article_id, ID, EXACT),
            *item_fields(_serial.article_id, unit=False),
            Field("status", _serial.status, STATUS, EXACT, words=words.SERIAL),
            Field("lot_id", _serial.lot_id, ID, EXACT),
            Field("lot_code", t.lots.c.code, TEXT, EXACT, via=_in_lot),
            Field("cust_ord_id", _serial.cust_ord_id, ID, EXACT),
            Field("customer_order_code", t.customer_orders.c.code, TEXT, EXACT, via=_order),
            Field("customer_order_created", t.customer_orders.c.created, WHEN, RANGE, via=_order),
            Field("rma_ord_id", _serial.rma_ord_id, ID, EXACT),
            Field("rma_order_code", _serial.rma_order_code, TEXT, EXACT),
            Field("customer__id", t.customer_orders.c.customer_id, ID, EXACT, via=_order),
            Field("customer_code", t.customers.c.code, TEXT, EXACT, via=_customer),
            Field("customer_name", t.customers.c.title, TEXT, EXACT, via=_customer),
            Field("site_id", _serial.site_id, ID, EXACT),
        ),
    ),
)
