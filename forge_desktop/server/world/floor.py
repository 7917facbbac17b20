"""Work on the floor: who works on which operation, how long, and how many pieces come of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select, type_coerce

from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.world import actions, states, stations
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.money import ZERO, labour

_mo, _operation, _pws = t.manufacturing_orders.c, t.mo_operations.c, t.mo_stations.c
_worker, _result = t.mo_workers.c, t.mo_results.c
WORKABLE = (*states.NOT_STARTED, states.RUNNING, states.PAUSED)


def start(act: Act, order: Any, operation: Any, user_id: int, station_id: int | None) -> None:
    """This person begins, or goes on, with the operation; the order is in progress from then on."""
    _check(order, operation)
    earlier = select(_operation.ord).where(_operation.man_ord_id == order.man_ord_id)
    waiting = earlier.where(_operation.ord < operation.ord, _operation.real_start_date.is_(None))
    before = act.row(waiting.order_by(_operation.ord).limit(1))
    if before is not None:
        raise Refused(f"operation_id: operation {before[0]} comes first and has not been started")
    if any(row.user_id == user_id for row in _open(act, operation.operation_id)):
        raise Refused("user_id: is working on this operation already")
    worker = _worker_at(act, _station(act, order, operation, station_id), user_id)
    act.add(t.mo_results, worker_id=worker, real_start_date=act.now, quantity=ZERO)
    _stamp(act, operation.operation_id)
    if order.status != states.RUNNING:
        if order.status in states.NOT_STARTED:
            begin(act, order.man_ord_id)
        _set(act, order.man_ord_id, status=states.RUNNING)
        act.did(actions.MO_STARTED, order.man_ord_id, order.code, user=user_id)
    act.did(actions.OPERATION_STARTED, order.man_ord_id, order.code, user=user_id, comment=_named(operation))


def pause(act: Act, order: Any, operation: Any, user_id: int, quantity: Decimal) -> None:
    """This person stops for now, having made so many; the order pauses when nobody works on it any more."""
    _check(order, operation)
    mine = [row for row in _open(act, operation.operation_id) if row.user_id == user_id]
    if not mine:
        raise Refused("user_id: is not working on this operation")
    _check_quantity(act, order, operation, quantity)
    _close(act, mine[0], quantity)
    if not _open_in(act, order.man_ord_id):
        _set(act, order.man_ord_id, status=states.PAUSED)
    act.did(actions.OPERATION_PAUSED, order.man_ord_id, order.code, user=user_id, comment=_named(operation))


def finish(act: Act, order: Any, operation: Any, user_id: int, quantity: Decimal | None) -> None:
    """The operation is finished with so many pieces more, or with all that were still missing."""
    _check(order, operation)
    if operation.real_start_date is None:
        raise Refused("operation_id: has not been started")
    made = order.quantity - _reported(act, operation.operation_id) if quantity is None else quantity
    _check_quantity(act, order, operation, max(made, ZERO))
    rows = _open(act, operation.operation_id)
    mine = [row for row in rows if row.user_id == user_id]
    if not mine and made > 0:
        station = _station(act, order, operation, None)
        worker = _worker_at(act, station, user_id)
        moment = {"real_start_date": act.now, "real_finish_date": act.now, "real_duration": 0}
        act.add(t.mo_results, worker_id=worker, quantity=made, **moment)
    for row in rows:
        _close(act, row, made if row in mine else ZERO)
    _end(act, operation.operation_id)
    act.did(actions.OPERATION_FINISHED, order.man_ord_id, order.code, user=user_id, comment=_named(operation))


def begin(act: Act, key: int) -> None:
    """The order begins now."""
    _set(act, key, start_date=act.now)


def stop_all(act: Act, key: int) -> None:
    """Nobody works on the order any more."""
    for row in _open_in(act, key):
        _close(act, row, ZERO)


def finish_all(act: Act, key: int) -> None:
    """Every operation of the order ends now, begun or not."""
    stop_all(act, key)
    unfinished = select(_operation.operation_id).where(
        _operation.man_ord_id == key, _operation.real_finish_date.is_(None)
    )
    for row in act.rows(unfinished):
        _stamp(act, row[0])
        _end(act, row[0])


# ---------------------------------------------------------------- the pieces
def _named(operation: Any) -> str:
    return f"operation {operation.ord}"


def _check(order: Any, operation: Any) -> None:
    if order.status not in WORKABLE:
        raise Refused("status: the order is finished or cancelled; nobody can work on it")
    if operation.real_finish_date is not None:
        raise Refused("operation_id: the operation is finished already")


def _check_quantity(act: Act, order: Any, operation: Any, quantity: Decimal) -> None:
    if _reported(act, operation.operation_id) + quantity > order.quantity:
        raise Refused(f"quantity: more than the {order.quantity:f} that were ordered")


def _reported(act: Act, operation_id: int) -> Decimal:
    total = type_coerce(func.coalesce(func.sum(_result.quantity), 0), Amount)
    statement = select(total).select_from(_results()).where(_pws.operation_id == operation_id)
    return act.connection.execute(statement).scalar_one()


def _results() -> Any:
    workers = t.mo_results.join(t.mo_workers, _result.worker_id == _worker.worker_id)
    return workers.join(t.mo_stations, _worker.pws_id == _pws.pws_id)


def _open(act: Act, operation_id: int) -> list[Any]:
    """Stretches of work on the operation that nobody has ended."""
    return _unended(act, _pws.operation_id == operation_id)


def _open_in(act: Act, key: int) -> list[Any]:
    operations = select(_operation.operation_id).where(_operation.man_ord_id == key)
    return _unended(act, _pws.operation_id.in_(operations))


def _unended(act: Act, where: Any) -> list[Any]:
    columns = (_result.result_id, _result.real_start_date, _result.worker_id, _worker.user_id, _worker.pws_id)
    statement = select(*columns).select_from(_results())
    return act.rows(statement.where(where, _result.real_finish_date.is_(None)).order_by(_result.result_id))


def _close(act: Act, row: Any, quantity: Decimal) -> None:
    minutes = max(0, act.now - row.real_start_date) // 60
    values = {"real_finish_date": act.now, "real_duration": minutes, "quantity": quantity}
    act.set(t.mo_results, _result.result_id == row.result_id, values)


def _station(act: Act, order: Any, operation: Any, station_id: int | None) -> int:
    """The operation's assignment to that work station, or to its first; made when there is none."""
    statement = select(_pws.pws_id).where(_pws.operation_id == operation.operation_id)
    if station_id is not None:
        statement = statement.where(_pws.station_id == station_id)
    known = act.row(statement.order_by(_pws.pws_id).limit(1))
    if known is not None:
        return int(known[0])
    choices = stations.of_type(act, operation.type_id, order.site_id)
    if station_id is not None and station_id not in choices:
        raise Refused("station_id: is not a work station for this operation at the order's site")
    if not choices:
        raise Refused("station_id: there is no work station for this operation at the order's site")
    return stations.assign(act, operation, choices[0] if station_id is None else station_id)


