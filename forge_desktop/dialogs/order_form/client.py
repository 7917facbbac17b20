"""The dialog for a new client, and for one that waits in the outbox or was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.order_form import typed
from forge_desktop.dialogs.order_form.form import OrderForm, State
from forge_desktop.dialogs.order_form.inputs import NoteInput
from forge_desktop.dialogs.order_form.known import Customer, Finding
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.dialogs.order_form.wishes import Wish
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen, one_line
from forge_desktop.widgets.banner import Banner

_WIDTH = 720
_LINES = ("name", "email", "phone")


class ClientDialog(OrderForm):
    """Emits `agreed(Wish)` and waits to be told that it is kept."""

    about = ("clients",)

    def __init__(
        self, lookup: Finding, seen: Callable[[], Seen], offline: Callable[[], bool], parent: QWidget | None
    ) -> None:
        super().__init__("New client", "Create client", seen, parent)
        self._lookup, self._offline = lookup, offline
        self._more: dict[str, Json] = {}
        """What else a client out of the outbox holds."""
        self._lines = {name: QLineEdit() for name in _LINES}
        self._notes = {"address": NoteInput("", 3), "notes": NoteInput("Only seen inside", 3)}
        self._twin = Banner(rounded=True)
        self._asked = ""
        self._lay_out()
        self.begin()
        self.fit_to(_WIDTH)
        self._lines["name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        for line in self._lines.values():
            line.setMaxLength(250)
        self.add_field("name", "Name", self._lines["name"], 0, 0, 12)
        self.add_field("email", "E-mail", self._lines["email"], 1, 0, 7)
        self.add_field("phone", "Phone", self._lines["phone"], 1, 7, 5)
        self.add_field("address", "Address", self._notes["address"], 2, 0, 6)
        self.add_field("notes", "Notes", self._notes["notes"], 2, 6, 6)
        self.body.addWidget(self._twin)

    # What is typed

    def state(self) -> State:
        lines = {name: line.text() for name, line in self._lines.items()}
        return lines | {name: note.text() for name, note in self._notes.items()} | {"more": self._more}

    def restore(self, state: Mapping[str, Any]) -> None:
        for name, line in self._lines.items():
            line.setText(str(state.get(name) or ""))
        for name, note in self._notes.items():
            note.setPlainText(str(state.get(name) or ""))
        more = state.get("more")
        self._more = dict(more) if isinstance(more, Mapping) else {}

    def look(self) -> dict[str, str]:
        try:
            typed.mail(self._lines["email"].text())
        except Unclear as unclear:
            return {"email": str(unclear)}
        return {}

    def needed(self) -> dict[str, str]:
        return {} if self.name() else {"name": "A name is needed"}

    def name(self) -> str:
        """The client's name."""
        return " ".join(self._lines["name"].text().split())

    def wish(self) -> Wish:
        told: dict[str, Json] = {name: line.text().strip() for name, line in self._lines.items()}
        told |= {name: note.text().strip() for name, note in self._notes.items()}
        told["name"] = self.name()
        return Wish("clients", ({**self._more, **{name: value for name, value in told.items() if value}},))

    # What happens

    def settle(self) -> None:
        super().settle()
        if "notes" not in self.fields:
            return
        self.foot.words.setText(self.consequence())
        if self._asked != self.name():
            self._asked = self.name()
            self.look_again()

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        words = "Quotes and jobs can name this client at once."
        return f"Offline: kept here and sent when the connection is back. {words}" if self._offline() else words

    def look_again(self) -> None:
        """Another client may have this name by now."""
        if self.name():
            self._lookup.customers(self.name(), self._twins)
        else:
            self._twin.clear()

    def _twins(self, found: Sequence[Customer]) -> None:
        twin = next((one for one in found if one.title.casefold() == self.name().casefold()), None)
        if twin is None:
            self._twin.clear()
            return
        about = f" ({one_line(twin.about, 120)})" if twin.about else ""
        self._twin.say(
            Tone.WARN, f"“{one_line(twin.title, 80)}” is a client already{about}. Is another one meant?"
        )
