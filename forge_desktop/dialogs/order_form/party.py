"""Whom something is for: a picker for a known client, and the fields of a new one that stand in for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from forge_desktop.dialogs.order_form.known import Customer, Finding
from forge_desktop.dialogs.order_form.new_customer import CLIENT_CARD, NewCustomer
from forge_desktop.dialogs.order_form.options import customer_option, find_customers
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.dialogs.order_form.wishes import CUSTOMER, Complaint, Party, Values


class ClientChoice(QObject):
    """Two parts of a form that belong together; the form lays them out."""

    chosen = Signal()
    """A known client was picked: the keyboard goes on."""
    edited = Signal()

    def __init__(self, lookup: Finding, form: QObject, *, new: str) -> None:
        """`new`: what a new client is created together with; empty where none can be created."""
        super().__init__(form)
        self.picker = Picker("Name", find_customers(lookup, new=new, word="client"))
        self.panel = NewCustomer(lookup, card=CLIENT_CARD)
        self._new = new
        self.picker.picked.connect(self._picked)
        self.picker.emptied.connect(self._emptied)
        self.panel.edited.connect(self._panel_edited)
        self.panel.dropped.connect(self._known_wanted)

    @property
    def value(self) -> Customer | None:
        """The client; one with the key `CUSTOMER` is new."""
        return self.picker.value if isinstance(self.picker.value, Customer) else None

    @property
    def is_new(self) -> bool:
        """True while the fields of a new client are asked for."""
        return self.value is not None and self.value.key == CUSTOMER

    @property
    def hint(self) -> str:
        """What is known of the client, in one line."""
        if self.is_new:
            return f"A new client, created with this {self._new}"
        return self.value.about if self.value is not None else ""

    @property
    def fault(self) -> str:
        """What is wrong with what was typed into the picker."""
        lost = self.picker.text().strip() and self.value is None and not self.picker.waiting
        return "Choose a client from the list" if lost else ""

    @property
    def ready(self) -> bool:
        """False while something of a new client is missing or wrong."""
        return not self.is_new or not self.panel.wrong()

    @property
    def party(self) -> Party | None:
        """The new client, when there is one."""
        return Party("client_id", "clients", self.panel.values()) if self.is_new else None

    def show(self, client: Customer | None, text: str = "") -> None:
        """Show a known client as chosen."""
        self.picker.show_value(client, text or (customer_option(client).title if client is not None else ""))
        self.panel.setVisible(self.is_new)

    def learn(self, client: Customer) -> None:
        """What is known of the chosen client by now."""
        if self.value is not None and self.value.key == client.key and self.value != client:
            self.show(client)

    def tell_faults(self) -> None:
        """Say below the fields of a new client what is wrong with them."""
        if self.is_new:
            for name, part in self.panel.fields.items():
                part.set_fault(self.panel.wrong().get(name, ""))

    def complain(self, complaint: Complaint) -> bool:
        """Show what a server said of a field of the new client."""
        return self.is_new and self.panel.complain(complaint)

    def state(self) -> dict[str, Any]:
        """What was typed."""
        value = self.value
        return {
            "client": value.key if value is not None else None,
            "client_name": value.name if value is not None else "",
            "client_text": self.picker.text(),
            "new_client": self.panel.state() if self.is_new else None,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was typed once before."""
        key, text = state.get("client"), str(state.get("client_text") or "")
        name = str(state.get("client_name") or "")
        new = state.get("new_client")
        self.panel.restore(new if isinstance(new, Mapping) else {})
        title = self.panel.title() if key == CUSTOMER else text
        self.show(Customer(key=key, name=name, title=title) if isinstance(key, int) else None, text)

    def values(self) -> Values:
        """What points to the client; nothing without one."""
        return {} if self.value is None else {"client_id": self.value.ref}

    def _picked(self, value: object) -> None:
        self.panel.setVisible(self.is_new)
        if self.is_new and isinstance(value, Customer):
            self.panel.start(value.title)
            self.panel.first().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.chosen.emit()
        self.edited.emit()

    def _emptied(self) -> None:
        self.panel.hide()
        self.edited.emit()

    def _panel_edited(self, name: str) -> None:
        if self.is_new:
            title = self.panel.title()
            self.picker.show_value(Customer(key=CUSTOMER, title=title), f"{title} (new)")
        self.panel.fields[name].set_fault("")
        self.edited.emit()

    def _known_wanted(self) -> None:
        self.panel.hide()
        self.picker.empty()
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
