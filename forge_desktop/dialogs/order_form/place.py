"""Where a customer order goes, and what it brings about there, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forge_desktop.dialogs.fields import Choice
from forge_desktop.domain.resources.mrpeasy.states import CO_STATUS
from forge_desktop.domain.text import Seen, days_from_today, relative, weekday
from forge_desktop.domain.text import day as short_day

CONFIRMED = "30"
STATUSES = {
    "10": ("Quotation", "A quotation books nothing"),
    "20": ("Waiting for confirmation", "Until it is confirmed nothing is booked"),
    CONFIRMED: ("Confirmed", "Confirmed books stock at once"),
    "80": ("Delivered", "Delivered books stock, ships it and picks it at once"),
}
"""The states that people give an order by hand, with what they bring about."""
_BOOKS = (CONFIRMED, "80")


@dataclass(frozen=True, slots=True)
class Place:
    """A server: its currency, what it takes, and whether it can be reached now."""

    currency: str
    takes: frozenset[str]
    customers: bool
    """New customers can be created."""
    offline: Callable[[], bool]


def show_status(choice: Choice, status: str) -> None:
    """Choose a status, also one that is not offered by hand."""
    if choice.findData(status) < 0:
        known = CO_STATUS.get(status)
        choice.addItem(known.label if known is not None else f"Status {status}", status)
    choice.choose(status)


def consequence(status: str, count: int, bookable: int, *, offline: bool) -> str:
    """What saying yes brings about; of `count` lines `bookable` can be booked whole."""
    words = STATUSES[status][1] if status in STATUSES else "It goes out with this status"
    if status in _BOOKS and count:
        words += f": {bookable} of {count} {'line' if count == 1 else 'lines'} can be booked now"
    if not offline:
        return f"{words}."
    again = " If that takes over 8 hours you will be asked again." if status in _BOOKS else ""
    return f"Offline: kept here and sent when the connection is back. {words}.{again}"


def day_words(day: int | None, ready: int | None, seen: Seen) -> tuple[str, str]:
    """The doubt and the hint about a day of delivery; `ready`: when stock can give all that is promised."""
    if day is None:
        return "", ""
    late = f"Earliest from stock: {short_day(ready, seen)}" if ready is not None and ready > day else ""
    if day < seen.today:
        ago = -days_from_today(day, seen)
        return f"{ago} {'day' if ago == 1 else 'days'} ago. {late}".rstrip(), ""
    return "", late or f"{weekday(day, seen)}, {relative(day, seen)}"