def _worker_at(act: Act, pws_id: int, user_id: int) -> int:
    known = act.row(select(_worker.worker_id).where(_worker.pws_id == pws_id, _worker.user_id == user_id))
    if known is not None:
        return int(known[0])
    return act.add(t.mo_workers, pws_id=pws_id, user_id=user_id, real_start_date=act.now, labour_cost=ZERO)


def _stamp(act: Act, operation_id: int) -> None:
    """The operation and its stations have begun, unless they had before."""
    for table, key in ((t.mo_operations, _operation), (t.mo_stations, _pws)):
        mine = (key.operation_id == operation_id, key.real_start_date.is_(None))
        act.set(table, and_(*mine), {"real_start_date": act.now})


def _end(act: Act, operation_id: int) -> None:
    """Real times of the operation, its stations and workers, and what the work has cost."""
    minutes_of = func.sum(func.coalesce(_result.real_duration, 0))
    statement = select(_worker.worker_id, _worker.pws_id, minutes_of).select_from(_results())
    own = statement.where(_pws.operation_id == operation_id)
    rows = act.rows(own.group_by(_worker.worker_id, _worker.pws_id))
    end = {"real_finish_date": act.now}
    by_station: dict[int, int] = {}
    for worker_id, pws_id, minutes in rows:
        by_station[pws_id] = by_station.get(pws_id, 0) + int(minutes)
        values = {**end, "real_duration": int(minutes), "labour_cost": labour(int(minutes))}
        act.set(t.mo_workers, _worker.worker_id == worker_id, values)
    for pws_id in (row[0] for row in act.rows(select(_pws.pws_id).where(_pws.operation_id == operation_id))):
        values = {**end, "real_duration": by_station.get(pws_id, 0)}
        act.set(t.mo_stations, _pws.pws_id == pws_id, values)
    total = sum(by_station.values())
    values = {**end, "real_duration": total}
    if rows:
        values["labour_cost"] = labour(total)
    act.set(t.mo_operations, _operation.operation_id == operation_id, values)


def _set(act: Act, key: int, **values: Any) -> None:
    act.set(t.manufacturing_orders, _mo.man_ord_id == key, values)
