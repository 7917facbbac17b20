"""Reads of the local copy what the order forms want to know; plain functions for the reading thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from forge_desktop.dialogs.order_form.known import (
    ZERO,
    Around,
    Coming,
    Customer,
    Item,
    Part,
    Recipe,
    Similar,
    Sold,
    SoldLine,
    Step,
    Tier,
)
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.resources.mrpeasy.boms import BOMS
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.resources.mrpeasy.customers import CUSTOMERS
from forge_desktop.domain.resources.mrpeasy.items import ITEMS
from forge_desktop.domain.resources.mrpeasy.lots import LOTS
from forge_desktop.domain.resources.mrpeasy.manufacturing_orders import MANUFACTURING_ORDERS
from forge_desktop.domain.resources.mrpeasy.routings import ROUTINGS
from forge_desktop.domain.resources.mrpeasy.users import USERS
from forge_desktop.domain.scalars import Json, exact
from forge_desktop.domain.text import Seen, day, number
from forge_desktop.store import Reader

_CUSTOMERS, _ITEMS, _SIMILAR, _LOTS = 12, 20, 5, 40
_PLANNED = (10, 15)
_COVERED = (20, 25, 30, 40, 50)
"""States of a customer order's line for which all of it is booked."""


def customers(reader: Reader, seen: Seen, text: str) -> list[Customer]:
    """Customers whose code or name has this text, the one with exactly this code first."""
    keys = _with_exact(reader.by_code(CUSTOMERS, text), _found(reader, seen, CUSTOMERS.name, text, _CUSTOMERS))
    return [_customer(reader, seen, r) for r in reader.records(CUSTOMERS, keys) if r is not None]


def items(reader: Reader, seen: Seen, text: str, *, made: bool) -> list[Item]:
    """Items whose code or title has this text, the one with exactly this code first."""
    where = [Condition("deleted", Op.NOT_IN, (1,))]
    if made:
        where.append(Condition("is_raw", Op.NOT_IN, (1,)))
    exact_one = reader.by_code(ITEMS, text)
    if exact_one is not None:
        record = reader.record(ITEMS, exact_one)
        if record is None or record.get("deleted") or (made and record.get("is_raw")):
            exact_one = None
    keys = _with_exact(exact_one, _found(reader, seen, ITEMS.name, text, _ITEMS, where))
    return list(_items(reader, seen, keys).values())


def by_code(reader: Reader, seen: Seen, codes: Sequence[str]) -> dict[str, Item]:
    """The items with these codes, by code in lower case."""
    keys = {code.casefold(): reader.by_code(ITEMS, code) for code in codes}
    known = _items(reader, seen, sorted({key for key in keys.values() if key is not None}))
    return {code: known[key] for code, key in keys.items() if key is not None and key in known}


def again(
    reader: Reader, seen: Seen, customer: int | None, keys: Sequence[int]
) -> tuple[Customer | None, dict[int, Item]]:
    """What is known now of a customer and items."""
    record = reader.record(CUSTOMERS, customer) if customer is not None else None
    return (_customer(reader, seen, record) if record is not None else None), _items(reader, seen, keys)


def recipe(reader: Reader, seen: Seen, item: Item) -> Recipe:
    """The product's usual bill of materials and routing, as a server would choose them, and open orders."""
    bom = _first(reader, seen, BOMS.name, item.product)
    bom_record = reader.record(BOMS, bom) if bom is not None else None
    listed = bom_record.get("routings") if bom_record is not None else None
    suited = next((int(key) for key in _whole_numbers(listed)), None)
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
    lines = [line for line in _dicts(record.get("products")) if isinstance(line.get("article_id"), int)]
    known = _items(reader, seen, sorted({_key(line.get("article_id")) for line in lines}))
    orders = _orders_for(reader, seen, order, known)
    told = []
    for place, line in enumerate(lines, 1):
        item = known.get(_key(line.get("article_id")))
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


def _customer(reader: Reader, seen: Seen, record: Record) -> Customer:
    where = (
        Condition("customer_id", Op.IN, (record.key,)),
        Condition("status", Op.IN, states.CO_OPEN),
    )
    count = reader.count(Query(CUSTOMER_ORDERS.name, where=where), seen)
    about = [f"{count} open {'order' if count == 1 else 'orders'}" if count else "no open order"]
    if record.get("payment_period") is not None:
        about.append(f"payment {record.get('payment_period')} days")
    about += [str(record.get(name)) for name in ("email", "phone") if record.get(name)][:1]
    code, title = str(record.get("code") or ""), str(record.get("title") or "")
    return Customer(key=record.key, code=code, title=title, about=" · ".join(about))


