"""What jobs and work orders wait for: purchase orders that are not here yet, and the steps before.

Assumed: `job_id` of a purchase order names the job that waits for it (contracts/forgemrp-assumptions.md).
"""

from __future__ import annotations

from forge_desktop.domain.readiness import Known, Readiness, Wait, worst_first
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Values
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.lines import lines_in
from forge_desktop.domain.resources.forgemrp.steps import explode
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.domain.text import Seen

_POS = "purchase-orders"


def job(record: Record, known: Known, seen: Seen) -> Readiness:
    """The lines of the purchase order that is to come."""
    key = key_of(record.get("waits_for"))
    order = known(_POS, [key]).get(key) if key is not None else None
    if order is None or record.get("status") not in states.JOB_OPEN:
        return Readiness(field="")
    return Readiness(field="", waits=worst_first(_coming(order, record.get("due_date"), seen)))


def work_order(record: Record, known: Known, seen: Seen) -> Readiness:
    """The step that comes first when it is blocked, else what its job waits for."""
    key = key_of(record.get("job_id"))
    above = known("jobs", [key]).get(key) if key is not None else None
    if above is None or record.get("status") not in states.WORK_ORDER_OPEN:
        return Readiness(field="")
    before = _first_open(above.values)
    if record.get("status") != "blocked" or before is None or before[0] == record.key:
        return job(above, known, seen)
    at, place, name = before
    wait = Wait(what=f"Step {place}, {name},", source=name, link=("work-orders", at), why="comes first")
    return Readiness(field="", waits=(wait,))


def _first_open(values: Values) -> tuple[int, int, str] | None:
    """Key, place and name of the first step that is not completed."""
    for place, step in enumerate(explode(values), 1):
        if step.values.get("status") != "completed":
            return step.key, place, str(step.values.get("name") or f"step {place}")
    return None


def _coming(order: Record, due: Json, seen: Seen) -> list[Wait]:
    """One for each line of a purchase order."""
    at = order.get("required_date")
    when = at if isinstance(at, int) else None
    late = when is None or when < seen.today or (isinstance(due, int) and when > due)
    names = [line.get("description") or line.get("part_number") for line in lines_in(order.get("lines"))]
    return [
        Wait(
            what=str(name),
            source=str(order.get("number") or ""),
            link=(_POS, order.key),
            at=when,
            urgent=late,
        )
        for name in names or ["Material"]
        if name
    ]
