"""Operations over all manufacturing orders: ours, worked out of the details of each MO.

The contract has no list of operations; they come with the single MO (contracts/mrpeasy-api.txt,
"Manufacturing orders": operations, stations, workers, results).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from forge_desktop.domain.query import Condition, Op, Sort
from forge_desktop.domain.resource import Child, Column, Field, Link, Look, Ref, Resource, Section, Values
from forge_desktop.domain.resources.mrpeasy import states, waiting
from forge_desktop.domain.resources.mrpeasy.production_lines import STATION_LINES
from forge_desktop.domain.scalars import Json, Kind, exact, plain

_FROM_ORDER = {
    "man_ord_id": "man_ord_id",
    "order_code": "code",
    "order_status": "status",
    "order_due": "due_date",
    "item_code": "item_code",
    "item_title": "item_title",
    "unit": "unit",
    "quantity": "quantity",
    "for_order": "for_order",
    "for_customer": "for_customer",
    "part_status": "part_status",
}
_AS_SENT = (
    "operation_id",
    "ord",
    "type_id",
    "vendor_id",
    "description",
    "setup_time",
    "cycle_time",
    "planned_start_date",
    "planned_finish_date",
    "planned_duration",
    "real_start_date",
    "real_finish_date",
    "real_duration",
    "manufacturing_cost",
    "labour_cost",
    "stations",
)
_MO_RUNNING, _MO_PAUSED, _MO_DONE, _MO_CANCELLED = 30, 35, 40, 70


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _workers(operation: Values) -> list[dict[str, Json]]:
    return [w for station in _dicts(operation.get("stations")) for w in _dicts(station.get("workers"))]


def _good(operation: Values) -> Decimal:
    results = [r for worker in _workers(operation) for r in _dicts(worker.get("results"))]
    return sum((exact(r.get("Quantity")) or Decimal(0) for r in results), Decimal(0))


def _in_order(values: Values) -> list[dict[str, Json]]:
    return sorted(
        _dicts(values.get("operations")), key=lambda o: (_whole(o.get("ord")), _whole(o.get("operation_id")))
    )


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _state(operation: Values, before_done: bool, status: Json) -> int:
    """Codes of `states.OPERATION_STATE`: what the floor would say of this operation."""
    if operation.get("real_finish_date"):
        return 40
    if status == _MO_CANCELLED:
        return 70
    if isinstance(status, int) and status >= _MO_DONE:
        return 40
    if operation.get("real_start_date"):
        return 35 if status == _MO_PAUSED else 30
    return 20 if before_done else 10


def derive_progress(values: Values) -> Values:
    """How far an MO is: pieces of its last operation, steps and time done. Nothing before details came."""
    operations = _in_order(values)
    if not operations:
        return {}
    finished = sum(1 for operation in operations if operation.get("real_finish_date"))
    return {
        "done": plain(_good(operations[-1])),
        "operations_done": f"{finished} of {len(operations)}",
        "progress": _progress(operations, exact(values.get("quantity")) or Decimal(0)),
    }


def _progress(operations: list[dict[str, Json]], quantity: Decimal) -> Json:
    """Percent of the planned time that is done; a running operation counts by its good pieces."""
    planned = [max(1, _whole(operation.get("planned_duration"))) for operation in operations]
    done = Decimal(0)
    for operation, minutes in zip(operations, planned, strict=True):
        if operation.get("real_finish_date"):
            done += minutes
        elif quantity > 0:
            done += minutes * min(Decimal(1), _good(operation) / quantity)
    return plain((100 * done / sum(planned)).quantize(Decimal(1)))


def explode_operations(values: Values) -> Iterable[Child]:
    """One record per operation of an MO, with what the planner needs to know of the order."""
    before_done = True
    for operation in _in_order(values):
        key = operation.get("operation_id")
        if not isinstance(key, int):
            continue
        stations = _dicts(operation.get("stations"))
        told: dict[str, Json] = {ours: values.get(theirs) for ours, theirs in _FROM_ORDER.items()}
        told |= {name: operation.get(name) for name in _AS_SENT}
        workers = [w.get("user_id") for w in _workers(operation)]
        told["state"] = _state(operation, before_done, values.get("status"))
        told["station"] = ", ".join(str(s.get("title") or s.get("code") or "") for s in stations)
        told["station_id"] = stations[0].get("station_id") if stations else None
        told["worker_id"] = next((w for w in workers if isinstance(w, int)), None)
        done = _good(operation)
        told["done"] = plain(done)
        told["left"] = plain(max(Decimal(0), (exact(values.get("quantity")) or Decimal(0)) - done))
        before_done = bool(operation.get("real_finish_date"))
        yield Child(key, told)


OPERATIONS = Resource(
    name="operations",
    dialect="mrpeasy",
    section=Section.PRODUCTION,
    title="Operations",
    singular="Operation",
    icon="list-checks",
    key="operation_id",
    code="description",
    caption=("order_code", "item_title", "station"),
    state="state",
    open=states.OPERATION_OPEN,
    due="planned_finish_date",
    dates=("planned_start_date", "planned_finish_date", "real_finish_date"),
    parent="manufacturing-orders",
    group="station",
    fields=(
        Field(name="operation_id", label="Key", kind=Kind.ID),
        Field(name="man_ord_id", label="MO key", kind=Kind.ID, ref=Ref("manufacturing-orders")),
        Field(name="order_code", label="Order", kind=Kind.CODE, search=True),
        Field(name="order_status", label="Order status", kind=Kind.CHOICE, choices=states.MO_STATUS),
        Field(name="order_due", label="Order due", kind=Kind.DATE),
        Field(name="ord", label="Step", kind=Kind.INTEGER),
        Field(name="description", label="Operation", kind=Kind.TEXT, search=True),
        Field(name="item_code", label="Item code", kind=Kind.CODE, search=True),
        Field(name="item_title", label="Item", kind=Kind.TEXT, search=True),
        Field(name="station", label="Station", kind=Kind.TEXT, search=True, derived=True),
        Field(
            name="station_id",
            label="Station key",
            kind=Kind.ID,
            derived=True,
            ref=Ref("work-centers", "title"),
        ),
        Field(name="type_id", label="Station type", kind=Kind.ID, ref=Ref("work-center-types", "title")),
        Field(name="worker_id", label="Worker", kind=Kind.ID, derived=True, ref=Ref("users", "username")),
        Field(name="vendor_id", label="Sub-contractor", kind=Kind.ID),
        Field(name="state", label="State", kind=Kind.CHOICE, choices=states.OPERATION_STATE, derived=True),
        Field(name="part_status", label="Parts", kind=Kind.CHOICE, choices=states.PARTS_STATUS),
        Field(name="unit", label="Unit", kind=Kind.TEXT),
        Field(name="quantity", label="Quantity", kind=Kind.QUANTITY, unit="unit"),
        Field(name="done", label="Done", kind=Kind.QUANTITY, unit="unit", derived=True),
        Field(name="left", label="Left", kind=Kind.QUANTITY, unit="unit", derived=True),
        Field(name="planned_start_date", label="Planned start", kind=Kind.INSTANT),
        Field(name="planned_finish_date", label="Planned finish", kind=Kind.INSTANT),
        Field(name="planned_duration", label="Planned time", kind=Kind.MINUTES),
        Field(name="real_start_date", label="Started", kind=Kind.INSTANT),
        Field(name="real_finish_date", label="Finished", kind=Kind.INSTANT),
        Field(name="real_duration", label="Real time", kind=Kind.MINUTES),
        Field(name="setup_time", label="Setup", kind=Kind.MINUTES),
        Field(name="cycle_time", label="Cycle", kind=Kind.MINUTES),
        Field(name="manufacturing_cost", label="Overhead", kind=Kind.MONEY),
        Field(name="labour_cost", label="Labour cost", kind=Kind.MONEY),
        Field(name="for_order", label="For order", kind=Kind.CODE, search=True),
        Field(name="for_customer", label="For", kind=Kind.TEXT, search=True),
        Field(name="stations", label="Stations", kind=Kind.LINES, fields=STATION_LINES),
    ),
    columns=(
        Column(field="planned_start_date", label="Start", width=72),
        Column(field="order_code", label="Order", look=Look.STRONG, width=84),
        Column(field="ord", label="Step", width=48),
        Column(field="description", second="station", width=130),
        Column(field="state", width=104),
        Column(field="item_title", label="Item", second="item_code", width=120),
        Column(field="worker_id", width=84),
        Column(field="planned_duration", label="Planned", width=68),
        Column(field="real_duration", label="Real", width=50),
        Column(field="left", look=Look.BAR, of="quantity", done="done", width=72),
        Column(field="station", width=92, shown=False),
        Column(field="done", shown=False),
        Column(field="planned_finish_date", look=Look.DUE, shown=False),
        Column(field="order_due", shown=False),
        Column(field="order_status", shown=False),
        Column(field="part_status", look=Look.DOT, shown=False),
        Column(field="type_id", shown=False),
        Column(field="real_start_date", shown=False),
        Column(field="real_finish_date", shown=False),
        Column(field="setup_time", shown=False),
        Column(field="cycle_time", shown=False),
        Column(field="manufacturing_cost", shown=False),
        Column(field="labour_cost", shown=False),
        Column(field="vendor_id", shown=False),
        Column(field="for_customer", second="for_order", width=150, shown=False),
    ),
    chips=("state", "planned_start_date", "station", "worker_id", "order_code"),
    view="Open, by start",
    where=(Condition("state", Op.IN, states.OPERATION_OPEN),),
    sort=(Sort("planned_start_date"), Sort("order_code"), Sort("ord")),
    ready=waiting.operation,
    links=(Link("Manufacturing order", "manufacturing-orders", "man_ord_id", "man_ord_id"),),
    empty="Steps of manufacturing orders appear here as their details arrive.",
)
