"""Requests for quotation to suppliers (contracts/forgemrp-assumptions.md, "RFQ")."""

from __future__ import annotations

from forge_desktop.domain.query import LATE, Sort
from forge_desktop.domain.resource import Column, Field, Link, Look, Ref, Resource, Section
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.lines import ASKED, PART_NUMBERS, PARTS, derive_parts
from forge_desktop.domain.scalars import Kind

RFQS = Resource(
    name="rfqs",
    dialect="forgemrp",
    section=Section.PURCHASING,
    title="RFQs",
    singular="RFQ",
    icon="mail",
    key="id",
    code="number",
    caption=("supplier_name",),
    state="status",
    open=states.RFQ_OPEN,
    due="due_date",
    dates=("created_at", "due_date"),
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="number", label="RFQ", kind=Kind.CODE, search=True),
        Field(
            name="supplier_id",
            label="Supplier",
            kind=Kind.ID,
            ref=Ref("suppliers", "name", "supplier_name"),
            search=True,
        ),
        Field(name="supplier_name", label="Supplier name", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.RFQ_STATUS),
        PARTS,
        PART_NUMBERS,
        Field(name="due_date", label="Answer due", kind=Kind.DATE),
        Field(name="created_at", label="Created", kind=Kind.INSTANT),
        Field(name="updated_at", label="Changed", kind=Kind.INSTANT),
        ASKED,
    ),
    columns=(
        Column(field="number", look=Look.STRONG, width=96),
        Column(field="status", width=124),
        Column(field="supplier_id", width=170),
        Column(field="parts", second="part_numbers", width=264),
        Column(field="due_date", look=Look.DUE, width=96),
        Column(field="created_at", width=84),
        Column(field="updated_at", shown=False),
    ),
    chips=("status", "due_date", "supplier_id", "created_at"),
    view="Open, late first",
    where=(states.not_over(states.RFQ_STATUS, states.RFQ_OPEN),),
    sort=(Sort(LATE, descending=True), Sort("due_date"), Sort("number")),
    links=(Link("Purchase orders", "purchase-orders", "rfq_id"),),
    derive=derive_parts,
    empty="Requests for prices from suppliers appear here.",
)
