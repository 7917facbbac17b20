"""The dialog for a new client, and for one that waits in the outbox or was refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from forge_desktop.dialogs.order_form.known import Finding
from forge_desktop.dialogs.order_form.party_form import PartyForm, Questions
from forge_desktop.domain.text import Seen

_ASKS = Questions(
    word="client",
    resource="clients",
    lines={"name": ("Name", 0, 0, 12), "email": ("E-mail", 1, 0, 7), "phone": ("Phone", 1, 7, 5)},
    notes={"address": (("Address", 2, 0, 6), ""), "notes": (("Notes", 2, 6, 6), "Only seen inside")},
    says="Quotes and jobs can name this client at once.",
)


class ClientDialog(PartyForm):
    """A client of ForgeMRP."""

    def __init__(
        self, lookup: Finding, seen: Callable[[], Seen], offline: Callable[[], bool], parent: QWidget | None
    ) -> None:
        super().__init__(_ASKS, lookup, seen, offline, parent)
