"""The dialog for a new customer, and for one that waits in the outbox or was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from forge_desktop.dialogs.order_form.known import Finding
from forge_desktop.dialogs.order_form.new_customer import CUSTOMER_CARD
from forge_desktop.dialogs.order_form.party_form import PartyForm, Questions
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen


def _values(told: Mapping[str, str], more: Mapping[str, Json]) -> dict[str, Json]:
    """Contacts of other kinds stay behind those that were typed."""
    values = CUSTOMER_CARD.values(told)
    ours, others = values.get("contact_data"), more.get("contact_data")
    contacts = [*(ours if isinstance(ours, list) else []), *(others if isinstance(others, list) else [])]
    return {**more, **values} | ({"contact_data": contacts} if contacts else {})


_ASKS = Questions(
    word="customer",
    resource="customers",
    lines={
        "title": ("Name", 0, 0, 12),
        "reg_nr": ("Registration", 1, 0, 6),
        "tax_nr": ("VAT number", 1, 6, 6),
        "phone": ("Phone", 2, 0, 5),
        "email": ("E-mail", 2, 5, 7),
    },
    says="Customer orders can name this customer at once.",
    values=_values,
)


class EditedCustomerDialog(PartyForm):
    """A customer of MRPeasy."""

    def __init__(
        self, lookup: Finding, seen: Callable[[], Seen], offline: Callable[[], bool], parent: QWidget | None
    ) -> None:
        super().__init__(_ASKS, lookup, seen, offline, parent)
