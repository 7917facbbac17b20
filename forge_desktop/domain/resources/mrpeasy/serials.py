"""Serial numbers (contracts/mrpeasy-api.txt, "Serial numbers"); `customer__id` is the contract's spelling."""

from __future__ import annotations

from forge_desktop.domain.query import Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.scalars import Kind

SERIALS = Resource(
    name="serials",
    dialect="mrpeasy",
    section=Section.STOCK,
    title="Serial numbers",
    singular="Serial number",
    icon="barcode",
    key="serial_id",
    code="serial",
    caption=("item_title", "item_code", "lot_code"),
    state="status",
    fields=(
        Field(name="serial_id", label="Key", kind=Kind.ID),
        Field(name="serial", label="Serial", kind=Kind.CODE, search=True),
        Field(name="article_id", label="Item key", kind=Kind.ID, ref=Ref("items")),
        Field(name="product_id", label="Product key", kind=Kind.ID),
        Field(name="item_code", label="Item code", kind=Kind.CODE, search=True),
        Field(name="item_title", label="Item", kind=Kind.TEXT, search=True),
        Field(name="group_id", label="Group key", kind=Kind.ID, ref=Ref("product-groups", "title")),
        Field(name="group_code", label="Group code", kind=Kind.CODE),
        Field(name="group_title", label="Group", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.SERIAL_STATUS),
        Field(name="lot_id", label="Lot key", kind=Kind.ID, ref=Ref("lots")),
        Field(name="lot_code", label="Lot", kind=Kind.CODE, search=True),
        Field(name="cust_ord_id", label="CO key", kind=Kind.ID, ref=Ref("customer-orders")),
        Field(name="customer_order_code", label="Customer order", kind=Kind.CODE, search=True),
        Field(name="customer_order_created", label="Ordered", kind=Kind.INSTANT),
        Field(name="rma_ord_id", label="RMA key", kind=Kind.ID),
        Field(name="rma_order_code", label="RMA order", kind=Kind.CODE, search=True),
        Field(name="customer__id", label="Customer key", kind=Kind.ID, ref=Ref("customers", "title")),
        Field(name="customer_code", label="Customer code", kind=Kind.CODE, search=True),
        Field(name="customer_name", label="Customer", kind=Kind.TEXT, search=True),
        Field(name="site_id", label="Site", kind=Kind.ID),
    ),
    columns=(
        Column(field="serial", look=Look.STRONG, width=130),
        Column(field="item_title", label="Item", second="item_code", width=172),
        Column(field="status", width=104),
        Column(field="lot_code", width=78),
        Column(field="customer_name", label="Customer", second="customer_code", width=150),
        Column(field="customer_order_code", label="CO", width=92),
        Column(field="rma_order_code", label="RMA", width=88),
        Column(field="group_title", shown=False),
        Column(field="customer_order_created", shown=False),
        Column(field="site_id", shown=False),
    ),
    chips=("status", "group_title", "item_title", "customer_name", "customer_order_created"),
    view="All, by serial",
    sort=(Sort("serial"), Sort("serial_id")),
    links=(
        Link("Stock lot", "lots", "lot_id", "lot_id"),
        Link("Customer order", "customer-orders", "cust_ord_id", "cust_ord_id"),
    ),
    empty="Serial numbers of items appear here.",
)
