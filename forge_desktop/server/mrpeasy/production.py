"""The contract's manufacturing orders, with the parts, operations and notes that only a single one shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select, type_coerce

from forge_desktop.server import tables as t
from forge_desktop.server.columns import Amount
from forge_desktop.server.mrpeasy import words
from forge_desktop.server.mrpeasy.declare import (
    AMOUNT,
    CODE,
    COUNT,
    EXACT,
    ID,
    RANGE,
    STATUS,
    TEXT,
    WHEN,
    Child,
    Field,
    Link,
    Resource,
    Rows,
)
from forge_desktop.server.mrpeasy.shared import item_fields


def _times(table: FromClause, *, planned: bool = True) -> tuple[Field, ...]:
    """Start, finish and duration, planned and real, as operations, stations, workers and results have them."""
    found: list[Field] = []
    for state in ("planned", "real") if planned else ("real",):
        for what, kind in (("start_date", WHEN), ("finish_date", WHEN), ("duration", COUNT)):
            found.append(Field(f"{state}_{what}", table.c[f"{state}_{what}"], kind))
    return tuple(found)


# ---------------------------------------------------------------- parts
_part = t.mo_parts.c
_booking = t.bookings.c
_part_item = Link(_part.article_id, t.items, t.items.c.article_id)
_booked_lot = Link(_booking.lot_id, t.lots, t.lots.c.lot_id)


def _part_sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    total = select(func.coalesce(func.sum(column), 0)).where(_booking.writeoff_id == _part.writeoff_id)
    return type_coerce(total.correlate(t.mo_parts).scalar_subquery(), Amount)


_PARTS = Rows(
    t.mo_parts,
    _part.writeoff_id,
    (
        Field("writeoff_id", _part.writeoff_id, ID),
        Field("booking_code", _part.booking_code, TEXT),
        Field("article_id", _part.article_id, ID),
        Field("product_id", t.items.c.product_id, ID, via=_part_item),
        Field("booked", _part_sum(_booking.quantity), AMOUNT),
        Field("consumed", _part_sum(_booking.consumed), AMOUNT),
    ),
    children=(
        Child(
            "lots",
            Rows(
                t.bookings,
                _booking.booking_id,
                (
                    Field("lot_id", _booking.lot_id, ID),
                    Field("code", t.lots.c.code, TEXT, via=_booked_lot),
                    Field("booked", _booking.quantity, AMOUNT),
                    Field("consumed", _booking.consumed, AMOUNT),
                    Field("item_cost", t.lots.c.item_cost, AMOUNT, via=_booked_lot),
                ),
            ),
            _booking.writeoff_id,
        ),
    ),
)

# ---------------------------------------------------------------- operations
_operation = t.mo_operations.c
_station = t.mo_stations.c
_worker = t.mo_workers.c
_result = t.mo_results.c
_center = Link(_station.station_id, t.work_centers, t.work_centers.c.center_id)

_RESULTS = Rows(
    t.mo_results,
    _result.result_id,
    (
        Field("result_id", _result.result_id, ID),
        *_times(t.mo_results, planned=False),
        Field("Quantity", _result.quantity, AMOUNT),  # the contract's own spelling
    ),
)
_WORKERS = Rows(
    t.mo_workers,
    _worker.worker_id,
    (
        Field("worker_id", _worker.worker_id, ID),
        Field("user_id", _worker.user_id, ID),
        Field("department_id", _worker.department_id, ID),
        *_times(t.mo_workers),
        Field("labour_cost", _worker.labour_cost, AMOUNT),
    ),
    children=(Child("results", _RESULTS, _result.worker_id),),
)
_STATIONS = Rows(
    t.mo_stations,
    _station.pws_id,
    (
        Field("pws_id", _station.pws_id, ID),
        Field("station_id", _station.station_id, ID),
        Field("code", t.work_centers.c.code, TEXT, via=_center),
        Field("title", t.work_centers.c.title, TEXT, via=_center),
        *_times(t.mo_stations),
        Field("manufacturing_cost", _station.manufacturing_cost, AMOUNT),
    ),
    children=(Child("workers", _WORKERS, _worker.pws_id),),
)
_OPERATIONS = Rows(
    t.mo_operations,
    _operation.operation_id,
    (
        Field("operation_id", _operation.operation_id, ID),
        Field("ord", _operation.ord, CODE),
        Field("type_id", _operation.type_id, ID),
        Field("vendor_id", _operation.vendor_id, ID),
        Field("description", _operation.description, TEXT),
        Field("setup_time", _operation.setup_time, COUNT),
        Field("cycle_time", _operation.cycle_time, COUNT),
        *_times(t.mo_operations),
        Field("manufacturing_cost", _operation.manufacturing_cost, AMOUNT),
        Field("labour_cost", _operation.labour_cost, AMOUNT),
    ),
    order=_operation.ord,
    children=(Child("stations", _STATIONS, _station.operation_id),),
)

# ---------------------------------------------------------------- notes
_note = t.mo_notes.c
_author_name = t.users.alias("author")
_modifier_name = t.users.alias("modifier")
_author = Link(_note.author_id, _author_name, _author_name.c.user_id)
_modifier = Link(_note.last_modifier_id, _modifier_name, _modifier_name.c.user_id)

_NOTES = Rows(
    t.mo_notes,
    _note.note_id,
    (
        Field("note_id", _note.note_id, ID),
        Field("created", _note.created, WHEN),
        Field("author_id", _note.author_id, ID),
        Field("author", _author_name.c.username, TEXT, via=_author),
        Field("last_modified", _note.last_modified, WHEN),
        Field("last_modifier_id", _note.last_modifier_id, ID),
        Field("last_modifier", _modifier_name.c.username, TEXT, via=_modifier),
        Field("text", _note.text, TEXT),
    ),
)

# ---------------------------------------------------------------- the order itself
_order = t.manufacturing_orders.c
_target = Link(_order.lot_id, t.lots, t.lots.c.lot_id)
_SINGLE = (
    Child("parts", _PARTS, _part.man_ord_id, detail=True),
    Child("operations", _OPERATIONS, _operation.man_ord_id, detail=True),
    Child("notes", _NOTES, _note.man_ord_id, detail=True),
)
MANUFACTURING_ORDERS = Resource(
    "manufacturing-orders",
    "Manufacturing order",
    Rows(
        t.manufacturing_orders,
        _order.man_ord_id,
        (
            Field("man_ord_id", _order.man_ord_id, ID, EXACT),
            Field("code", _order.code, TEXT, EXACT),
            Field("article_id", _order.article_id, ID, EXACT),
            *item_fields(_order.article_id),
            Field("quantity", _order.quantity, AMOUNT, RANGE),
            Field("status", _order.status, STATUS, EXACT, words=words.MANUFACTURING_ORDER),
            Field("part_status", _order.part_status, STATUS, EXACT, words=words.MANUFACTURING_ORDER_PARTS),
            Field("created", _order.created, WHEN, RANGE),
            Field("due_date", _order.due_date, WHEN, RANGE),
            Field("start_date", _order.start_date, WHEN, RANGE),
            Field("finish_date", _order.finish_date, WHEN, RANGE),
            Field("item_cost", _order.item_cost, AMOUNT, RANGE),
            Field("total_cost", _order.total_cost, AMOUNT, RANGE),
            Field("assigned_id", _order.assigned_id, ID, EXACT),
            Field("bom_id", _order.bom_id, ID, EXACT),
            Field("routing_id", _order.routing_id, ID, EXACT),
            Field("lot_id", _order.lot_id, ID, EXACT),
            Field("lot_code", t.lots.c.code, TEXT, EXACT, via=_target),
            Field("site_id", _order.site_id, ID, EXACT),
        ),
        order=_order.created,
        children=_SINGLE,
    ),
)
