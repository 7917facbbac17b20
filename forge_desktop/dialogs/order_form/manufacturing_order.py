"""The dialog for a new manufacturing order: for stock, for a customer order's line, or for many by paste."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.order_form import making, order_days, typed
from forge_desktop.dialogs.order_form.form import OrderForm, State
from forge_desktop.dialogs.order_form.inputs import DayInput
from forge_desktop.dialogs.order_form.known import Around, Item, Lookup
from forge_desktop.dialogs.order_form.making import Making
from forge_desktop.dialogs.order_form.many import Many
from forge_desktop.dialogs.order_form.options import find_items, item_option
from forge_desktop.dialogs.order_form.order_days import DUE, START
from forge_desktop.dialogs.order_form.order_lines import stock_words
from forge_desktop.dialogs.order_form.pasted import Verdict
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.dialogs.order_form.placing import Placing
from forge_desktop.dialogs.order_form.recipe_pane import RecipePane
from forge_desktop.dialogs.order_form.sold_choice import SoldChoice
from forge_desktop.dialogs.order_form.typed import Unclear, written
from forge_desktop.dialogs.order_form.wishes import Wish
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.domain.text import Seen, one_line
from forge_desktop.widgets.buttons import QuietButton

_SIZE = (940, 664)
_MO = "manufacturing-orders"
_NOT_TAKEN = "Not taken by this server"


class ManufacturingOrderDialog(OrderForm):
    """Emits `agreed(Wish)` and waits to be told that they are kept."""

    about = ("items", "lots", "boms", "routings", _MO)

    def __init__(self, lookup: Lookup, seen: Callable[[], Seen], where: Making, parent: QWidget | None) -> None:
        super().__init__("New manufacturing order", "Create order", seen, parent)
        self._lookup, self._making = lookup, where
        self._more: dict[str, Json] = {}
        self._many = Many(lookup, seen, self)
        self._item = Picker("Code or name", find_items(lookup, made=True))
        self._quantity = QLineEdit("1")
        self._days = {name: DayInput(seen) for name in (DUE, START)}
        self._placing = Placing(where.usual)
        self._person = self._placing.person
        self._line = SoldChoice(where.sold)
        self._note = QLineEdit()
        self._pane = RecipePane(lookup, seen)
        self._paste = QuietButton("Paste many", "clipboard-list")
        self._lay_out()
        self._listen()
        self._line.begin(where.line)
        self._line_chosen()
        self.begin()
        self.resize(*_SIZE)
        self.setMinimumSize(820, 520)
        lookup.around(self._around)
        first = self._item if self._item.value is None else self._quantity
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def _lay_out(self) -> None:
        self._quantity.setMaxLength(60)
        self._note.setMaxLength(2_000)
        self.add_field("article_id", "Item", self._item, 0, 0, 6)
        self.add_field("quantity", "Quantity", self._quantity, 0, 6, 2)
        self.add_field(DUE, "Due", self._days[DUE], 0, 8, 2)
        self.add_field(START, "Start", self._days[START], 0, 10, 2)
        self.add_field("assigned_id", "Assigned to", self._person, 1, 0, 3)
        self.add_field("site_id", "Site", self._placing.site, 1, 3, 2)
        self.add_field("status", "Status", self._placing.status, 1, 5, 2)
        sold = self._making.sold
        label = f"For {one_line(sold.code, 30)}, line" if sold is not None else "For"
        self.add_field("cust_ord_line_id", label, self._line, 1, 7, 5)
        self.add_field("notes", "Note", self._note, 1, 7, 5)
        self.fields["notes" if sold is not None else "cust_ord_line_id"].hide()
        for name in (DUE, START, "notes"):
            if name not in self._making.takes:
                self.fields[name].control.setEnabled(False)
                self.fields[name].set_hint(_NOT_TAKEN)
        self._pane.add_act(self._paste)
        self.body.addWidget(self._pane, 1)

    def _listen(self) -> None:
        self._item.takes_rows = True
        self._item.rows.connect(self.paste)
        self._item.picked.connect(self._chosen)
        self._item.emptied.connect(lambda: self._know(None))
        self._pane.learnt.connect(self.settle)
        self._line.picked.connect(lambda _: self._line_chosen())
        self._many.taken.connect(self._take_many)
        self._many.edited.connect(self.drafted)
        self._paste.clicked.connect(lambda: self.paste())
        self._fresh = QTimer(self, singleShot=True, interval=400)
        self._fresh.timeout.connect(self._ask_again)
        QShortcut(QKeySequence("Ctrl+Shift+V"), self).activated.connect(lambda: self.paste())

    # What is typed

    def state(self) -> State:
        item = self._item.value
        return {
            "item": item.key if isinstance(item, Item) else None,
            "code": item.code if isinstance(item, Item) else "",
            "item_text": self._item.text(),
            "quantity": self._quantity.text(),
            **{name: line.text() for name, line in self._days.items()},
            **self._placing.state(),
            "note": self._note.text(),
            "line": self._line.value(),
            "order": self._making.sold.key if self._making.sold is not None else None,
            "pasted": self._many.text,
            "more": self._more,
        }

    def typed(self) -> bool:
        """True when anything is not as it was; who and where are offered, not typed."""
        now, first, offered = self.state(), self._first, Placing.OFFERED
        return any(value != first.get(name) for name, value in now.items() if name not in offered)

    def restore(self, state: Mapping[str, Any]) -> None:
        key, text = state.get("item"), str(state.get("item_text") or "")
        item = Item(key=key, code=str(state.get("code") or ""), title=text) if isinstance(key, int) else None
        self._item.show_value(item, text)
        self._quantity.setText(str(state.get("quantity") or ""))
        for name, line in self._days.items():
            line.setText(str(state.get(name) or ""))
        self._placing.restore(state)
        making.show(self._line, str(state.get("line") or ""), "")
        self._note.setText(str(state.get("note") or ""))
        self._many.text = str(state.get("pasted") or "")
        more = state.get("more")
        self._more = dict(more) if isinstance(more, Mapping) else {}
        self._pane.forget()
        self._ask_again()

    def look(self) -> dict[str, str]:
        found: dict[str, str] = {}
        item = self._item.value
        if isinstance(item, Item) and (item.deleted or item.bought):
            found["article_id"] = "This item was deleted" if item.deleted else "This item is bought, not made"
        elif item is None and self._item.text().strip() and not self._item.waiting:
            found["article_id"] = "Choose an item from the list"
        found |= order_days.wrong(self._days)
        try:
            quantity = typed.quantity(self._quantity.text())
        except Unclear as unclear:
            found["quantity"] = str(unclear)
        else:
            if self._pane.takes_years(quantity):
                found["quantity"] = "Would take over five years to make"
        return found

    def needed(self) -> dict[str, str]:
        found = {} if self._item.value is not None else {"article_id": "Which item?"}
        return found | self._placing.needed()

    def quantity(self) -> Decimal | None:
        """How many; None while it is wrong."""
        try:
            return typed.quantity(self._quantity.text())
        except Unclear:
            return None

    def wish(self) -> Wish:
        item: Item = self._item.value
        quantity = typed.quantity(self._quantity.text())
        values = self._values(item, quantity, self._days[DUE].day())
        start, note = self._days[START].day(), self._note.text().strip()
        if start is not None:
            values[START] = start
        if note:
            values["notes"] = [{"text": note}]
        return Wish(_MO, (self._taken(values | self._line.values()),))

    def _values(self, item: Item, quantity: Decimal, due: int | None) -> dict[str, Json]:
        values: dict[str, Json] = {"article_id": item.key, "quantity": plain(quantity)}
        values |= self._placing.values()
        if due is not None:
            values[DUE] = due
        return values

    def _taken(self, values: Mapping[str, Json]) -> dict[str, Json]:
        return {name: value for name, value in {**self._more, **values}.items() if name in self._making.takes}

    # What happens

    def settle(self) -> None:
        super().settle()
        if "notes" not in self.fields:
            return
        item, quantity = self._item.value, self.quantity()
        self.fields["article_id"].set_hint(stock_words(item) if isinstance(item, Item) else "")
        self.fields["quantity"].set_hint(one_line(item.unit, 12) if isinstance(item, Item) else "")
        for name, line in self._days.items():
            self._say_day(name, line)
        self.fields["cust_ord_line_id"].set_hint(self._line.hint)
        self._pane.show_quantity(quantity)
        self.foot.words.setText(self.consequence())

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        status, offline = self._placing.status.value(), self._making.offline()
        return making.consequence(status, self.quantity(), self._pane.parts, offline=offline)

    def _say_day(self, name: str, line: DayInput) -> None:
        part = self.fields[name]
        if part.fault or name not in self._making.takes:
            return
        fault, hint = order_days.words(line.day(), self.seen(), due=name == DUE)
        part.set_hint(hint)
        part.set_fault(fault)

    def _chosen(self, item: object) -> None:
        if isinstance(item, Item):
            self._know(item)
            self._quantity.setFocus(Qt.FocusReason.TabFocusReason)
            self._quantity.selectAll()

    def _know(self, item: Item | None) -> None:
        self._pane.forget()
        if item is not None:
            self._pane.ask(item)
        line = self._line.line
        if line is not None and item is not None and line.item.key != item.key:
            self._line.choose("")
        self.changed("article_id")

    def _around(self, around: Around) -> None:
        self._placing.offer(around)
        self.settle()

    def _line_chosen(self) -> None:
        """Offer what is left to be made for this line of the customer order."""
        line, sold = self._line.line, self._making.sold
        if line is None or sold is None:
            return
        self._item.show_value(line.item, item_option(line.item).title)
        self._quantity.setText(written(line.rest or line.ordered))
        if DUE in self._making.takes:
            self._days[DUE].show_day(sold.due)
        self._know(line.item)

    # Many

    def paste(self, text: str | None = None) -> None:
        """Make many out of a spreadsheet, after a look at each."""
        self._many.open(text)

    def kept(self) -> None:
        """The outbox has it; rows that could not be taken are still to be mended."""
        if not self._many.pasting:
            super().kept()
            return
        self._set_busy(False)
        if not self._many.kept() and not self.typed():
            self.done(0)

    def failed(self, sentence: str) -> None:
        """It could not be kept."""
        super().failed(sentence)
        self._many.failed(sentence)

    def _take_many(self, verdicts: Sequence[Verdict]) -> None:
        if self._placing.needed():
            self._tried = True
            self.settle()
            self._many.failed("Close this and choose first who is assigned, and the site: it holds for all.")
            return
        orders = [
            self._taken(self._values(verdict.item, verdict.quantity, verdict.day))
            for verdict in verdicts
            if verdict.item is not None and verdict.quantity is not None
        ]
        self._set_busy(True)
        self.agreed.emit(Wish(_MO, tuple(orders)))

    # What changed meanwhile

    def look_again(self) -> None:
        """Something changed in the local copy: stock, recipes and open orders may be others now."""
        if not self._fresh.isActive():
            self._fresh.start()

    def _ask_again(self) -> None:
        item = self._item.value
        if isinstance(item, Item):
            self._lookup.again(None, [item.key], lambda _, items: self._known_now(item.key, items))

    def _known_now(self, key: int, items: Mapping[int, Item]) -> None:
        chosen = self._item.value
        if not isinstance(chosen, Item) or chosen.key != key:
            return
        now = items.get(chosen.key)
        self.miss("article_id", "" if now else "This item is no longer in the local copy")
        if now is None:
            return
        if now != chosen:
            self.learn(lambda: self._item.show_value(now, item_option(now).title))
        self._pane.ask(now)
        self.settle()
