"""The work orders of a job, in their order and as records (contracts/forgemrp-assumptions.md, "Job").

The contract has no list of them. Nor does it promise that one has an id, so its job and its place stand in.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from forge_desktop.domain.resource import Child, Values
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.lines import lines_in
from forge_desktop.domain.scalars import Json, exact, key_of

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
