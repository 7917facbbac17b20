"""Reads of the local copy what the order forms want to know; plain functions for the reading thread."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.dialogs.order_form.known import (
    ZERO,
    Coming,
    Customer,
    Item,
    Tier,
)
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.resources.mrpeasy.customer_orders import CUSTOMER_ORDERS
from forge_desktop.domain.resources.mrpeasy.customers import CUSTOMERS
from forge_desktop.domain.resources.mrpeasy.items import ITEMS
from forge_desktop.domain.resources.mrpeasy.lots import LOTS
from forge_desktop.domain.scalars import Json, exact
from forge_desktop.domain.text import Seen
from forge_desktop.store import Reader

_CUSTOMERS, _ITEMS, _LOTS = 12, 20, 40
_PLANNED = (10, 15)


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
    return list(items_of(reader, seen, keys).values())


def by_code(reader: Reader, seen: Seen, codes: Sequence[str]) -> dict[str, Item]:
    """The items with these codes, by code in lower case."""
    keys = {code.casefold(): reader.by_code(ITEMS, code) for code in codes}
    known = items_of(reader, seen, sorted({key for key in keys.values() if key is not None}))
    return {code: known[key] for code, key in keys.items() if key is not None and key in known}


def again(
    reader: Reader, seen: Seen, customer: int | None, keys: Sequence[int]
) -> tuple[Customer | None, dict[int, Item]]:
    """What is known now of a customer and items."""
    record = reader.record(CUSTOMERS, customer) if customer is not None else None
    return (_customer(reader, seen, record) if record is not None else None), items_of(reader, seen, keys)


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


def items_of(reader: Reader, seen: Seen, keys: Sequence[int]) -> dict[int, Item]:
    """Items by their keys, in the order of these."""
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
        for one in dicts(told)
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
            told.setdefault(key_of(lot.get("article_id")), []).append(
                Coming(free, at if isinstance(at, int) and at > 0 else None)
            )
    return {key: tuple(sorted(some, key=lambda one: one.at or 2**62)) for key, some in told.items()}


def _found(
    reader: Reader, seen: Seen, name: str, text: str, limit: int, where: Sequence[Condition] = ()
) -> list[int]:
    return reader.first(Query(name, where=tuple(where), text=text, sort=(Sort("code"),)), seen, limit)


def _with_exact(exact_one: int | None, keys: list[int]) -> list[int]:
    return keys if exact_one is None else [exact_one, *(key for key in keys if key != exact_one)]


def dicts(value: Json) -> list[dict[str, Json]]:
    """The lines of a field."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def key_of(value: Json) -> int:
    """The key that a field holds; 0 for none."""
    return value if isinstance(value, int) else 0
