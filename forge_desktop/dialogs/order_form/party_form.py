"""What the dialogs for a new customer and a new client have in common, drawn from what each of them asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
Place = tuple[str, int, int, int]
"""Label, row, first of twelve columns, number of columns."""


def _filled(told: Mapping[str, str], more: Mapping[str, Json]) -> dict[str, Json]:
    return {**more, **{name: value for name, value in told.items() if value}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked of a new customer or client."""

    word: str
    resource: str
    lines: Mapping[str, Place]
    """Name in the contract -> where it is asked for; the first is the name, and one is called `email`."""
    notes: Mapping[str, tuple[Place, str]] = field(default_factory=dict)
    """The same for texts of several lines, with what stands there while nothing does."""
    says: str
    """What saying yes brings about."""
    values: Callable[[Mapping[str, str], Mapping[str, Json]], dict[str, Json]] = _filled
    """What goes out of what was typed, and of what else one out of the outbox holds."""


class PartyForm(OrderForm):
    """Emits `agreed(Wish)` and waits to be told that it is kept; also for one that waits in the outbox."""

    def __init__(
        self,
        questions: Questions,
        lookup: Finding,
        seen: Callable[[], Seen],
        offline: Callable[[], bool],
        parent: QWidget | None,
    ) -> None:
        super().__init__(f"New {questions.word}", f"Create {questions.word}", seen, parent)
        self.about = (questions.resource,)
        self._asks, self._lookup, self._offline = questions, lookup, offline
        self._more: dict[str, Json] = {}
        self._lines = {name: QLineEdit() for name in questions.lines}
        self._notes = {name: NoteInput(empty, 3) for name, (_, empty) in questions.notes.items()}
        self._name = next(iter(self._lines))
        self._twin = Banner(rounded=True)
        self._looked = ""
        self._lay_out()
        self.begin()
        self.fit_to(_WIDTH)
        self._lines[self._name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        for name, (label, *place) in self._asks.lines.items():
            self._lines[name].setMaxLength(250)
            self.add_field(name, label, self._lines[name], *place)
        for name, ((label, *place), _) in self._asks.notes.items():
            self.add_field(name, label, self._notes[name], *place)
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
        return {} if self.name() else {self._name: "A name is needed"}

    def name(self) -> str:
        """What the customer or client is called."""
        return " ".join(self._lines[self._name].text().split())

    def wish(self) -> Wish:
        told = {name: line.text().strip() for name, line in self._lines.items()}
        told |= {name: note.text().strip() for name, note in self._notes.items()}
        return Wish(self._asks.resource, (self._asks.values(told | {self._name: self.name()}, self._more),))

    # What happens

    def settle(self) -> None:
        super().settle()
        if not self.fields.keys() >= {*self._lines, *self._notes}:
            return
        self.foot.words.setText(self.consequence())
        if self._looked != self.name():
            self._looked = self.name()
            self.look_again()

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        offline = "Offline: kept here and sent when the connection is back. " if self._offline() else ""
        return f"{offline}{self._asks.says}"

    def look_again(self) -> None:
        """Another one may have this name by now."""
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
        said = f"“{one_line(twin.title, 80)}” is a {self._asks.word} already{about}. Is another one meant?"
        self._twin.say(Tone.WARN, said)
