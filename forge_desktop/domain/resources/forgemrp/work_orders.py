"""Work orders over all jobs: ours, worked out of each job (contracts/forgemrp-assumptions.md, "Job").

The contract has no list of them. Nor does it promise that one has an id, so its job and its place stand in.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Child, Column, Field, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.lines import lines_in
from forge_desktop.domain.scalars import Json, Kind, exact, key_of

_FROM_JOB = {
    "job_id": "id",
    "job_number": "number",
    "job_status": "status",
    "part_number": "part_number",
    "part_name": "part_name",
    "quantity": "quantity",
    "client_id": "client_id",
    "client_name": "client_name",
    "due_date": "due_date",
    "priority": "priority",
}
_LONGEST = 10**9
"""Minutes beyond which a planned time is no time any more."""


def in_order(job: Values) -> list[dict[str, Json]]:
    """The work orders of a job in the order of their work; those without a place keep theirs, at the end."""
    found = lines_in(job.get("work_orders"))
    return sorted(found, key=lambda step: place if isinstance(place := step.get("sequence"), int) else _LONGEST)


def explode(job: Values) -> Iterable[Child]:
    """One record per work order, with what the planner needs to know of the job."""
    told: dict[str, Json] = {ours: job.get(theirs) for ours, theirs in _FROM_JOB.items()}
    quantity = _amount(job.get("quantity"))
    used: set[int] = set()
    for number, step in enumerate(in_order(job), 1):
        name = _name(job, step, number)
        key = key_of(name)
        if key is None or key in used:
            continue
        used.add(key)
        values = step | told | {"id": name}
        if _over(job) and step.get("status") != "completed":
            values |= {"status": job.get("status"), "status_sent": step.get("status")}
        values["planned_minutes"] = _planned(step, quantity)
        yield Child(key, values)


def _name(job: Values, step: Values, number: int) -> str | int:
    """What the server calls it, or what we do."""
    name = step.get("id")
    if isinstance(name, (int, str)) and key_of(name) is not None:
        return name
    place = step.get("sequence")
    return f"{job.get('id')}/{place if isinstance(place, int) else number}"


def _over(job: Values) -> bool:
    return job.get("status") in states.JOB_OVER


def _planned(step: Values, quantity: Decimal | None) -> int | None:
    """Setup once and the cycle for every piece, in whole minutes."""
    setup, cycle = _amount(step.get("setup_minutes")), _amount(step.get("cycle_minutes"))
    if setup is None and cycle is None:
        return None
    whole = (setup or Decimal(0)) + (cycle or Decimal(0)) * (quantity or Decimal(1))
    return int(whole.to_integral_value(ROUND_CEILING)) if 0 <= whole < _LONGEST else None


def _amount(value: Json) -> Decimal | None:
    try:
        return exact(value)
    except InvalidOperation:
        return None


WORK_ORDERS = Resource(
    name="work-orders",
    dialect="forgemrp",
    section=Section.PRODUCTION,
    title="Work orders",
    singular="Work order",
    icon="list-checks",
    key="id",
    code="name",
    caption=("job_number", "part_name", "equipment"),
    state="status",
    open=states.WORK_ORDER_OPEN,
    due="due_date",
    dates=("due_date",),
    parent="jobs",
    group="equipment",
    fields=(
        Field(name="id", label="Key", kind=Kind.ID),
        Field(name="job_id", label="Job key", kind=Kind.ID, ref=Ref("jobs", "number")),
        Field(name="job_number", label="Job", kind=Kind.CODE, search=True),
        Field(name="job_status", label="Job status", kind=Kind.CHOICE, choices=states.JOB_STATUS),
        Field(name="sequence", label="Step", kind=Kind.INTEGER),
        Field(name="name", label="Work order", kind=Kind.TEXT, search=True),
        Field(name="equipment", label="Equipment", kind=Kind.TEXT, search=True),
        Field(
            name="status",
            label="Status",
            kind=Kind.CHOICE,
            choices=states.WORK_ORDER_STATUS,
            help="As sent; that of its job when the job is over",
        ),
        Field(
            name="status_sent",
            label="Status as sent",
            kind=Kind.CHOICE,
            choices=states.WORK_ORDER_STATUS,
            help="Only where its job is over and it is not completed",
        ),
        Field(name="part_number", label="Part number", kind=Kind.CODE, search=True),
        Field(name="part_name", label="Part", kind=Kind.TEXT, search=True),
        Field(name="quantity", label="Quantity", kind=Kind.QUANTITY),
        Field(
            name="planned_minutes",
            label="Planned time",
            kind=Kind.MINUTES,
            derived=True,
            help="Setup once and the cycle for every piece",
        ),
        Field(name="setup_minutes", label="Setup", kind=Kind.MINUTES),
        Field(name="cycle_minutes", label="Cycle", kind=Kind.MINUTES),
        Field(name="due_date", label="Due", kind=Kind.DATE, help="When its job is due"),
        Field(name="priority", label="Priority", kind=Kind.CHOICE, choices=states.PRIORITY),
        Field(name="client_id", label="Client key", kind=Kind.ID, ref=Ref("clients", "name")),
        Field(name="client_name", label="Client", kind=Kind.TEXT, search=True),
    ),
    columns=(
        Column(field="due_date", look=Look.DUE, width=76),
        Column(field="job_number", look=Look.STRONG, width=88),
        Column(field="sequence", width=52),
        Column(field="name", width=130),
        Column(field="status", width=116),
        Column(field="part_name", label="Part", second="part_number", width=160),
        Column(field="quantity", width=76),
        Column(field="planned_minutes", label="Planned", width=72),
        Column(field="client_name", width=110),
        Column(field="equipment", width=124),
        Column(field="priority", look=Look.DOT, shown=False),
        Column(field="setup_minutes", shown=False),
        Column(field="cycle_minutes", shown=False),
        Column(field="job_status", shown=False),
    ),
    chips=("status", "due_date", "equipment", "priority", "job_number"),
    view="Open, by due date",
    where=(Condition("status", Op.IN, states.WORK_ORDER_OPEN),),
    sort=(Sort("due_date"), Sort("job_number"), Sort("sequence")),
    empty="Steps of jobs appear here.",
)
