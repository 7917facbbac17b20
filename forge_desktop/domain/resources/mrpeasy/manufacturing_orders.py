"""Manufacturing orders (contracts/mrpeasy-api.txt, "Manufacturing orders")."""

from __future__ import annotations

from forge_desktop.domain.query import LATE, Condition, Op, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.resources.mrpeasy.operations import derive_progress, explode_operations
from forge_desktop.domain.scalars import Kind

_PLANNED = (
    Field(name="planned_start_date", label="Planned start", kind=Kind.INSTANT),
    Field(name="planned_finish_date", label="Planned finish", kind=Kind.INSTANT),
    Field(name="planned_duration", label="Planned time", kind=Kind.MINUTES),
    Field(name="real_start_date", label="Started", kind=Kind.INSTANT),
    Field(name="real_finish_date", label="Finished", kind=Kind.INSTANT),
    Field(name="real_duration", label="Real time", kind=Kind.MINUTES),
)
_RESULTS = (
    Field(name="result_id", label="Result key", kind=Kind.ID),
    Field(name="real_start_date", label="Started", kind=Kind.INSTANT),
    Field(name="real_finish_date", label="Finished", kind=Kind.INSTANT),
    Field(name="real_duration", label="Real time", kind=Kind.MINUTES),
    Field(name="Quantity", label="Good", kind=Kind.QUANTITY),
)
_WORKERS = (
    Field(name="worker_id", label="Worker key", kind=Kind.ID),
    Field(name="user_id", label="Worker", kind=Kind.ID, ref=Ref("users", "username")),
    Field(name="department_id", label="Department", kind=Kind.ID),
    *_PLANNED,
    Field(name="labour_cost", label="Labour cost", kind=Kind.MONEY),
    Field(name="results", label="Results", kind=Kind.LINES, fields=_RESULTS),
)
_STATIONS = (
    Field(name="pws_id", label="Station booking", kind=Kind.ID),
    Field(name="station_id", label="Station key", kind=Kind.ID, ref=Ref("work-centers", "title")),
    Field(name="code", label="Station code", kind=Kind.CODE),
    Field(name="title", label="Station", kind=Kind.TEXT),
    *_PLANNED,
    Field(name="manufacturing_cost", label="Overhead", kind=Kind.MONEY),
    Field(name="workers", label="Workers", kind=Kind.LINES, fields=_WORKERS),
)
_OPERATIONS = (
    Field(name="operation_id", label="Operation key", kind=Kind.ID),
    Field(name="ord", label="Step", kind=Kind.INTEGER),
    Field(name="type_id", label="Station type", kind=Kind.ID, ref=Ref("work-center-types", "title")),
    Field(name="vendor_id", label="Sub-contractor", kind=Kind.ID),
    Field(name="description", label="Description", kind=Kind.TEXT),
    Field(name="setup_time", label="Setup", kind=Kind.MINUTES),
    Field(name="cycle_time", label="Cycle", kind=Kind.MINUTES),
    *_PLANNED,
    Field(name="manufacturing_cost", label="Overhead", kind=Kind.MONEY),
    Field(name="labour_cost", label="Labour cost", kind=Kind.MONEY),
    Field(name="stations", label="Stations", kind=Kind.LINES, fields=_STATIONS),
)
_PART_LOTS = (
    Field(name="lot_id", label="Lot key", kind=Kind.ID, ref=Ref("lots")),
    Field(name="code", label="Lot", kind=Kind.CODE),
    Field(name="booked", label="Booked", kind=Kind.QUANTITY),
    Field(name="consumed", label="Consumed", kind=Kind.QUANTITY),
    Field(name="item_cost", label="Cost each", kind=Kind.MONEY),
)
_PARTS = (
    Field(name="writeoff_id", label="Booking key", kind=Kind.ID),
    Field(name="booking_code", label="Booking", kind=Kind.CODE),
    Field(name="article_id", label="Item", kind=Kind.ID, ref=Ref("items")),
    Field(name="product_id", label="Product", kind=Kind.ID),
    Field(name="booked", label="Booked", kind=Kind.QUANTITY),
    Field(name="consumed", label="Consumed", kind=Kind.QUANTITY),
    Field(name="lots", label="Lots", kind=Kind.LINES, fields=_PART_LOTS),
)
_NOTES = (
    Field(name="note_id", label="Note key", kind=Kind.ID),
    Field(name="created", label="Written", kind=Kind.INSTANT),
    Field(name="author_id", label="Author key", kind=Kind.ID),
    Field(name="author", label="Author", kind=Kind.TEXT),
    Field(name="last_modified", label="Changed", kind=Kind.INSTANT),
    Field(name="last_modifier_id", label="Changed by key", kind=Kind.ID),
    Field(name="last_modifier", label="Changed by", kind=Kind.TEXT),
    Field(name="text", label="Note", kind=Kind.NOTE),
)

