"""Where a manufacturing order goes and what it is for, and what it brings about there, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import needs
from forge_desktop.dialogs.order_form.known import Part, Sold
from forge_desktop.domain.text import one_line

SCHEDULED = "20"
STATUSES = {
    SCHEDULED: ("Scheduled", "It is planned onto the work stations and books its parts at once"),
    "10": ("New", "It is not planned yet and books its parts at once"),
}
_OTHER = ("", "It goes out with this status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a server takes, whether it can be reached now, and the customer order that something is made for."""

    takes: frozenset[str]
    offline: Callable[[], bool]
    sold: Sold | None = None
    line: int | None = None
    """Number of the customer order's line to begin with."""
    usual: Mapping[str, str] = field(default_factory=dict)
    """Person and site that were chosen last."""


def consequence(status: str, quantity: Decimal | None, parts: Sequence[Part], *, offline: bool) -> str:
    """What saying yes brings about."""
    words = STATUSES.get(status, _OTHER)[1]
    short = sum(1 for part in parts if quantity is not None and needs.short_of(part, quantity))
    words += f": {short} of {len(parts)} {'is' if short == 1 else 'are'} short." if short else "."
    return f"Offline: kept here, sent when the connection is back. {words}" if offline else words


def show(choice: Choice, value: str, unknown: str) -> None:
    """Choose a value; one that is not offered is added with this word before it, without a word left alone."""
    if choice.findData(value) < 0:
        if not unknown:
            return
        choice.addItem(f"{unknown}{value}", value)
    choice.choose(value)


def fill(choice: Choice, known: Mapping[int, str], usual: str) -> None:
    """Offer these; what was chosen stays so, else the usual one, else the only one."""
    before = choice.value()
    choice.blockSignals(True)
    choice.clear()
    choice.addItem("–", "")
    for key, word in known.items():
        choice.addItem(one_line(word, 80), str(key))
    only = str(next(iter(known))) if len(known) == 1 else ""
    show(choice, before, "#")
    if not before:
        choice.setCurrentIndex(max(0, choice.findData(usual or only)))
    choice.blockSignals(False)
