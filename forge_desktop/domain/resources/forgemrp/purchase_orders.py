"""Purchase orders (contracts/forgemrp-assumptions.md, "Purchase order")."""

from __future__ import annotations

from collections.abc import Iterable

from forge_desktop.domain.query import LATE, Sort
from forge_desktop.domain.resource import Column, Field, Hint, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.lines import PART_NUMBERS, PARTS, PRICED, derive_parts
from forge_desktop.domain.scalars import Kind, key_of


def hints(values: Values) -> Iterable[Hint]:
    """The job that it was ordered for waits until it is received."""
    job = key_of(values.get("job_id"))
    if job is not None and values.get("status") in states.PO_OPEN:
        yield Hint("jobs", job, {"waits_for": values.get("id")})


PURCHASE_ORDERS = Resource(
    name="purchase-orders",
    dialect="forgemrp",
    section=Section.PURCHASING,
    title="Purchase orders",
    singular="Purchase order",
    icon="clipboard-list",
    key="id",
    code="number",
    caption=("supplier_name", "total"),
    state="status",
    open=states.PO_OPEN,
    due="required_date",
    dates=("order_date", "required_date"),
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="number", label="Order", kind=Kind.CODE, search=True),
        Field(
            name="supplier_id",
            label="Supplier key",
            kind=Kind.ID,
            ref=Ref("suppliers", "name", "supplier_name"),
        ),
        Field(name="supplier_name", label="Supplier", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.PO_STATUS),
        PARTS,
        PART_NUMBERS,
        Field(name="order_date", label="Ordered", kind=Kind.DATE),
        Field(name="required_date", label="Required", kind=Kind.DATE),
        Field(name="total", label="Total", kind=Kind.MONEY, unit="currency"),
        Field(name="currency", label="Currency", kind=Kind.TEXT),
        Field(
            name="job_id",
            label="Job",
            kind=Kind.ID,
            ref=Ref("jobs", "number"),
            help="The job that waits for it",
        ),
        Field(name="rfq_id", label="RFQ", kind=Kind.ID, ref=Ref("rfqs", "number")),
        Field(name="created_at", label="Created", kind=Kind.INSTANT),
        Field(name="updated_at", label="Changed", kind=Kind.INSTANT),
        PRICED,
    ),
    columns=(
        Column(field="number", look=Look.STRONG, width=88),
        Column(field="status", width=144),
        Column(field="supplier_name", width=168),
        Column(field="parts", second="part_numbers", width=168),
        Column(field="required_date", look=Look.DUE, width=84),
        Column(field="job_id", label="For job", width=84),
        Column(field="total", width=118),
        Column(field="rfq_id", width=92, shown=False),
        Column(field="order_date", shown=False),
        Column(field="currency", shown=False),
        Column(field="created_at", shown=False),
        Column(field="updated_at", shown=False),
    ),
    chips=("status", "required_date", "supplier_name", "job_id", "total"),
    view="Open, late first",
    where=(states.not_over(states.PO_STATUS, states.PO_OPEN),),
    sort=(Sort(LATE, descending=True), Sort("required_date"), Sort("number")),
    derive=derive_parts,
    hints=hints,
    empty="Orders to suppliers appear here.",
)
