"""Plans operations on work stations, one after the other along the work days, where a station is free first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select, update

from forge_desktop.server import tables as t
from forge_desktop.server.world import states, workdays
from forge_desktop.server.world.act import Act
from forge_desktop.server.world.money import ZERO

_operation, _pws, _center, _mo = t.mo_operations.c, t.mo_stations.c, t.work_centers.c, t.manufacturing_orders.c
_worker, _result = t.mo_workers.c, t.mo_results.c
BUSY_STATES = (states.SCHEDULED, states.RUNNING, states.PAUSED)


def plan(act: Act, key: int, site_id: int, begins: int) -> tuple[int, int]:
    """Give every operation its station and times from that instant on; start and finish of the whole."""
    begins = workdays.begin(max(begins, 0), act.zone)
    start: int | None = None
    finish = begins
    for row in act.rows(select(t.mo_operations).where(_operation.man_ord_id == key).order_by(_operation.ord)):
        station, begin, finish = _first_free(act, row.type_id, site_id, finish, row.planned_duration or 0)
        times = {"planned_start_date": begin, "planned_finish_date": finish}
        mine = _operation.operation_id == row.operation_id
        act.set(t.mo_operations, mine, times)
        if station is not None:
            _put(act, row, station, times)
        start = begin if start is None else start
    return (begins if start is None else start), finish


def unplan(act: Act, key: int) -> None:
    """Take an order that has not begun off its work stations."""
    operations = select(_operation.operation_id).where(_operation.man_ord_id == key)
    stations = select(_pws.pws_id).where(_pws.operation_id.in_(operations))
    workers = select(_worker.worker_id).where(_worker.pws_id.in_(stations))
    run = act.connection.execute
    run(delete(t.mo_results).where(_result.worker_id.in_(workers)))
    run(delete(t.mo_workers).where(_worker.pws_id.in_(stations)))
    run(delete(t.mo_stations).where(_pws.operation_id.in_(operations)))
    nothing = {"planned_start_date": None, "planned_finish_date": None}
    run(update(t.mo_operations).where(_operation.man_ord_id == key).values(nothing))


def assign(act: Act, operation: Any, station_id: int) -> int:
    """Put an operation that has no station onto one; the key of that assignment."""
    return _put(act, operation, station_id, {})


def of_type(act: Act, type_id: int, site_id: int) -> list[int]:
    """Work stations of that type at that site, or at no site in particular."""
    here = or_(_center.site_id == site_id, _center.site_id.is_(None))
    statement = select(_center.center_id).where(_center.type_id == type_id, here)
    return [row[0] for row in act.rows(statement.order_by(_center.center_id))]


def _put(act: Act, operation: Any, station_id: int, times: dict[str, int]) -> int:
    return act.add(
        t.mo_stations,
        operation_id=operation.operation_id,
        station_id=station_id,
        planned_duration=operation.planned_duration,
        manufacturing_cost=operation.manufacturing_cost or ZERO,
        **times,
    )


def _first_free(act: Act, type_id: int, site_id: int, begins: int, minutes: int) -> tuple[int | None, int, int]:
    """Station, start and finish of the earliest gap that is long enough; no station where there is none."""
    choices = [(*_gap(act, station, begins, minutes), station) for station in of_type(act, type_id, site_id)]
    if not choices:
        begin = workdays.begin(begins, act.zone)
        return None, begin, workdays.add(begin, minutes, act.zone)
    begin, finish, station = min(choices)
    return station, begin, finish


def _gap(act: Act, station_id: int, begins: int, minutes: int) -> tuple[int, int]:
    load = (
        select(_pws.planned_start_date, _pws.planned_finish_date)
        .join(t.mo_operations, _pws.operation_id == _operation.operation_id)
        .join(t.manufacturing_orders, _operation.man_ord_id == _mo.man_ord_id)
        .where(_pws.station_id == station_id, _pws.planned_finish_date > begins, _mo.status.in_(BUSY_STATES))
        .where(_operation.real_finish_date.is_(None))
    )
    begin = workdays.begin(begins, act.zone)
    finish = workdays.add(begin, minutes, act.zone)
    for taken_from, taken_to in act.rows(load.order_by(_pws.planned_start_date)):
        if begin < taken_to and taken_from < finish:
            begin = workdays.begin(taken_to, act.zone)
            finish = workdays.add(begin, minutes, act.zone)
    return begin, finish
