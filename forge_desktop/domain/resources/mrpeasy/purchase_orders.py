"""Purchase orders (contracts/mrpeasy-api.txt, "Purchase orders")."""

from __future__ import annotations

from forge_desktop.domain.query import LATE, Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.scalars import Json, Kind

_LINES = (
    Field(name="line_id", label="Line key", kind=Kind.ID),
    Field(name="ord", label="No.", kind=Kind.INTEGER),
    Field(name="article_id", label="Item key", kind=Kind.ID, ref=Ref("items")),
    Field(name="product_id", label="Product key", kind=Kind.ID),
    Field(name="item_code", label="Item code", kind=Kind.CODE),
    Field(name="item_title", label="Item", kind=Kind.TEXT),
    Field(name="description", label="Description", kind=Kind.TEXT),
    Field(name="unit_id", label="Unit key", kind=Kind.ID, ref=Ref("units", "title")),
    Field(name="unit", label="Unit", kind=Kind.TEXT),
    Field(name="group_id", label="Group key", kind=Kind.ID, ref=Ref("product-groups", "title")),
    Field(name="group_code", label="Group code", kind=Kind.CODE),
    Field(name="group_title", label="Group", kind=Kind.TEXT),
    Field(name="quantity", label="Quantity", kind=Kind.QUANTITY, unit="unit"),
    Field(name="vendor_quantity", label="Vendor's quantity", kind=Kind.QUANTITY, unit="vendor_unit"),
    Field(name="vendor_unit", label="Vendor's unit", kind=Kind.TEXT),
    Field(name="total_price", label="Total", kind=Kind.MONEY),
    Field(name="vendor_price", label="Total, vendor's currency", kind=Kind.MONEY),
    Field(name="fees_taxable", label="Taxable fees", kind=Kind.MONEY),
    Field(name="vendor_fees_taxable", label="Taxable fees, vendor's currency", kind=Kind.MONEY),
    Field(name="fees", label="Fees", kind=Kind.MONEY),
    Field(name="vendor_fees", label="Fees, vendor's currency", kind=Kind.MONEY),
    Field(name="tax", label="Tax", kind=Kind.MONEY),
    Field(name="vendor_tax", label="Tax, vendor's currency", kind=Kind.MONEY),
    Field(name="discount", label="Discount", kind=Kind.MONEY),
    Field(name="vendor_discount", label="Discount, vendor's currency", kind=Kind.MONEY),
)


def derive(values: Values) -> Values:
    """The names of what is ordered, as one text to look into."""
    lines = values.get("products")
    names: dict[str, Json] = {}
    for line in lines if isinstance(lines, list) else []:
        name = (line.get("item_title") or line.get("item_code")) if isinstance(line, dict) else None
        if name:
            names[str(name)] = None
    return {"ordered_items": ", ".join(names) or None}


PURCHASE_ORDERS = Resource(
    name="purchase-orders",
    dialect="mrpeasy",
    section=Section.PURCHASING,
    title="Purchase orders",
    singular="Purchase order",
    icon="clipboard-list",
    key="pur_ord_id",
    code="code",
    caption=("vendor_title", "order_number"),
    state="status",
    open=states.PO_OPEN,
    due="expected_date",
    dates=("created", "expected_date", "arrival_date"),
    created="created",
    fields=(
        Field(name="pur_ord_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Order", kind=Kind.CODE, search=True),
        Field(name="vendor_id", label="Vendor key", kind=Kind.ID),
        Field(name="vendor_code", label="Vendor code", kind=Kind.CODE, search=True),
        Field(name="vendor_title", label="Vendor", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.PO_STATUS),
        Field(name="created", label="Created", kind=Kind.INSTANT),
        Field(name="expected_date", label="Expected", kind=Kind.DATE),
        Field(name="due_date", label="Due", kind=Kind.DATE),
        Field(name="shipped_date", label="Shipped", kind=Kind.DATE),
        Field(name="arrival_date", label="Arrived", kind=Kind.INSTANT),
        Field(name="order_number", label="Vendor's number", kind=Kind.CODE, search=True),
        Field(name="order_date", label="Vendor's order date", kind=Kind.DATE),
        Field(name="invoice_number", label="Invoice", kind=Kind.CODE, search=True),
        Field(name="invoice_date", label="Invoice date", kind=Kind.DATE),
        Field(name="total_price", label="Total", kind=Kind.MONEY),
        Field(name="vendor_price", label="Total, vendor's currency", kind=Kind.MONEY),
        Field(name="fees_taxable", label="Taxable fees", kind=Kind.MONEY),
        Field(name="vendor_fees_taxable", label="Taxable fees, vendor's currency", kind=Kind.MONEY),
        Field(name="fees", label="Fees", kind=Kind.MONEY),
        Field(name="vendor_fees", label="Fees, vendor's currency", kind=Kind.MONEY),
        Field(name="tax_percent", label="Tax rate", kind=Kind.PERCENT),
        Field(name="tax", label="Tax", kind=Kind.MONEY),
        Field(name="vendor_tax", label="Tax, vendor's currency", kind=Kind.MONEY),
        Field(name="discount_percent", label="Discount rate", kind=Kind.PERCENT),
        Field(name="discount", label="Discount", kind=Kind.MONEY),
        Field(name="vendor_discount", label="Discount, vendor's currency", kind=Kind.MONEY),
        Field(name="currency", label="Currency", kind=Kind.TEXT),
        Field(name="currency_rate", label="Currency rate", kind=Kind.NUMBER),
        Field(name="free_text", label="Free text", kind=Kind.NOTE, search=True),
        Field(
            name="ordered_items",
            label="Items",
            kind=Kind.TEXT,
            derived=True,
            search=True,
            help="The names of all items of the order",
        ),
        Field(name="products", label="Lines", kind=Kind.LINES, fields=_LINES),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=86),
        Column(field="status", width=112),
        Column(field="vendor_title", label="Vendor", second="vendor_code", width=172),
        Column(field="ordered_items", width=176),
        Column(field="expected_date", look=Look.DUE, width=82),
        Column(field="order_number", width=116),
        Column(field="total_price", width=96),
        Column(field="due_date", shown=False),
        Column(field="shipped_date", shown=False),
        Column(field="arrival_date", shown=False),
        Column(field="order_date", shown=False),
        Column(field="invoice_number", shown=False),
        Column(field="invoice_date", shown=False),
        Column(field="vendor_price", shown=False),
        Column(field="currency", shown=False),
        Column(field="tax", shown=False),
        Column(field="discount", shown=False),
        Column(field="fees", shown=False),
        Column(field="free_text", width=240, shown=False),
        Column(field="created", shown=False),
    ),
    chips=("status", "expected_date", "vendor_title", "total_price", "invoice_date"),
    view="Open, late first",
    where=(Condition("status", Op.IN, states.PO_OPEN),),
    sort=(Sort(LATE, descending=True), Sort("expected_date"), Sort("code")),
    links=(Link("Stock lots", "lots", "pur_ord_id"),),
    derive=derive,
    empty="Orders to vendors appear here.",
)
