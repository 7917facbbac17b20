"""The few fields of a customer or client that is created together with what is for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from forge_desktop.dialogs.fields import Labelled
from forge_desktop.dialogs.order_form import typed
from forge_desktop.dialogs.order_form.known import Customer, Finding
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.dialogs.order_form.wishes import Complaint
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import one_line
from forge_desktop.widgets.buttons import LinkButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import MARGIN, SMALL_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is asked of a new customer or client. The first field is the name."""

    word: str
    fields: Mapping[str, tuple[str, int]]
    """Name in the contract -> label, and how many of twelve columns it takes."""
    values: Callable[[Mapping[str, str]], dict[str, Json]]
    """What goes out of what was typed."""


def _customer_values(told: Mapping[str, str]) -> dict[str, Json]:
    found: dict[str, Json] = {name: told[name] for name in ("title", "reg_nr", "tax_nr") if told[name]}
    contacts: list[Json] = [{"type": name, "value": told[name]} for name in ("phone", "email") if told[name]]
    return found | ({"contact_data": contacts} if contacts else {})


CUSTOMER_CARD = Card(
    word="customer",
    fields={
        "title": ("New customer: name", 4),
        "reg_nr": ("Registration", 2),
        "tax_nr": ("VAT number", 2),
        "phone": ("Phone", 2),
        "email": ("E-mail", 2),
    },
    values=_customer_values,
)
CLIENT_CARD = Card(
    word="client",
    fields={
        "name": ("New client: name", 4),
        "email": ("E-mail", 3),
        "phone": ("Phone", 2),
        "address": ("Address", 3),
    },
    values=lambda told: {name: value for name, value in told.items() if value},
)


class NewCustomer(QWidget):
    """Hidden until a customer is wanted that nobody knows yet."""

    edited = Signal(str)
    """Name of the field that changed."""
    dropped = Signal()
    """The person wants one of the known customers after all."""

    def __init__(self, lookup: Finding, *, card: Card = CUSTOMER_CARD) -> None:
        super().__init__()
        self._lookup, self._card = lookup, card
        self._lines = {name: QLineEdit() for name in card.fields}
        self._name, self._second = list(self._lines)[:2]
        self.fields: dict[str, Labelled] = {}
        self._twin = PlainLabel(tone=Tone.WARN, px=SMALL_PX)
        known = LinkButton(f"Choose a known {card.word}", self)
        known.clicked.connect(self.dropped)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(2)
        column = 0
        for name, (label, span) in card.fields.items():
            line = self._lines[name]
            line.setMaxLength(250)
            self.fields[name] = Labelled(label, line)
            grid.addWidget(self.fields[name], 0, column, 1, span)
            line.textChanged.connect(lambda _, name=name: self._edited(name))
            column += span
        grid.addWidget(self._twin, 1, 0, 1, 9)
        grid.addWidget(known, 1, 9, 1, 3)
        self.hide()

    def start(self, name: str) -> None:
        """Show the fields for a customer of this name."""
        self._lines[self._name].setText(name)
        self.show()

    def first(self) -> QLineEdit:
        """The field to begin with."""
        return self._lines[self._name if not self.title() else self._second]

    def title(self) -> str:
        """The customer's name."""
        return " ".join(self._lines[self._name].text().split())

    def wrong(self) -> dict[str, str]:
        """Field -> what is wrong with it."""
        found = {}
        if not self.title():
            found[self._name] = "A name is needed"
        try:
            typed.mail(self._lines["email"].text())
        except Unclear as unclear:
            found["email"] = str(unclear)
        return found

    def values(self) -> dict[str, Json]:
        """What goes out, by the contract's names."""
        told = {name: line.text().strip() for name, line in self._lines.items()}
        return self._card.values(told | {self._name: self.title()})

    def complain(self, complaint: Complaint) -> bool:
        """Show what a server said of a field; False: it is none of these."""
        part = self.fields.get(complaint.field)
        if part is not None:
            part.set_fault(one_line(complaint.words))
        return part is not None

    def state(self) -> dict[str, str]:
        """What was typed."""
        return {name: line.text() for name, line in self._lines.items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was typed once before."""
        for name, line in self._lines.items():
            line.setText(str(state.get(name) or ""))

    def _edited(self, name: str) -> None:
        if name == self._name and self.title():
            self._lookup.customers(self.title(), self._twins)
        self.edited.emit(name)

    def _twins(self, found: object) -> None:
        twins = (
            [c for c in found if c.title.casefold() == self.title().casefold()]
            if isinstance(found, list)
            else []
        )
        self._twin.setText(_twin_words(twins[0], self._card.word) if twins else "")


def _twin_words(customer: Customer, word: str) -> str:
    who = one_line(customer.code, 30) or f"Another {word}"
    return f"{who} has this name already."
