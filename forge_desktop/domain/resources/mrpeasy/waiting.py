"""What manufacturing and customer orders wait for.

Contract: parts[].lots[] of an MO, products[].source[] of a CO, and the lots and orders these name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from forge_desktop.domain.readiness import Known, Line, Readiness, Wait, worst_first
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Values
from forge_desktop.domain.resources.mrpeasy import states
from forge_desktop.domain.scalars import Json, exact
from forge_desktop.domain.text import Seen

_ON_HOLD, _RECEIVED = 15, 20
_LOST = {25: "is rejected", 30: "is cancelled"}
_MADE: tuple[int, ...] = (40, 50, 60)
_ARRIVED: tuple[int, ...] = (40, 110)
_HERE = (40, 50)
"""Codes of a customer order's line that is ready or delivered."""
_NOT_BOOKED = "is not booked"
_UNSOURCED = {10: _NOT_BOOKED, 12: "is not enough in stock", 15: "is only requested"}
_MO, _PO, _LOTS = "manufacturing-orders", "purchase-orders", "lots"


def manufacturing_order(record: Record, known: Known, seen: Seen) -> Readiness:
    """The parts of an MO that are not in stock: through their lots to the orders that bring them."""
    parts = _dicts(record.get("parts"))
    items = known("items", _keys(parts, "article_id"))
    lots = known(_LOTS, _keys((lot for part in parts for lot in _dicts(part.get("lots"))), "lot_id"))
    sources = _Sources((lot.values for lot in lots.values()), known)
    waits: list[Wait] = []
    lines: list[Line | None] = []
    for part in parts:
        item = items.get(_whole(part.get("article_id")))
        line, wait = _part(part, _title(item, part), lots, sources)
        lines.append(line and replace(line, unit=item.names.get("unit_id", "") if item else ""))
        if wait is not None and record.get("status") in states.MO_OPEN:
            waits.append(_judged(wait, record.get("start_date"), seen))
    unbooked = sum(1 for wait in waits if wait.why == _NOT_BOOKED)
    counts = ((len(waits) - unbooked, "short"), (unbooked, "not booked"))
    summary = " · ".join(f"{number} {word}" for number, word in counts if number)
    return Readiness(field="parts", waits=worst_first(waits), lines=tuple(lines), summary=summary)


def operation(record: Record, known: Known, seen: Seen) -> Readiness:
    """What the MO waits for that an operation belongs to."""
    order = known(_MO, [key]).get(key) if (key := _whole(record.get("man_ord_id"))) else None
    return manufacturing_order(order, known, seen) if order is not None else Readiness(field="parts")


def customer_order(record: Record, known: Known, seen: Seen) -> Readiness:
    """The lines of a CO that are not ready, and the lot, MO or PO each of them comes from."""
    open_ = record.get("status") in states.CO_OPEN
    lines = [line for line in _dicts(record.get("products")) if open_ and _is_open(line)]
    items = known("items", _keys(lines, "article_id"))
    origins = [source for line in lines for source in _dicts(line.get("source"))]
    lots = known(_LOTS, _keys(origins, "lot_id"))
    sources = _Sources([*origins, *(lot.values for lot in lots.values())], known)
    waits: list[Wait] = []
    for line in lines:
        title = _title(items.get(_whole(line.get("article_id"))), line)
        if (wait := _line(line, title, lots, sources)) is not None:
            waits.append(_judged(wait, record.get("delivery_date"), seen))
    summary = f"{len(waits)} waiting" if waits else ""
    ordered = worst_first(waits)
    if ordered:
        ordered = (_deepened(ordered[0], known, seen), *ordered[1:])
    return Readiness(field="products", waits=ordered, summary=summary)


class _Sources:
    """The orders that lots come from, each kind read in one go."""

    def __init__(self, told: Iterable[Values], known: Known) -> None:
        lots = list(told)
        self._made = known(_MO, _keys(lots, "man_ord_id"))
        self._bought = known(_PO, _keys(lots, "pur_ord_id"))

    def wait(self, what: str, lot: Values) -> tuple[bool, Wait | None]:
        """Whether an order stands behind this lot, and what is waited for while it has not brought it."""
        made, bought = lot.get("man_ord_id"), lot.get("pur_ord_id")
        if isinstance(made, int) and made:
            order, code, done = self._made.get(made), lot.get("manufacturing_order_code"), _MADE
            link, dates = (_MO, made), ("due_date", "finish_date")
        elif isinstance(bought, int) and bought:
            order, code, done = self._bought.get(bought), lot.get("purchase_order_code"), _ARRIVED
            link, dates = (_PO, bought), ("expected_date", "due_date")
        else:
            return False, None
        if order is not None and order.get("status") in done:
            return True, None
        told = [order.get(name) for name in dates] if order is not None else []
        source = str(code or (order.get("code") if order is not None else None) or f"#{link[1]}")
        return True, Wait(what=what, source=source, link=link, at=_date(*told, lot.get("available_from")))


