"""Status codes, which changes between them a person may ask for, and why the others are refused."""

from __future__ import annotations

from collections.abc import Mapping

# lots
PLANNED, ON_HOLD, RECEIVED, REJECTED, LOT_CANCELLED = 10, 15, 20, 25, 30
# manufacturing orders and their parts
NEW, UNSCHEDULED, SCHEDULED, RUNNING, PAUSED = 10, 15, 20, 30, 35
DONE, MO_SHIPPED, CLOSED, MO_CANCELLED = 40, 50, 60, 70
PARTS_RECEIVED, PARTS_EXPECTED, PARTS_DELAYED, PARTS_NOT_BOOKED = 0, 1, 2, 3
# customer orders and their lines
QUOTATION, WAITING, CONFIRMED, WAITING_FOR_PRODUCTION, IN_PRODUCTION = 10, 20, 30, 40, 50
READY, INVOICED, DELIVERED, ARCHIVED, CO_CANCELLED = 60, 70, 80, 85, 90
LINE_NOT_BOOKED, LINE_DELAYED, LINE_UNSURE, LINE_EXPECTED, LINE_READY, LINE_DELIVERED = 10, 20, 25, 30, 40, 50
# shipments and serial numbers
SHIPPED = 20
SERIAL_PLANNED, SERIAL_RECEIVED, SERIAL_SHIPPED = 10, 20, 40

NOT_STARTED = (NEW, UNSCHEDULED, SCHEDULED)
BOOKED_ORDERS = (CONFIRMED, WAITING_FOR_PRODUCTION, IN_PRODUCTION, READY)
"""Customer orders that hold stock and have not been shipped."""

MO_MOVES: Mapping[int, frozenset[int]] = {
    NEW: frozenset({SCHEDULED, RUNNING, DONE, MO_CANCELLED}),
    UNSCHEDULED: frozenset({NEW, SCHEDULED, RUNNING, DONE, MO_CANCELLED}),
    SCHEDULED: frozenset({NEW, RUNNING, DONE, MO_CANCELLED}),
    RUNNING: frozenset({PAUSED, DONE, MO_CANCELLED}),
    PAUSED: frozenset({RUNNING, DONE, MO_CANCELLED}),
    DONE: frozenset({CLOSED}),
    MO_SHIPPED: frozenset({CLOSED}),
    CLOSED: frozenset(),
    MO_CANCELLED: frozenset(),
}
"""Manufacturing orders: from each status, the ones that may be set by hand."""

CO_MOVES: Mapping[int, frozenset[int]] = {
    QUOTATION: frozenset({WAITING, CONFIRMED, DELIVERED, CO_CANCELLED}),
    WAITING: frozenset({QUOTATION, CONFIRMED, DELIVERED, CO_CANCELLED}),
    **{status: frozenset({QUOTATION, WAITING, DELIVERED, CO_CANCELLED}) for status in BOOKED_ORDERS},
    INVOICED: frozenset({DELIVERED}),
    DELIVERED: frozenset(),
    ARCHIVED: frozenset(),
    CO_CANCELLED: frozenset({QUOTATION, WAITING}),
}
"""Customer orders: the same. Confirmed is reached from below only; what follows it is automatic."""

CO_BY_HAND = frozenset({QUOTATION, WAITING, CONFIRMED, DELIVERED, CO_CANCELLED})

_MO_WORDS = {
    NEW: "New",
    UNSCHEDULED: "Not scheduled",
    SCHEDULED: "Scheduled",
    RUNNING: "In progress",
    PAUSED: "Paused",
    DONE: "Done",
    MO_SHIPPED: "Shipped",
    CLOSED: "Closed",
    MO_CANCELLED: "Cancelled",
}


def why_no_mo_move(old: int, new: int) -> str:
    """Why a manufacturing order cannot go from one status to the other; "" if it can."""
    if new not in _MO_WORDS:
        return f"{new} is not a status of manufacturing orders"
    if old == new or new in MO_MOVES.get(old, frozenset()):
        return ""
    if new == MO_SHIPPED:
        return "Shipped is set when the goods leave for the customer, not by hand"
    if new == UNSCHEDULED:
        return "Not scheduled is set by the system, not by hand"
    if old == MO_CANCELLED:
        return "a cancelled order stays cancelled; create a new one"
    if old in (DONE, MO_SHIPPED, CLOSED):
        return f"the order is {_MO_WORDS[old]}: its parts are used and its goods received, which is not undone"
    if new in NOT_STARTED and old in (RUNNING, PAUSED):
        return f"work on the order has begun; it cannot go back to {_MO_WORDS[new]}"
    return f"an order that is {_MO_WORDS[old]} cannot become {_MO_WORDS[new]}"


def why_no_co_move(old: int, new: int) -> str:
    """Why a customer order cannot go from one status to the other by hand; "" if it can."""
    if old == new:
        return ""
    if new not in CO_BY_HAND:
        return f"{new} is not set by hand; give 10, 20, 30, 80 or 90"
    if new in CO_MOVES.get(old, frozenset()):
        return ""
    if old in (INVOICED, DELIVERED, ARCHIVED):
        return "the goods have been shipped, which is not undone"
    if new == CONFIRMED and old in BOOKED_ORDERS:
        return "the order is confirmed already; its further states follow from its goods"
    return f"an order with status {old} cannot get status {new}"
