"""Reads of the local copy how items are made, who makes them, and what covers a customer order's lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from forge_desktop.dialogs.order_form.known import (
    ZERO,
    Around,
    Item,
    Part,
    Recipe,
    Similar,
    Sold,
    SoldLine,
    Step,
)
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.resources.mrpeasy.boms import BOMS
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.resources.mrpeasy.manufacturing_orders import MANUFACTURING_ORDERS
from forge_desktop.domain.resources.mrpeasy.routings import ROUTINGS
from forge_desktop.domain.resources.mrpeasy.users import USERS
from forge_desktop.domain.scalars import Json, exact, whole
from forge_desktop.domain.text import Seen, day, number
from forge_desktop.shell.looking import dicts, items_of, key_of
from forge_desktop.store import Reader

_SIMILAR = 5
_COVERED = (20, 25, 30, 40, 50)
"""States of a customer order's line for which all of it is booked."""


def recipe(reader: Reader, seen: Seen, item: Item) -> Recipe:
    """The product's usual bill of materials and routing, as a server would choose them, and open orders."""
    bom = _first(reader, seen, BOMS.name, item.product)
    bom_record = reader.record(BOMS, bom) if bom is not None else None
    listed = bom_record.get("routings") if bom_record is not None else None
    suited = next(_whole_numbers(listed), None)
    routing = suited if suited is not None else _first(reader, seen, ROUTINGS.name, item.product)
    routing_record = reader.record(ROUTINGS, routing) if routing is not None else None
    parts, unclear = _parts(reader, seen, bom_record)
    return Recipe(
        parts=parts,
        unclear_parts=unclear,
        steps=_steps(reader, routing_record),
        similar=_similar(reader, seen, item),
        bom=str(bom_record.get("code") or "") if bom_record is not None else "",
        routing=str(routing_record.get("code") or "") if routing_record is not None else "",
    )


def around(reader: Reader) -> Around:
    """People that orders were ever assigned to or that did anything, and sites that orders are made at."""
    orders = MANUFACTURING_ORDERS
    people = {
        int(k): word for k, word, _ in reader.choices(orders, "assigned_id") if isinstance(k, int) and k > 0
    }
    sites = {
        int(k): f"Site {k}" for k, _, _ in reader.choices(orders, "site_id") if isinstance(k, int) and k > 0
    }
    names = {int(k): word for k, word, _ in reader.choices(USERS, "user_id") if isinstance(k, int) and k > 0}
    names = {key: reader.words(USERS.name, [key], "username").get(key, word) for key, word in names.items()}
    return Around(dict(sorted({**names, **people}.items(), key=lambda one: one[1].casefold())), sites)


def sold(reader: Reader, seen: Seen, order: int) -> Sold | None:
    """The lines of a customer order, with what covers them."""
    record = reader.record(CUSTOMER_ORDERS, order)
    if record is None:
        return None
    lines = [line for line in dicts(record.get("products")) if isinstance(line.get("article_id"), int)]
    known = items_of(reader, seen, sorted({key_of(line.get("article_id")) for line in lines}))
    orders = _orders_for(reader, seen, order, known)
    told = []
    for place, line in enumerate(lines, 1):
        item = known.get(key_of(line.get("article_id")))
        if item is not None:
            told.append(_sold_line(seen, place, line, item, orders))
    due = record.get("delivery_date")
    return Sold(
        key=order,
        code=str(record.get("code") or "New order"),
        customer=str(record.get("customer_name") or ""),
        due=due if isinstance(due, int) else None,
        lines=tuple(told),
    )


def _parts(reader: Reader, seen: Seen, bom: Record | None) -> tuple[tuple[Part, ...], int]:
    components = dicts(bom.get("components")) if bom is not None else []
    components.sort(key=lambda one: key_of(one.get("ord")))
    known = items_of(
        reader, seen, sorted({key for one in components if (key := key_of(one.get("article_id")))})
    )
    parts = []
    for one in components:
        item, each = known.get(key_of(one.get("article_id"))), exact(one.get("quantity"))
        if item is not None and each is not None:
            parts.append(
                Part(
                    item=item.title,
                    code=item.code,
                    each=each,
                    unit=item.unit,
                    available=item.available,
                    coming=item.coming,
                )
            )
    return tuple(parts), len(components) - len(parts)


