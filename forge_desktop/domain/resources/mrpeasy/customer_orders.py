"""Customer orders (contracts/mrpeasy-api.txt, "Customer orders")."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Hint, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.mrpeasy import states, waiting
from forge_desktop.domain.scalars import Json, Kind, exact, plain

_SOURCE = (
    Field(name="lot_id", label="Lot key", kind=Kind.ID, ref=Ref("lots")),
    Field(name="lot_code", label="Lot", kind=Kind.CODE),
    Field(name="lot_status", label="Lot status", kind=Kind.CHOICE, choices=states.LOT_STATUS),
    Field(name="man_ord_id", label="MO key", kind=Kind.ID, ref=Ref("manufacturing-orders")),
    Field(name="manufacturing_order_code", label="MO", kind=Kind.CODE),
    Field(name="manufacturing_order_status", label="MO status", kind=Kind.CHOICE, choices=states.MO_STATUS),
    Field(name="pur_ord_id", label="PO key", kind=Kind.ID, ref=Ref("purchase-orders")),
    Field(name="purchase_order_code", label="PO", kind=Kind.CODE),
    Field(name="purchase_order_status", label="PO status", kind=Kind.CHOICE, choices=states.PO_STATUS),
)

_LINES = (
    Field(name="line_id", label="Line key", kind=Kind.ID),
    Field(name="ord", label="No.", kind=Kind.INTEGER),
    Field(name="article_id", label="Item", kind=Kind.ID, ref=Ref("items")),
    Field(name="description", label="Description", kind=Kind.TEXT),
    Field(name="quantity", label="Quantity", kind=Kind.QUANTITY),
    Field(name="shipped", label="Shipped", kind=Kind.QUANTITY),
    Field(name="item_price", label="Price", kind=Kind.MONEY),
    Field(name="discount_percent", label="Discount", kind=Kind.PERCENT),
    Field(name="discount_sum", label="Discount sum", kind=Kind.MONEY),
    Field(name="total_price", label="Total", kind=Kind.MONEY),
    Field(name="cost", label="Cost", kind=Kind.MONEY),
    Field(name="profit", label="Profit", kind=Kind.MONEY),
    Field(name="part_status", label="Readiness", kind=Kind.CHOICE, choices=states.LINE_STATUS),
    Field(name="source", label="Comes from", kind=Kind.LINES, fields=_SOURCE),
)


def _lines(values: Values) -> list[dict[str, Json]]:
    lines = values.get("products")
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def derive(values: Values) -> Values:
    """The readiness of the worst line, and how much of all lines is ordered and shipped."""
    lines = _lines(values)
    found = {line.get("part_status") for line in lines}
    worst = next((code for code in states.LINE_WORST_FIRST if code in found), None)
    return {
        "readiness": worst,
        "ordered": plain(sum((exact(line.get("quantity")) or Decimal(0) for line in lines), Decimal(0))),
        "shipped": plain(sum((exact(line.get("shipped")) or Decimal(0) for line in lines), Decimal(0))),
    }


def hints(values: Values) -> Iterable[Hint]:
    """Each manufacturing order that a line comes from is made for this order."""
    told: set[int] = set()
    for line in _lines(values):
        sources = line.get("source")
        for source in sources if isinstance(sources, list) else []:
            key = source.get("man_ord_id") if isinstance(source, dict) else None
            if isinstance(key, int) and key not in told:
                told.add(key)
                yield Hint(
                    "manufacturing-orders",
                    key,
                    {
                        "for_order": values.get("code"),
                        "for_order_id": values.get("cust_ord_id"),
                        "for_customer": values.get("customer_name"),
                    },
                )


CUSTOMER_ORDERS = Resource(
    name="customer-orders",
    dialect="mrpeasy",
    section=Section.ORDERS,
    title="Customer orders",
    singular="Customer order",
    icon="shopping-cart",
    key="cust_ord_id",
    code="code",
    caption=("customer_name", "reference"),
    state="status",
    open=states.CO_OPEN,
    due="delivery_date",
    dates=("created", "delivery_date"),
    created="created",
    fields=(
        Field(name="cust_ord_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Order", kind=Kind.CODE, search=True),
        Field(name="reference", label="Reference", kind=Kind.TEXT, search=True),
        Field(name="customer_id", label="Customer key", kind=Kind.ID, ref=Ref("customers", "title")),
        Field(name="customer_code", label="Customer code", kind=Kind.CODE, search=True),
        Field(name="customer_name", label="Customer", kind=Kind.TEXT, search=True),
        Field(name="shipping_address_id", label="Address key", kind=Kind.ID),
        Field(name="shipping_address", label="Shipping address", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.CO_STATUS),
        Field(
            name="readiness",
            label="Readiness",
            kind=Kind.CHOICE,
            choices=states.LINE_STATUS,
            derived=True,
            help="The worst line of the order",
        ),
        Field(name="created", label="Created", kind=Kind.INSTANT),
        Field(name="delivery_date", label="Delivery", kind=Kind.DATE),
        Field(name="ordered", label="Ordered", kind=Kind.QUANTITY, derived=True, help="Sum of all lines"),
        Field(name="shipped", label="Shipped", kind=Kind.QUANTITY, derived=True, help="Sum of all lines"),
        Field(name="total_price", label="Total", kind=Kind.MONEY),
        Field(name="total_cost", label="Cost", kind=Kind.MONEY),
        Field(name="profit", label="Profit", kind=Kind.MONEY),
        Field(name="discount_percent", label="Discount", kind=Kind.PERCENT),
        Field(name="discount_sum", label="Discount sum", kind=Kind.MONEY),
        Field(name="delivery_terms", label="Delivery terms", kind=Kind.TEXT, search=True),
        Field(name="notes", label="Notes", kind=Kind.NOTE, search=True),
        Field(name="products", label="Lines", kind=Kind.LINES, fields=_LINES),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=82),
        Column(field="status", width=182),
        Column(field="readiness", look=Look.DOT, width=162),
        Column(field="customer_name", second="reference", width=150),
        Column(field="delivery_date", look=Look.DUE, width=80),
        Column(field="shipped", label="Shipped", look=Look.BAR, of="ordered", done="shipped", width=68),
        Column(field="total_price", width=96),
        Column(field="reference", shown=False),
        Column(field="ordered", shown=False),
        Column(field="customer_code", shown=False),
        Column(field="created", shown=False),
        Column(field="total_cost", shown=False),
        Column(field="profit", shown=False),
        Column(field="discount_percent", shown=False),
        Column(field="discount_sum", shown=False),
        Column(field="shipping_address", width=240, shown=False),
        Column(field="delivery_terms", shown=False),
        Column(field="notes", width=240, shown=False),
    ),
    chips=("status", "delivery_date", "readiness", "customer_name", "total_price"),
    view="Open, by delivery",
    where=(Condition("status", Op.IN, states.CO_OPEN),),
    sort=(Sort("delivery_date"), Sort("code")),
    derive=derive,
    ready=waiting.customer_order,
    hints=hints,
    empty="Orders from customers appear here.",
)
