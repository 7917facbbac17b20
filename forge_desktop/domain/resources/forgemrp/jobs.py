"""Jobs (contracts/forgemrp-assumptions.md, "Job"): what is made, for a client or for stock, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from forge_desktop.domain.query import LATE, Sort
from forge_desktop.domain.resource import Column, Field, Hint, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.forgemrp import states, waiting
from forge_desktop.domain.resources.forgemrp.inventory import INVENTORY
from forge_desktop.domain.resources.forgemrp.steps import explode, in_order
from forge_desktop.domain.scalars import Kind, key_of, plain

_STEPS = (
    Field(name="id", label="Key", kind=Kind.ID),
    Field(name="sequence", label="Step", kind=Kind.INTEGER),
    Field(name="name", label="Work order", kind=Kind.TEXT),
    Field(name="equipment", label="Equipment", kind=Kind.TEXT),
    Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.WORK_ORDER_STATUS),
    Field(name="setup_minutes", label="Setup", kind=Kind.MINUTES),
    Field(name="cycle_minutes", label="Cycle", kind=Kind.MINUTES),
)


def derive(values: Values) -> Values:
    """How many of its work orders are completed, and the first one that is not."""
    steps = in_order(values)
    if not steps:
        return {}
    done = [step for step in steps if step.get("status") == "completed"]
    ahead = next((step for step in steps if step.get("status") != "completed"), None)
    over = values.get("status") in states.JOB_OVER
    return {
        "steps_done": f"{len(done)} of {len(steps)} done",
        "progress": plain((Decimal(100) * len(done) / len(steps)).quantize(Decimal(1))),
        "next_step": None if ahead is None or over else str(ahead.get("name") or "") or None,
    }


def hints(values: Values) -> Iterable[Hint]:
    """The quote that it was made from is locked."""
    quote = key_of(values.get("quote_id"))
    if quote is not None:
        yield Hint("quotes", quote, {"converted": True})


JOBS = Resource(
    name="jobs",
    dialect="forgemrp",
    section=Section.PRODUCTION,
    title="Jobs",
    singular="Job",
    icon="factory",
    key="id",
    code="number",
    caption=("part_name", "part_number", "quantity"),
    state="status",
    open=states.JOB_OPEN,
    due="due_date",
    dates=("created_at", "due_date"),
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="number", label="Job", kind=Kind.CODE, search=True),
        Field(name="quote_id", label="Quote", kind=Kind.ID, ref=Ref("quotes", "number")),
        Field(name="client_id", label="Client key", kind=Kind.ID, ref=Ref("clients", "name", "client_name")),
        Field(name="client_name", label="Client", kind=Kind.TEXT, search=True),
        Field(name="status", label="Status", kind=Kind.CHOICE, choices=states.JOB_STATUS),
        Field(name="part_number", label="Part number", kind=Kind.CODE, search=True),
        Field(name="part_name", label="Part", kind=Kind.TEXT, search=True),
        Field(name="quantity", label="Quantity", kind=Kind.QUANTITY),
        Field(name="due_date", label="Due", kind=Kind.DATE),
        Field(name="priority", label="Priority", kind=Kind.CHOICE, choices=states.PRIORITY),
        Field(
            name="progress",
            label="Progress",
            kind=Kind.PERCENT,
            derived=True,
            help="Share of the work orders that are completed",
        ),
        Field(name="steps_done", label="Work orders done", kind=Kind.TEXT, derived=True),
        Field(
            name="next_step",
            label="Next step",
            kind=Kind.TEXT,
            derived=True,
            search=True,
            help="The first work order that is not completed",
        ),
        Field(
            name="waits_for",
            label="Waits for",
            kind=Kind.ID,
            derived=True,
            ref=Ref("purchase-orders", "number"),
            help="A purchase order for it that was not received yet",
        ),
        Field(name="created_at", label="Created", kind=Kind.INSTANT),
        Field(name="updated_at", label="Changed", kind=Kind.INSTANT),
        Field(name="work_orders", label="Work orders", kind=Kind.LINES, fields=_STEPS),
    ),
    columns=(
        Column(field="number", look=Look.STRONG, width=84),
        Column(field="part_name", label="Part", second="part_number", width=164),
        Column(field="quantity", look=Look.BAR, done="progress", width=68),
        Column(field="status", width=118),
        Column(field="due_date", look=Look.DUE, width=76),
        Column(field="next_step", second="steps_done", width=126),
        Column(field="priority", look=Look.DOT, width=88),
        Column(field="client_name", width=126),
        Column(field="quote_id", width=84, shown=False),
        Column(field="waits_for", width=84, shown=False),
        Column(field="progress", shown=False),
        Column(field="created_at", shown=False),
        Column(field="updated_at", shown=False),
    ),
    chips=("status", "due_date", "priority", "client_name", "next_step"),
    view="Open, late first",
    where=(states.not_over(states.JOB_STATUS, states.JOB_OPEN),),
    sort=(Sort(LATE, descending=True), Sort("due_date"), Sort("number")),
    links=(
        Link("Purchase orders", "purchase-orders", "job_id"),
        Link("In stock", "inventory", "sku", "part_number", where=INVENTORY.where),
    ),
    derive=derive,
    ready=waiting.job,
    hints=hints,
    children={"work-orders": explode},
    empty="Jobs appear here: what is to be made, for clients or for stock.",
)