def _part(
    part: Values, title: str, lots: Mapping[int, Record], sources: _Sources
) -> tuple[Line | None, Wait | None]:
    """How far a part is covered, and the worst that is waited for of it."""
    booked, consumed = _amount(part.get("booked")), _amount(part.get("consumed"))
    if not isinstance(part.get("lots"), list):
        return None, None
    if booked <= 0 and consumed <= 0:
        return None, Wait(what=title, why=_NOT_BOOKED)
    missing, waits = Decimal(0), []
    for lot in _dicts(part.get("lots")):
        rest = _amount(lot.get("booked")) - _amount(lot.get("consumed"))
        found = lots.get(_whole(lot.get("lot_id")))
        if rest > 0 and found is not None and (wait := _lot(title, found, sources)) is not None:
            missing += rest
            waits.append(wait)
    line = Line(have=max(Decimal(0), booked - missing), need=booked)
    return line, worst_first(waits)[0] if waits else None


def _lot(what: str, lot: Record, sources: _Sources) -> Wait | None:
    """What is waited for while this lot is not in stock."""
    status, code, link = lot.get("status"), str(lot.get("code") or f"lot {lot.key}"), (_LOTS, lot.key)
    if status == _RECEIVED:
        return None
    if status == _ON_HOLD:
        return Wait(what=what, link=link, source=code, why=f"is on hold in {code}")
    if isinstance(status, int) and status in _LOST:
        return Wait(what=what, link=link, source=code, why=f"{_LOST[status]} in {code}")
    ordered, wait = sources.wait(what, lot.values)
    return wait if ordered else Wait(what=what, source=code, link=link, at=_date(lot.get("available_from")))


def _line(line: Values, title: str, lots: Mapping[int, Record], sources: _Sources) -> Wait | None:
    """The worst that is waited for of a customer order's line."""
    origins = _dicts(line.get("source"))
    waits = []
    for origin in origins:
        lot = lots.get(_whole(origin.get("lot_id")))
        ordered, wait = sources.wait(title, origin)
        if lot is not None and (not ordered or lot.get("status") in (_RECEIVED, _ON_HOLD, *_LOST)):
            wait = _lot(title, lot, sources)  # what the lot says of itself goes before its order
        if wait is not None:
            waits.append(wait)
    if waits:
        return worst_first(waits)[0]
    why = _UNSOURCED.get(_whole(line.get("part_status")))
    return Wait(what=title, why=why) if why and not origins else None


def _deepened(wait: Wait, known: Known, seen: Seen) -> Wait:
    """The same, with what the MO behind it waits for."""
    if wait.why or wait.link is None or wait.link[0] != _MO:
        return wait
    order = known(_MO, [wait.link[1]]).get(wait.link[1])
    deeper = manufacturing_order(order, known, seen).waits if order is not None else ()
    return replace(wait, because=deeper[0]) if deeper else wait


def _judged(wait: Wait, wanted: Json, seen: Seen) -> Wait:
    """The same, urgent when it comes after the day it is wanted, is overdue, or has no date."""
    limit = wanted if isinstance(wanted, int) and wanted else None
    if wait.why == _NOT_BOOKED:
        return replace(wait, urgent=limit is not None and limit < seen.today)
    late = wait.at is None or wait.at < seen.today or (limit is not None and wait.at > limit)
    return replace(wait, urgent=bool(wait.why) or late)


def _is_open(line: Values) -> bool:
    if line.get("part_status") in _HERE:
        return False
    ordered = _amount(line.get("quantity"))
    return ordered <= 0 or _amount(line.get("shipped")) < ordered


def _title(item: Record | None, line: Values) -> str:
    said = (item.get("title") or item.get("code")) if item is not None else None
    return str(said or line.get("description") or f"item #{line.get('article_id')}")


def _date(*told: Json) -> int | None:
    return next((date for date in told if isinstance(date, int) and date), None)


def _amount(value: Json) -> Decimal:
    return exact(value) or Decimal(0)


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _keys(told: Iterable[Values], name: str) -> list[int]:
    return sorted({key for one in told if isinstance(key := one.get(name), int) and key})


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