def _steps(reader: Reader, routing: Record | None) -> tuple[Step, ...]:
    operations = dicts(routing.get("operations")) if routing is not None else []
    operations.sort(key=lambda one: key_of(one.get("ord")))
    kinds = reader.words("work-center-types", {key_of(one.get("type_id")) for one in operations}, "title")
    return tuple(
        Step(
            number=key_of(one.get("ord")) or place,
            title=str(one.get("description") or "Operation"),
            station=kinds.get(key_of(one.get("type_id")), ""),
            fixed=exact(one.get("fixed_time")) or ZERO,
            each=exact(one.get("variable_time")) or ZERO,
            at_once=exact(one.get("variable_quantity")) or Decimal(1),
        )
        for place, one in enumerate(operations, 1)
    )


def _open_orders(reader: Reader, seen: Seen, keys: Iterable[int], limit: int) -> list[Record]:
    where = (
        Condition("article_id", Op.IN, tuple(keys)),
        Condition("status", Op.IN, states.MO_OPEN),
    )
    found = reader.first(Query(MANUFACTURING_ORDERS.name, where=where, sort=(Sort("due_date"),)), seen, limit)
    return [record for record in reader.records(MANUFACTURING_ORDERS, found) if record is not None]


def _similar(reader: Reader, seen: Seen, item: Item) -> tuple[Similar, ...]:
    return tuple(_as_similar(record, item.unit) for record in _open_orders(reader, seen, [item.key], _SIMILAR))


def _as_similar(record: Record, unit: str) -> Similar:
    state = states.MO_STATUS.get(record.get("status"))
    due = record.get("due_date")
    return Similar(
        code=str(record.get("code") or "New order"),
        quantity=f"{number(exact(record.get('quantity')) or ZERO)} {unit}".rstrip(),
        status=state.label if state else "",
        due=due if isinstance(due, int) else None,
        pending=bool(record.pending),
    )


def _orders_for(reader: Reader, seen: Seen, order: int, known: Mapping[int, Item]) -> list[Record]:
    """Open manufacturing orders that are made for this customer order."""
    if not known:
        return []
    return [
        record
        for record in _open_orders(reader, seen, known, 400)
        if order in (record.get("for_order_id"), record.get("cust_ord_id"))
    ]


def _sold_line(
    seen: Seen, place: int, line: Mapping[str, Json], item: Item, orders: Sequence[Record]
) -> SoldLine:
    ordered, shipped = exact(line.get("quantity")) or ZERO, exact(line.get("shipped")) or ZERO
    line_id = key_of(line.get("line_id"))
    made = [
        record
        for record in orders
        if record.get("article_id") == item.key and record.get("cust_ord_line_id") in (None, line_id)
    ]
    covered = shipped + sum((exact(record.get("quantity")) or ZERO for record in made), ZERO)
    if line.get("part_status") in _COVERED:
        covered = max(covered, ordered)
    told = [f"{number(shipped)} shipped"] if shipped else []
    lots = (str(one.get("lot_code")) for one in dicts(line.get("source")) if one.get("lot_code"))
    told += [f"lot {code}" for code in dict.fromkeys(lots)]
    told += [_made_words(seen, record, item) for record in made]
    return SoldLine(
        line=line_id,
        number=place,
        item=item,
        ordered=ordered,
        covered=min(covered, ordered),
        covers=", ".join(told),
    )


def _made_words(seen: Seen, record: Record, item: Item) -> str:
    similar = _as_similar(record, item.unit)
    due = f", due {day(similar.due, seen)}" if similar.due is not None else ""
    return f"{similar.code}: {similar.quantity}{due}"


def _first(reader: Reader, seen: Seen, name: str, product: int | None) -> int | None:
    if product is None:
        return None
    key = BOMS.key if name == BOMS.name else ROUTINGS.key
    query = Query(name, where=(Condition("product_id", Op.IN, (product,)),), sort=(Sort(key),))
    return next(iter(reader.first(query, seen, 1)), None)


def _whole_numbers(told: Json) -> Iterator[int]:
    told = told if isinstance(told, list) else []
    return (number for one in told if (number := whole(str(one))) is not None)
