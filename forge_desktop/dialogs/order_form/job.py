"""The dialog for a new job: from an approved quote, or for a part and a quantity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import job_words, making, order_days, parts, typed
from forge_desktop.dialogs.order_form.form import OrderForm, State
from forge_desktop.dialogs.order_form.inputs import DayInput
from forge_desktop.dialogs.order_form.job_parts import JobParts
from forge_desktop.dialogs.order_form.known import Customer, Item
from forge_desktop.dialogs.order_form.known_forge import ForgeFinding, Quote
from forge_desktop.dialogs.order_form.party import ClientChoice
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.dialogs.order_form.wishes import CUSTOMER, Complaint, Wish
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.domain.text import Seen, one_line

_SIZE = (900, 600)
_FOLLOWS = "Follows from the quote"
_OF_PART = ("part_number", "quantity", "client_id")
"""Fields that say what is made when no quote does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlace:
    """What a server takes, whether it can be reached now, and the quote to begin with."""

    takes: frozenset[str]
    clients: bool
    """New clients can be created."""
    offline: Callable[[], bool]
    quote: Quote | None = None


class JobDialog(OrderForm):
    """Emits `agreed(Wish)` and waits to be told that it is kept."""

    about = ("inventory", "quotes", "jobs", "clients")

    def __init__(
        self, lookup: ForgeFinding, seen: Callable[[], Seen], where: JobPlace, parent: QWidget | None
    ) -> None:
        super().__init__("New job", "Create job", seen, parent)
        self._lookup, self._place = lookup, where
        self._more: dict[str, Json] = {}
        self._quote = Picker("Number or client of an approved quote", parts.find_quotes(lookup))
        self._part = Picker("Number or name", parts.find_parts(lookup))
        self._quantity = QLineEdit("1")
        self._client = ClientChoice(lookup, self, new="job" if where.clients else "")
        self._due = DayInput(seen)
        self._priority = Choice(dict(job_words.PRIORITIES))
        self._status = Choice({code: word for code, (word, _) in job_words.STATUSES.items()})
        self._made = JobParts(lookup, seen)
        self._lay_out()
        self._listen()
        self._priority.choose(job_words.NORMAL)
        self._status.choose(job_words.RELEASED)
        if where.quote is not None:
            self._show_quote(where.quote)
        self.begin()
        self.resize(*_SIZE)
        self.setMinimumSize(780, 500)
        first = self._quote if where.quote is None else self._due
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self._quantity.setMaxLength(60)
        self.add_field("quote_id", "From quote", self._quote, 0, 0, 6)
        self.add_field("due_date", "Due", self._due, 0, 6, 2)
        self.add_field("priority", "Priority", self._priority, 0, 8, 2)
        self.add_field("status", "Status", self._status, 0, 10, 2)
        self.add_field("part_number", "Or a part", self._part, 1, 0, 5)
        self.add_field("quantity", "Quantity", self._quantity, 1, 5, 2)
        self.add_field("client_id", "Client", self._client.picker, 1, 7, 5)
        self.head.addWidget(self._client.panel, 2, 0, 1, 12)
        self.body.addWidget(self._made, 1)

    def _listen(self) -> None:
        self._quote.picked.connect(self._quote_chosen)
        self._quote.emptied.connect(lambda: self.changed("quote_id"))
        self._part.picked.connect(self._part_chosen)
        self._part.emptied.connect(lambda: self.changed("part_number"))
        self._client.chosen.connect(lambda: self.yes.setFocus(Qt.FocusReason.TabFocusReason))
        self._client.edited.connect(lambda: self.changed("client_id"))
        self._made.learnt.connect(self.settle)
        self._fresh = QTimer(self, singleShot=True, interval=400)
        self._fresh.timeout.connect(self._ask_again)

    # What is typed

    def state(self) -> State:
        quote = self.quote()
        return {
            "quote": quote.key if quote is not None else None,
            "quote_name": quote.name if quote is not None else "",
            "quote_text": self._quote.text(),
            "part": self.part_number(),
            "quantity": self._quantity.text(),
            "due": self._due.text(),
            "priority": self._priority.value(),
            "status": self._status.value(),
            "more": self._more,
            **self._client.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        key, text = state.get("quote"), str(state.get("quote_text") or "")
        name = str(state.get("quote_name") or "")
        known = Quote(key=key, name=name, number=text, approved=True) if isinstance(key, int) else None
        self._quote.show_value(known, text)
        self._part.show_value(None, str(state.get("part") or ""))
        self._quantity.setText(str(state.get("quantity") or ""))
        self._due.setText(str(state.get("due") or ""))
        making.show(self._priority, str(state.get("priority") or job_words.NORMAL), "Priority ")
        making.show(self._status, str(state.get("status") or job_words.RELEASED), "Status ")
        self._client.restore(state)
        more = state.get("more")
        self._more = dict(more) if isinstance(more, Mapping) else {}
        self._ask_again()

    def quote(self) -> Quote | None:
        """The quote that it is made from."""
        return self._quote.value if isinstance(self._quote.value, Quote) else None

    def part_number(self) -> str:
        """The number of the part, chosen or typed; it need not be in inventory."""
        chosen = self._part.value
        return chosen.code if isinstance(chosen, Item) else " ".join(self._part.text().split())

    def look(self) -> dict[str, str]:
        found: dict[str, str] = {}
        quote = self.quote()
        if quote is not None and quote.why_not:
            found["quote_id"] = quote.why_not
        elif quote is None and self._quote.text().strip() and not self._quote.waiting:
            found["quote_id"] = "Choose an approved quote from the list"
        for name, read in (("quantity", self._read_quantity), ("due_date", self._due.day)):
            try:
                read()
            except Unclear as unclear:
                found[name] = str(unclear)
        if quote is None and self._client.fault:
            found["client_id"] = self._client.fault
        return found

    def needed(self) -> dict[str, str]:
        if self.quote() is not None or self.part_number():
            return {}
        return {"part_number": "Which part? Or choose a quote above"}

    def ready(self) -> bool:
        return super().ready() and self._client.ready

    def others(self) -> tuple[str, ...]:
        return tuple(self._client.panel.fields)

    def complain(self, complaint: Complaint) -> bool:
        return self._client.complain(complaint)

    def wish(self) -> Wish:
        values: dict[str, Json] = {"priority": self._priority.value(), "status": self._status.value()}
        if (day := self._due.day()) is not None:
            values["due_date"] = day
        quote, party = self.quote(), None
        if quote is not None:
            values["quote_id"] = quote.ref
        else:
            values |= {
                "part_number": self.part_number(),
                "quantity": plain(typed.quantity(self._quantity.text())),
            }
            values |= self._client.values()
            party = self._client.party
        told = {name: v for name, v in {**self._more, **values}.items() if name in self._place.takes}
        return Wish("jobs", (told,), party)

    def _read_quantity(self) -> object:
        return None if self.quote() is not None else typed.quantity(self._quantity.text())

    # What happens

    def settle(self) -> None:
        super().settle()
        if "client_id" not in self.fields:
            return
        quote = self.quote()
        for name in _OF_PART:
            self.fields[name].control.setEnabled(quote is None)
        self._client.panel.setVisible(quote is None and self._client.is_new)
        if self._tried:
            self._client.tell_faults()
        self._made.show_wanted(job_words.wanted(quote, self.part_number(), self._quantity.text()))
        self._say_fields(quote)
        self.foot.words.setText(self.consequence())

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        return job_words.consequence(self._status.value(), self.quote(), offline=self._place.offline())

    def _say_fields(self, quote: Quote | None) -> None:
        about = [part for part in (quote.client, quote.total) if part] if quote is not None else []
        self.fields["quote_id"].set_hint(" · ".join(about))
        part = self.part_number()
        item = self._made.item(part)
        known = parts.stock_words(item) if item is not None else parts.UNKNOWN if part else ""
        unit = one_line(item.unit, 12) if item is not None else ""
        hints = {"part_number": known, "quantity": unit, "client_id": self._client.hint or "Empty: for stock"}
        for name, hint in hints.items():
            self.fields[name].set_hint(_FOLLOWS if quote is not None else hint)
        due = self.fields["due_date"]
        if not due.fault:
            fault, hint = order_days.words(self._due.day(), self.seen())
            due.set_hint(hint)
            due.set_fault(fault)

    def _show_quote(self, quote: Quote) -> None:
        self._quote.show_value(quote, parts.quote_option(quote).title)

    def _quote_chosen(self, value: object) -> None:
        self._due.setFocus(Qt.FocusReason.TabFocusReason)
        self.miss("client_id", "")  # the quote says for whom
        self.changed("quote_id")

    def _part_chosen(self, value: object) -> None:
        self._quantity.setFocus(Qt.FocusReason.TabFocusReason)
        self._quantity.selectAll()
        self.changed("part_number")

    # What changed meanwhile

    def look_again(self) -> None:
        """Something changed in the local copy: stock, quotes and open jobs may be others now."""
        if not self._fresh.isActive():
            self._fresh.start()

    def _ask_again(self) -> None:
        self._made.forget()
        if (quote := self.quote()) is not None:
            self._lookup.quote(quote.key, partial(self._quote_known, quote.key))
        client = self._client.value
        if client is not None and client.key != CUSTOMER:
            self._lookup.client_of(client.key, partial(self._client_known, client.key))
        self.settle()

    def _quote_known(self, key: int, quote: Quote | None) -> None:
        chosen = self.quote()
        if chosen is None or chosen.key != key:
            return
        self.miss("quote_id", "" if quote else "This quote is no longer in the local copy")
        if quote is not None and quote != chosen:
            self.learn(lambda: self._show_quote(quote))

    def _client_known(self, key: int, client: Customer | None) -> None:
        chosen = self._client.value
        if chosen is not None and chosen.key == key > CUSTOMER:
            self.miss("client_id", "" if client else "This client is no longer in the local copy")
        if client is not None:
            self.learn(lambda: self._client.learn(client))
