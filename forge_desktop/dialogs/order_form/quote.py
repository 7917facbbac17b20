"""The dialog for a new quote, and for one that waits in the outbox or was refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import making, parts, quote_words, sums, typed
from forge_desktop.dialogs.order_form.drafting import line_state, quote_line_of
from forge_desktop.dialogs.order_form.form import State
from forge_desktop.dialogs.order_form.inputs import DayInput, NoteInput
from forge_desktop.dialogs.order_form.known import Customer, Item
from forge_desktop.dialogs.order_form.known_forge import ForgeFinding
from forge_desktop.dialogs.order_form.lined_form import LinedForm
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.party import ClientChoice
from forge_desktop.dialogs.order_form.pasted import Verdict
from forge_desktop.dialogs.order_form.quote_lines import QUOTE, QuoteLine
from forge_desktop.dialogs.order_form.totals import Totals
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.dialogs.order_form.wishes import CUSTOMER, Complaint, Wish
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen

_SIZE = (980, 668)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePlace:
    """What a server takes, and whether it can be reached now."""

    takes: frozenset[str]
    clients: bool
    """New clients can be created."""
    offline: Callable[[], bool]


class QuoteDialog(LinedForm):
    """Emits `agreed(Wish)` and waits to be told that it is kept."""

    about = ("inventory", "clients")
    pastes = "quote"

    def __init__(
        self, lookup: ForgeFinding, seen: Callable[[], Seen], where: QuotePlace, parent: QWidget | None
    ) -> None:
        find, totals = parts.find_parts(lookup, free=True), Totals("", "Quote total")
        super().__init__("New quote", "Create quote", lookup, seen, QUOTE, find, totals, parent)
        self._lookup, self._place = lookup, where
        self._more: dict[str, Json] = {}
        """What else a quote out of the outbox holds."""
        self._client = ClientChoice(lookup, self, new="quote" if where.clients else "")
        self._status = Choice({code: word for code, (word, _) in quote_words.STATUSES.items()})
        self._until = DayInput(seen)
        self._currency = QLineEdit()
        self._notes = NoteInput("")
        self._lay_out()
        self._listen()
        self._status.choose(quote_words.DRAFT)
        self.begin()
        self.resize(*_SIZE)
        self.setMinimumSize(880, 560)
        lookup.currencies(self._currencies_known)
        self._client.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self._currency.setMaxLength(3)
        self.add_field("client_id", "Client", self._client.picker, 0, 0, 6)
        self.add_field("valid_until", "Valid until", self._until, 0, 6, 2)
        self.add_field("currency", "Currency", self._currency, 0, 8, 2)
        self.add_field("status", "Status", self._status, 0, 10, 2)
        self.head.addWidget(self._client.panel, 1, 0, 1, 12)
        self.add_field("notes", "Notes", self._notes, 2, 0, 12)
        self.lay_out_lines(self._notes)

    def _listen(self) -> None:
        self._client.chosen.connect(lambda: self._until.setFocus(Qt.FocusReason.TabFocusReason))
        self._client.edited.connect(lambda: self.changed("client_id"))
        self._fresh = QTimer(self, singleShot=True, interval=400)
        self._fresh.timeout.connect(self._ask_again)

    # What is typed

    def state(self) -> State:
        return {
            **self._client.state(),
            "until": self._until.text(),
            "currency": self._currency.text(),
            "status": self._status.value(),
            "notes": self._notes.text(),
            "lines": [line_state(line) for line in self.lines.lines],
            "more": self._more,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        self._client.restore(state)
        self._until.setText(str(state.get("until") or ""))
        self._currency.setText(str(state.get("currency") or ""))
        making.show(self._status, str(state.get("status") or quote_words.DRAFT), "Status ")
        self._notes.setPlainText(str(state.get("notes") or ""))
        more, told = state.get("more"), state.get("lines")
        self._more = dict(more) if isinstance(more, Mapping) else {}
        lines = [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
        self.lines.show_lines([quote_line_of(one) for one in lines])
        self._ask_again()

    def look(self) -> dict[str, str]:
        found = {"client_id": self._client.fault} if self._client.fault else {}
        try:
            self._until.day()
        except Unclear as unclear:
            found["valid_until"] = str(unclear)
        code = self._currency.text().strip()
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            found["currency"] = "Three letters, like EUR"
        return found

    def needed(self) -> dict[str, str]:
        return {} if self._client.value is not None else {"client_id": "Which client?"}

    def ready(self) -> bool:
        return super().ready() and self._client.ready

    def others(self) -> tuple[str, ...]:
        return ("lines", *self._client.panel.fields)

    def complain(self, complaint: Complaint) -> bool:
        if complaint.row is not None:
            return self.complain_of_line(complaint)
        return self._client.complain(complaint)

    def wish(self) -> Wish:
        told: dict[str, Json] = {
            "status": self._status.value(),
            "valid_until": self._until.day(),
            "currency": self._currency.text().strip().upper(),
            "notes": self._notes.text().strip(),
        }
        values = self._more | dict(self._client.values())
        values |= {name: value for name, value in told.items() if value not in ("", None)}
        values["lines"] = [line.values(place) for place, line in enumerate(self.lines.lines, 1)]
        taken = {name: value for name, value in values.items() if name in self._place.takes}
        return Wish("quotes", (taken,), self._client.party)

    # What happens

    def settle(self) -> None:
        super().settle()
        if "notes" not in self.fields:
            return
        if self._tried:
            self._client.tell_faults()
        self.fields["client_id"].set_hint(self._client.hint)
        self._say_day()
        totals = self.lines.totals()
        open_lines = [line for line in self.lines.lines if line.total is None]
        self._totals.show_sums(
            sums.order_sums(totals, typed.percent("")), typed.percent(""), quote_words.left_out(open_lines)
        )
        self.foot.words.setText(self.consequence())
        self.settle_lines()

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        return quote_words.consequence(self._status.value(), offline=self._place.offline())

    def _say_day(self) -> None:
        part = self.fields["valid_until"]
        if not part.fault:
            fault, hint = quote_words.until_words(self._until.day(), self.seen())
            part.set_hint(hint)
            part.set_fault(fault)

    def new_line(self, value: object) -> OrderLine | None:
        line = QuoteLine().chosen(value)
        return line if line.code or line.description else None

    def pasted_line(self, verdict: Verdict) -> OrderLine:
        row = verdict.row
        line = QuoteLine(quantity=row.quantity, price=row.price, description=row.description)
        return line.about(verdict.item, row.code)

    # What becomes known

    def changed(self, name: str = "") -> None:
        """A person changed something."""
        self._totals.currency = self._currency.text().strip().upper()
        super().changed(name)

    def look_again(self) -> None:
        """Something changed in the local copy: clients and parts may be others now."""
        if not self._fresh.isActive():
            self._fresh.start()

    def _ask_again(self) -> None:
        client = self._client.value
        if client is not None and client.key != CUSTOMER:
            self._lookup.client_of(client.key, partial(self._client_known, client.key))
        if codes := sorted({line.code for line in self.lines.lines if line.code}):
            self._lookup.by_code(codes, self._parts_known)

    def _client_known(self, key: int, client: Customer | None) -> None:
        chosen = self._client.value
        if chosen is not None and chosen.key == key > CUSTOMER:
            self.miss("client_id", "" if client else "This client is no longer in the local copy")
        if client is not None:
            self.learn(lambda: self._client.learn(client))

    def _parts_known(self, items: Mapping[str, Item]) -> None:
        now = [items.get(line.code.casefold()) for line in self.lines.lines]
        if now != [line.item for line in self.lines.lines]:
            self.learn(lambda: self.lines.know_numbers(items))

    def _currencies_known(self, codes: Sequence[str]) -> None:
        if codes and not self._currency.text():
            self.learn(lambda: self._currency.setText(codes[0]))