MANUFACTURING_ORDERS = Resource(
    name="manufacturing-orders",
    dialect="mrpeasy",
    section=Section.PRODUCTION,
    title="Manufacturing orders",
    singular="Manufacturing order",
    icon="factory",
    key="man_ord_id",
    code="code",
    caption=("item_title", "item_code", "quantity"),
    state="status",
    open=states.MO_OPEN,
    due="due_date",
    created="created",
    fields=(
        Field(name="man_ord_id", label="Key", kind=Kind.ID),
        Field(name="code", label="Order", kind=Kind.CODE, search=True),
        Field(name="article_id", label="Item key", kind=Kind.ID, ref=Ref("items")),
        Field(name="product_id", label="Product key", kind=Kind.ID),
        Field(name="item_code", label="Item code", kind=Kind.CODE, search=True),
        Field(name="item_title", label="Item", kind=Kind.TEXT, search=True),
        Field(name="unit_id", label="Unit key", kind=Kind.ID, ref=Ref("units", "title")),
        Field(name="unit", label="Unit", kind=Kind.TEXT),
        Field(name="group_id", label="Group key", kind=Kind.ID, ref=Ref("product-groups", "title")),
        Field(name="group_code", label="Group code", kind=Kind.CODE),
        Field(name="group_title", label="Group", kind=Kind.TEXT, search=True),
        Field(name="quantity", label="Quantity", kind=Kind.QUANTITY, unit="unit"),
        Field(
            name="done",
            label="Done",
            kind=Kind.QUANTITY,
            unit="unit",
            derived=True,
            help="Good pieces reported at the last operation",
        ),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.MO_STATUS),
        Field(name="part_status", label="Parts", kind=Kind.CHOICE, choices=states.PARTS_STATUS),
        Field(name="created", label="Created", kind=Kind.INSTANT),
        Field(name="due_date", label="Due", kind=Kind.DATE),
        Field(name="start_date", label="Start", kind=Kind.INSTANT),
        Field(name="finish_date", label="Finish", kind=Kind.INSTANT),
        Field(
            name="for_customer",
            label="For",
            kind=Kind.TEXT,
            derived=True,
            search=True,
            help="From the customer order that this order covers",
        ),
        Field(name="for_order", label="For order", kind=Kind.CODE, derived=True, search=True),
        Field(
            name="for_order_id", label="For order key", kind=Kind.ID, derived=True, ref=Ref("customer-orders")
        ),
        Field(name="item_cost", label="Cost each", kind=Kind.MONEY),
        Field(name="total_cost", label="Cost", kind=Kind.MONEY),
        Field(name="assigned_id", label="Assigned", kind=Kind.ID, ref=Ref("users", "username")),
        Field(name="bom_id", label="BOM", kind=Kind.ID, ref=Ref("boms")),
        Field(name="routing_id", label="Routing", kind=Kind.ID, ref=Ref("routings")),
        Field(name="lot_id", label="Lot key", kind=Kind.ID, ref=Ref("lots")),
        Field(name="lot_code", label="Lot", kind=Kind.CODE, search=True),
        Field(name="site_id", label="Site", kind=Kind.ID),
        Field(name="operations_done", label="Steps done", kind=Kind.TEXT, derived=True),
        Field(name="parts", label="Parts", kind=Kind.LINES, fields=_PARTS, detail=True),
        Field(name="operations", label="Operations", kind=Kind.LINES, fields=_OPERATIONS, detail=True),
        Field(name="notes", label="Notes", kind=Kind.LINES, fields=_NOTES, detail=True),
    ),
    columns=(
        Column(field="code", look=Look.STRONG, width=92),
        Column(field="item_title", label="Item", second="item_code", width=220),
        Column(field="quantity", look=Look.BAR, of="quantity", done="done", width=100),
        Column(field="status", width=130),
        Column(field="part_status", look=Look.DOT, width=120),
        Column(field="start_date", width=96),
        Column(field="due_date", look=Look.DUE, width=88),
        Column(field="for_customer", label="For", second="for_order", width=150),
        Column(field="assigned_id", width=110),
        Column(field="finish_date", shown=False),
        Column(field="lot_code", shown=False),
        Column(field="group_title", shown=False),
        Column(field="bom_id", shown=False),
        Column(field="routing_id", shown=False),
        Column(field="operations_done", shown=False),
        Column(field="site_id", shown=False),
        Column(field="item_cost", shown=False),
        Column(field="total_cost", shown=False),
        Column(field="created", shown=False),
    ),
    chips=("status", "due_date", "part_status", "assigned_id", "start_date"),
    view="Open, late first",
    where=(Condition("status", Op.IN, states.MO_OPEN),),
    sort=(Sort(LATE, descending=True), Sort("start_date"), Sort("code")),
    links=(
        Link("Customer orders", "customer-orders", "cust_ord_id", "for_order_id"),
        Link("Target lot", "lots", "lot_id", "lot_id"),
        Link("Lots made", "lots", "man_ord_id"),
        Link("Serial numbers of the lot", "serials", "lot_id", "lot_id"),
    ),
    derive=derive_progress,
    children={"operations": explode_operations},
    empty="Orders to make something appear here.",
)
