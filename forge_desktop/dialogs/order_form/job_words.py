"""What a new job brings about, and what it makes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from forge_desktop.dialogs.order_form import typed
from forge_desktop.dialogs.order_form.known_forge import Quote
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.domain.resources.forgemrp.states import PRIORITY
from forge_desktop.domain.text import one_line

Wanted = tuple[str, str, Decimal | None]
"""Part number, name and quantity of something that is made; no quantity while it is wrong."""
RELEASED, NORMAL = "released", "normal"
STATUSES: Mapping[str, tuple[str, str]] = {
    RELEASED: ("Released", "Its work orders are planned onto the equipment"),
    "pending": ("Pending", "It waits and is not planned yet"),
}
"""The states in which a job can begin, with what they bring about."""
PRIORITIES = tuple((str(state.code), state.label) for state in PRIORITY.states)


def consequence(status: str, quote: Quote | None, *, offline: bool) -> str:
    """What saying yes brings about."""
    words = STATUSES[status][1] if status in STATUSES else "It goes out with this status"
    if quote is not None:
        many = len(quote.lines)
        made = f"{many} jobs are made, one for each line, and " if many > 1 else ""
        locks = f"{made}{one_line(quote.number, 40)} is locked for good: it can no longer be changed"
        words = f"{locks[:1].upper()}{locks[1:]}. {words}"
    return f"Offline: kept here and sent when the connection is back. {words}." if offline else f"{words}."


def wanted(quote: Quote | None, part_number: str, quantity: str) -> list[Wanted]:
    """Each thing that is made."""
    if quote is not None:
        return [(line.part_number, line.description, line.quantity) for line in quote.lines]
    if not part_number:
        return []
    try:
        return [(part_number, "", typed.quantity(quantity))]
    except Unclear:
        return [(part_number, "", None)]
