"""The dialog for a customer that waits in the outbox or was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from forge_desktop.dialogs.order_form.form import OrderForm, State
from forge_desktop.dialogs.order_form.known import Finding
from forge_desktop.dialogs.order_form.new_customer import NewCustomer
from forge_desktop.dialogs.order_form.wishes import Complaint, Wish
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen

_WIDTH = 860


class EditedCustomerDialog(OrderForm):
    """Emits `agreed(Wish)` and waits to be told that it is kept."""

    def __init__(self, lookup: Finding, seen: Callable[[], Seen], parent: QWidget | None) -> None:
        super().__init__("New customer", "Save", seen, parent)
        self._more: dict[str, Json] = {}
        self._customer = NewCustomer(lookup, alone=True)
        self._customer.edited.connect(lambda name: self.changed())
        self.body.addWidget(self._customer)
        self._customer.show()
        self.begin()
        self.fit_to(_WIDTH)

    def state(self) -> State:
        return {**self._customer.state(), "more": self._more}

    def restore(self, state: Mapping[str, Any]) -> None:
        more = state.get("more")
        self._more = dict(more) if isinstance(more, Mapping) else {}
        self._customer.restore(state)

    def look(self) -> dict[str, str]:
        return self._customer.wrong()

    def wish(self) -> Wish:
        values = dict(self._customer.values())
        ours, others = values.get("contact_data"), self._more.get("contact_data")
        contacts = [*(ours if isinstance(ours, list) else []), *(others if isinstance(others, list) else [])]
        told = {**self._more, **values} | ({"contact_data": contacts} if contacts else {})
        return Wish("customers", (told,))

    def settle(self) -> None:
        super().settle()
        faults = self._customer.wrong()
        for name, part in self._customer.fields.items():
            part.set_fault(faults.get(name, ""))

    def others(self) -> tuple[str, ...]:
        return tuple(self._customer.fields)

    def complain(self, complaint: Complaint) -> bool:
        return self._customer.complain(complaint)
