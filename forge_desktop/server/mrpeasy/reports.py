"""The production reports of a period: planned products, co-products made, planned operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Select, func, select

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy import reading
from forge_desktop.server.mrpeasy.declare import (
    AMOUNT,
    CODE,
    COUNT,
    ID,
    TEXT,
    WHEN,
    Child,
    Field,
    Link,
    Rows,
)
from forge_desktop.server.mrpeasy.inventory import INVENTORY
from forge_desktop.server.mrpeasy.shared import item_fields
from forge_desktop.server.mrpeasy.wire import Style

CANCELLED = 70
ROWS_AT_A_TIME = 1000

_mo = t.manufacturing_orders.c
_operation = t.mo_operations.c
_lot = t.lots.c
_station = t.mo_stations.c
_center = Link(_station.station_id, t.work_centers, t.work_centers.c.center_id)
_order = Link(_operation.man_ord_id, t.manufacturing_orders, _mo.man_ord_id)
_item = Link(_mo.article_id, t.items, t.items.c.article_id, _order)
_made = Link(_lot.man_ord_id, t.manufacturing_orders, _mo.man_ord_id)

_PRODUCTS = Rows(t.items, t.items.c.article_id, INVENTORY.rows.fields[:-2])
_COPRODUCTS = Rows(
    t.lots,
    _lot.lot_id,
    (
        Field("lot_id", _lot.lot_id, ID),
        Field("lot_code", _lot.code, TEXT),
        Field("article_id", _lot.article_id, ID),
        *item_fields(_lot.article_id),
        Field("quantity", _lot.quantity, AMOUNT),
        Field("item_cost", _lot.item_cost, AMOUNT),
        Field("total_cost", _lot.total_cost, AMOUNT),
        Field("available_from", _lot.available_from, WHEN),
        Field("man_ord_id", _lot.man_ord_id, ID),
        Field("manufacturing_order_code", _mo.code, TEXT, via=_made),
    ),
)
_OPERATIONS = Rows(
    t.mo_operations,
    _operation.operation_id,
    (
        Field("operation_id", _operation.operation_id, ID),
        Field("man_ord_id", _operation.man_ord_id, ID),
        Field("manufacturing_order_code", _mo.code, TEXT, via=_order),
        Field("article_id", _mo.article_id, ID, via=_order),
        Field("product_id", t.items.c.product_id, ID, via=_item),
        Field("item_code", t.items.c.code, TEXT, via=_item),
        Field("item_title", t.items.c.title, TEXT, via=_item),
        Field("quantity", _mo.quantity, AMOUNT, via=_order),
        Field("ord", _operation.ord, CODE),
        Field("type_id", _operation.type_id, ID),
        Field("description", _operation.description, TEXT),
        Field("planned_start_date", _operation.planned_start_date, WHEN),
        Field("planned_finish_date", _operation.planned_finish_date, WHEN),
        Field("planned_duration", _operation.planned_duration, COUNT),
        Field("real_start_date", _operation.real_start_date, WHEN),
        Field("real_finish_date", _operation.real_finish_date, WHEN),
        Field("real_duration", _operation.real_duration, COUNT),
    ),
    children=(
        Child(
            "stations",
            Rows(
                t.mo_stations,
                _station.pws_id,
                (
                    Field("station_id", _station.station_id, ID),
                    Field("code", t.work_centers.c.code, TEXT, via=_center),
                    Field("title", t.work_centers.c.title, TEXT, via=_center),
                ),
            ),
            _station.operation_id,
        ),
    ),
)

Bounds = tuple[int, int]
Report = Callable[[Connection, Bounds, Style], list[dict[str, Any]]]


def _products(connection: Connection, bounds: Bounds, style: Style) -> list[dict[str, Any]]:
    """Per item: how many orders are planned to finish, and what they make and cost together."""
    statement = (
        select(_mo.article_id, func.count(), func.sum(_mo.quantity), func.sum(_mo.total_cost))
        .where(_mo.finish_date >= bounds[0], _mo.finish_date < bounds[1], _mo.status != CANCELLED)
        .group_by(_mo.article_id)
        .order_by(_mo.article_id)
    )
    sums = {row[0]: row[1:] for row in connection.execute(statement)}
    rows = _load(connection, _PRODUCTS, list(sums), style)
    for row, (orders, quantity, cost) in zip(rows, sums.values(), strict=True):
        row |= {"manufacturing_orders": orders, "quantity": quantity, "total_cost": cost}
    return rows


def _coproducts(connection: Connection, bounds: Bounds, style: Style) -> list[dict[str, Any]]:
    """Lots that an order made beside its own item."""
    statement = (
        select(_lot.lot_id)
        .join(t.manufacturing_orders, _lot.man_ord_id == _mo.man_ord_id)
        .where(_lot.available_from >= bounds[0], _lot.available_from < bounds[1])
        .where(_lot.article_id != _mo.article_id)
    )
    return _load(connection, _COPRODUCTS, _keys(connection, statement.order_by(_lot.lot_id)), style)


def _operations(connection: Connection, bounds: Bounds, style: Style) -> list[dict[str, Any]]:
    statement = (
        select(_operation.operation_id)
        .join(t.manufacturing_orders, _operation.man_ord_id == _mo.man_ord_id)
        .where(_operation.planned_finish_date >= bounds[0], _operation.planned_finish_date < bounds[1])
        .where(_mo.status != CANCELLED)
        .order_by(_operation.planned_finish_date, _operation.operation_id)
    )
    return _load(connection, _OPERATIONS, _keys(connection, statement), style)


REPORTS: dict[str, Report] = {
    "production/products": _products,
    "production/coproducts": _coproducts,
    "production/operations": _operations,
}


def _keys(connection: Connection, statement: Select[tuple[int]]) -> list[int]:
    return list(connection.execute(statement).scalars())


def _load(connection: Connection, rows: Rows, keys: list[int], style: Style) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for first in range(0, len(keys), ROWS_AT_A_TIME):
        part = keys[first : first + ROWS_AT_A_TIME]
        found += reading.load(connection, rows, part, style, single=False)
    return found