def _items(reader: Reader, seen: Seen, keys: Sequence[int]) -> dict[int, Item]:
    """In the order of the keys."""
    coming = _coming(reader, seen, keys)
    found = zip(keys, reader.records(ITEMS, keys), strict=True)
    return {key: _item(record, coming.get(key, ())) for key, record in found if record is not None}


def _item(record: Record, coming: tuple[Coming, ...]) -> Item:
    tiers = _tiers(record.get("selling_price"))
    lowest = exact(record.get("price"))
    product = record.get("product_id")
    return Item(
        key=record.key,
        code=str(record.get("code") or f"#{record.key}"),
        title=str(record.get("title") or ""),
        unit=record.names.get("unit_id", ""),
        product=product if isinstance(product, int) else None,
        price=tiers[0].price if tiers else lowest,
        tiers=tiers,
        in_stock=exact(record.get("in_stock")) or ZERO,
        available=exact(record.get("available")) or ZERO,
        expected=exact(record.get("expected_total")) or ZERO,
        coming=coming,
        bought=bool(record.get("is_raw")),
        deleted=bool(record.get("deleted")),
    )


def _tiers(told: Json) -> tuple[Tier, ...]:
    tiers = [
        Tier(exact(one.get("quantity")) or ZERO, price)
        for one in _dicts(told)
        if (price := exact(one.get("price"))) is not None
    ]
    return tuple(sorted(tiers, key=lambda tier: tier.quantity))


def _coming(reader: Reader, seen: Seen, keys: Sequence[int]) -> dict[int, tuple[Coming, ...]]:
    """What is planned and free, by item, the earliest first."""
    if not keys:
        return {}
    where = (Condition("article_id", Op.IN, tuple(keys)), Condition("status", Op.IN, _PLANNED))
    found = reader.first(Query(LOTS.name, where=where, sort=(Sort("available_from"),)), seen, _LOTS * len(keys))
    told: dict[int, list[Coming]] = {}
    for lot in reader.records(LOTS, found):
        free = exact(lot.get("available")) if lot is not None else None
        if lot is not None and free is not None and free > 0:
            at = lot.get("available_from")
            told.setdefault(_key(lot.get("article_id")), []).append(
                Coming(free, at if isinstance(at, int) and at > 0 else None)
            )
    return {key: tuple(sorted(some, key=lambda one: one.at or 2**62)) for key, some in told.items()}


def _parts(reader: Reader, seen: Seen, bom: Record | None) -> tuple[tuple[Part, ...], int]:
    components = _dicts(bom.get("components")) if bom is not None else []
    components.sort(key=lambda one: _key(one.get("ord")))
    known = _items(reader, seen, sorted({key for one in components if (key := _key(one.get("article_id")))}))
    parts = []
    for one in components:
        item, each = known.get(_key(one.get("article_id"))), exact(one.get("quantity"))
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
    operations = _dicts(routing.get("operations")) if routing is not None else []
    operations.sort(key=lambda one: _key(one.get("ord")))
    kinds = reader.words("work-center-types", {_key(one.get("type_id")) for one in operations}, "title")
    return tuple(
        Step(
            number=_key(one.get("ord")) or place,
            title=str(one.get("description") or "Operation"),
            station=kinds.get(_key(one.get("type_id")), ""),
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
    line_id = _key(line.get("line_id"))
    made = [
        record
        for record in orders
        if record.get("article_id") == item.key and record.get("cust_ord_line_id") in (None, line_id)
    ]
    covered = shipped + sum((exact(record.get("quantity")) or ZERO for record in made), ZERO)
    if line.get("part_status") in _COVERED:
        covered = max(covered, ordered)
    told = [f"{number(shipped)} shipped"] if shipped else []
    lots = (str(one.get("lot_code")) for one in _dicts(line.get("source")) if one.get("lot_code"))
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


def _found(
    reader: Reader, seen: Seen, name: str, text: str, limit: int, where: Sequence[Condition] = ()
) -> list[int]:
    return reader.first(Query(name, where=tuple(where), text=text, sort=(Sort("code"),)), seen, limit)


def _with_exact(exact_one: int | None, keys: list[int]) -> list[int]:
    return keys if exact_one is None else [exact_one, *(key for key in keys if key != exact_one)]


def _first(reader: Reader, seen: Seen, name: str, product: int | None) -> int | None:
    if product is None:
        return None
    key = BOMS.key if name == BOMS.name else ROUTINGS.key
    query = Query(name, where=(Condition("product_id", Op.IN, (product,)),), sort=(Sort(key),))
    return next(iter(reader.first(query, seen, 1)), None)


def _whole_numbers(told: Json) -> list[str]:
    return [str(one) for one in told if str(one).isdigit()] if isinstance(told, list) else []


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _key(value: Json) -> int:
    return value if isinstance(value, int) else 0
