"""The dialog for a new customer order, and for one that a server refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import order_lines, place, sums, typed
from forge_desktop.dialogs.order_form.drafting import line_of, line_state
from forge_desktop.dialogs.order_form.form import State
from forge_desktop.dialogs.order_form.inputs import DayInput, NoteInput
from forge_desktop.dialogs.order_form.known import Customer, Item, Lookup
from forge_desktop.dialogs.order_form.lined_form import LinedForm
from forge_desktop.dialogs.order_form.new_customer import NewCustomer
from forge_desktop.dialogs.order_form.options import customer_option, find_customers, find_items
from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.dialogs.order_form.pasted import Verdict
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.dialogs.order_form.place import Place
from forge_desktop.dialogs.order_form.sheet import ORDER
from forge_desktop.dialogs.order_form.totals import Totals
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.dialogs.order_form.wishes import CUSTOMER, Complaint, Party, Wish
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.domain.text import Seen

_SIZE = (940, 668)


class CustomerOrderDialog(LinedForm):
    """Emits `agreed(Wish)` and waits to be told that it is kept."""

    pastes = "lines"

    def __init__(self, lookup: Lookup, seen: Callable[[], Seen], where: Place, parent: QWidget | None) -> None:
        totals, find = Totals(where.currency), find_items(lookup)
        super().__init__("New customer order", "Create order", lookup, seen, ORDER, find, totals, parent)
        self._lookup, self._place = lookup, where
        self._more: dict[str, Json] = {}
        """What else an order out of the outbox holds."""
        self._customer = Picker("Code or name", find_customers(lookup, new="order" if where.customers else ""))
        self._reference = QLineEdit()
        self._day = DayInput(seen)
        self._status = Choice({code: word for code, (word, _) in place.STATUSES.items()})
        self._terms = QLineEdit()
        self._discount = QLineEdit()
        self._notes = NoteInput("Only seen inside")
        self._new = NewCustomer(lookup)
        self._lay_out()
        self._listen()
        self._status.choose(place.CONFIRMED)
        self.begin()
        self.resize(*_SIZE)
        self.setMinimumSize(820, 560)
        self._customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        for line in (self._reference, self._terms):
            line.setMaxLength(250)
        self._discount.setPlaceholderText("0 %")
        self._discount.setMaxLength(20)
        self.add_field("customer_id", "Customer", self._customer, 0, 0, 6)
        self.add_field("reference", "Their reference", self._reference, 0, 6, 3)
        self.add_field("delivery_date", "Deliver by", self._day, 0, 9, 3)
        self.head.addWidget(self._new, 1, 0, 1, 12)
        self.add_field("status", "Status", self._status, 2, 0, 3)
        self.add_field("delivery_terms", "Delivery terms", self._terms, 2, 3, 3)
        self.add_field("discount_percent", "Discount", self._discount, 2, 6, 2)
        self.add_field("notes", "Internal notes", self._notes, 2, 8, 4)
        self.lay_out_lines(self._notes)

    def _listen(self) -> None:
        self._customer.picked.connect(self._customer_chosen)
        self._customer.emptied.connect(lambda: self.changed("customer_id"))
        self._new.edited.connect(self._new_edited)
        self._new.dropped.connect(self._known_wanted)
        self._fresh = QTimer(self, singleShot=True, interval=400)
        self._fresh.timeout.connect(self._ask_again)

    # What is typed

    def state(self) -> State:
        chosen = self._customer.value
        return {
            "customer": chosen.key if isinstance(chosen, Customer) else None,
            "customer_text": self._customer.text(),
            "new": self._new.state() if not self._new.isHidden() else None,
            "reference": self._reference.text(),
            "day": self._day.text(),
            "status": self._status.value(),
            "terms": self._terms.text(),
            "discount": self._discount.text(),
            "notes": self._notes.text(),
            "lines": [line_state(line) for line in self.lines.lines],
            "more": self._more,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        key, text = state.get("customer"), str(state.get("customer_text") or "")
        self._customer.show_value(Customer(key=key, title=text) if isinstance(key, int) else None, text)
        new = state.get("new")
        self._new.restore(new if isinstance(new, Mapping) else {})
        self._new.setVisible(isinstance(new, Mapping))
        for line, name in ((self._reference, "reference"), (self._day, "day"), (self._terms, "terms")):
            line.setText(str(state.get(name) or ""))
        self._discount.setText(str(state.get("discount") or ""))
        self._notes.setPlainText(str(state.get("notes") or ""))
        place.show_status(self._status, str(state.get("status") or place.CONFIRMED))
        more = state.get("more")
        self._more = dict(more) if isinstance(more, Mapping) else {}
        told = state.get("lines")
        self.lines.show_lines(
            [line_of(one) for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []
        )
        self._ask_again()

    def look(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if self._customer.text().strip() and self._customer.value is None and not self._customer.waiting:
            found["customer_id"] = "Choose a customer from the list"
        try:
            self._day.day()
        except Unclear as unclear:
            found["delivery_date"] = str(unclear)
        try:
            typed.percent(self._discount.text())
        except Unclear as unclear:
            found["discount_percent"] = str(unclear)
        return found

    def needed(self) -> dict[str, str]:
        chosen = self._customer.value
        return {} if chosen is not None else {"customer_id": "Which customer?"}

    def ready(self) -> bool:
        new = not self._new.isHidden() and bool(self._new.wrong())
        return super().ready() and not new

    def others(self) -> tuple[str, ...]:
        return ("products", "title", "reg_nr", "tax_nr")

    def complain(self, complaint: Complaint) -> bool:
        if complaint.row is not None:
            return self.complain_of_line(complaint)
        return not self._new.isHidden() and self._new.complain(complaint)

    def wish(self) -> Wish:
        chosen: Customer = self._customer.value
        values: dict[str, Json] = {"customer_id": chosen.key, "status": int(self._status.value())}
        percent = typed.percent(self._discount.text())
        told = {
            "reference": self._reference.text().strip(),
            "delivery_date": self._day.day(),
            "delivery_terms": self._terms.text().strip(),
            "notes": self._notes.text().strip(),
            "discount_percent": plain(percent) if percent else "",
            "total_price": plain(sums.order_sums(self.lines.totals(), percent).total),
        }
        values |= {name: value for name, value in told.items() if value not in ("", None)}
        values["products"] = [line.values(place) for place, line in enumerate(self.lines.lines, 1)]
        values = {**self._more, **values}
        taken = {name: value for name, value in values.items() if name in self._place.takes}
        new = Party("customer_id", "customers", self._new.values()) if chosen.key == CUSTOMER else None
        return Wish("customer-orders", (taken,), new)

    # What happens

    def settle(self) -> None:
        super().settle()
        if not self.fields.get("notes"):
            return
        if self._tried and not self._new.isHidden():
            for name, part in self._new.fields.items():
                part.set_fault(self._new.wrong().get(name, ""))
        self._say_customer()
        self._say_day()
        self._say_sums()
        self.foot.words.setText(self.consequence())
        self.settle_lines()

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        status, count = self._status.value(), len(self.lines.lines)
        return place.consequence(status, count, self.lines.bookable, offline=self._place.offline())

    def _say_customer(self) -> None:
        chosen = self._customer.value
        about = chosen.about if isinstance(chosen, Customer) else ""
        if isinstance(chosen, Customer) and chosen.key == CUSTOMER:
            about = "A new customer, created with this order"
        self.fields["customer_id"].set_hint(about)

    def _say_day(self) -> None:
        part = self.fields["delivery_date"]
        if part.fault:
            return
        fault, hint = place.day_words(self._day.day(), order_lines.earliest(self.lines.lines), self.seen())
        part.set_hint(hint)
        part.set_fault(fault)

    def _say_sums(self) -> None:
        try:
            percent = typed.percent(self._discount.text())
        except Unclear:
            percent = typed.percent("")
        totals = self.lines.totals()
        wrong = len(self.lines.lines) - len(totals)
        left_out = f"Lines without {wrong} wrong" if wrong else ""
        self._totals.show_sums(sums.order_sums(totals, percent), percent, left_out)

    def _customer_chosen(self, value: object) -> None:
        if isinstance(value, Customer):
            self._new.setVisible(value.key == CUSTOMER)
            if value.key == CUSTOMER:
                self._new.start(value.title)
                self._new.first().setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self._reference.setFocus(Qt.FocusReason.TabFocusReason)
        self.changed("customer_id")

    def _new_edited(self, name: str) -> None:
        chosen = self._customer.value
        if name == "title" and isinstance(chosen, Customer) and chosen.key == CUSTOMER:
            self._customer.show_value(
                Customer(key=CUSTOMER, title=self._new.title()), f"{self._new.title()} (new)"
            )
        self._new.fields[name].set_fault("")
        self.changed()

    def _known_wanted(self) -> None:
        self._new.hide()
        self._customer.empty()
        self._customer.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed("customer_id")

    def new_line(self, value: object) -> OrderLine | None:
        return OrderLine(code=value.code).about(value) if isinstance(value, Item) else None

    def pasted_line(self, verdict: Verdict) -> OrderLine:
        row = verdict.row
        return order_lines.of_pasted(row.code, verdict.item, row.quantity, row.price)

    def pasted_more(self, verdicts: Sequence[Verdict]) -> None:
        days = [verdict.day for verdict in verdicts if verdict.day is not None]
        if days and not self._day.text().strip():
            self._day.show_day(max(days))

    # What changed meanwhile

    def look_again(self) -> None:
        """Something changed in the local copy: customers and items may be others now."""
        if not self._fresh.isActive():
            self._fresh.start()

    def _ask_again(self) -> None:
        chosen = self._customer.value
        key = chosen.key if isinstance(chosen, Customer) and chosen.key != CUSTOMER else None
        keys = sorted({line.item.key for line in self.lines.lines if line.item is not None})
        if key is not None or self.lines.lines:
            self._lookup.again(key, keys, lambda customer, items: self._known_now(key, customer, items))

    def _known_now(self, key: int | None, customer: Customer | None, items: Mapping[int, Item]) -> None:
        self.learn(lambda: self._learn(key, customer, items))
        if codes := [line.code for line in self.lines.lines if line.item is None and line.code]:
            self._lookup.by_code(codes, lambda found: self.learn(lambda: self.lines.know_codes(found)))

    def _learn(self, key: int | None, customer: Customer | None, items: Mapping[int, Item]) -> None:
        chosen = self._customer.value
        if isinstance(chosen, Customer) and chosen.key == key:
            if chosen.key > CUSTOMER:
                self.miss("customer_id", "" if customer else "This customer is no longer in the local copy")
            if customer is not None and customer != chosen:
                self._customer.show_value(customer, customer_option(customer).title)
        if any(items.get(line.item.key) != line.item for line in self.lines.lines if line.item is not None):
            self.lines.know(items)
