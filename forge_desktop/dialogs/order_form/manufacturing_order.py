"""The dialog for a new manufacturing order: for stock, for a customer order's line, or for many by paste."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import making, needs, typed
from forge_desktop.dialogs.order_form.form import OrderForm, State
from forge_desktop.dialogs.order_form.inputs import DayInput
from forge_desktop.dialogs.order_form.known import Around, Customer, Item, Lookup, Recipe, SoldLine
from forge_desktop.dialogs.order_form.making import Making
from forge_desktop.dialogs.order_form.many import Many
from forge_desktop.dialogs.order_form.options import find_items, item_option
from forge_desktop.dialogs.order_form.order_lines import stock_words
from forge_desktop.dialogs.order_form.pasted import Verdict
from forge_desktop.dialogs.order_form.picker import Picker
from forge_desktop.dialogs.order_form.recipe_pane import RecipePane
from forge_desktop.dialogs.order_form.typed import Unclear, written
from forge_desktop.dialogs.order_form.wishes import Wish
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.domain.text import Seen, one_line, relative, weekday
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import QuietButton

_SIZE = (940, 664)
_MO = "manufacturing-orders"
_DAYS = {"due_date": "Due", "start_date": "Start"}
_NOT_TAKEN = "Not taken by this server"


class ManufacturingOrderDialog(OrderForm):
    """Emits `agreed(Wish)` and waits to be told that they are kept."""

    about = ("items", "lots", "boms", "routings", _MO)

    def __init__(self, lookup: Lookup, seen: Callable[[], Seen], where: Making, parent: QWidget | None) -> None:
        super().__init__("New manufacturing order", "Create order", seen, parent)
        self._lookup, self._making = lookup, where
        self._recipe: Recipe | None = None
        self._more: dict[str, Json] = {}
        self._many = Many(lookup, seen, self)
        self._item = Picker("Code or name", find_items(lookup, made=True))
        self._quantity = QLineEdit("1")
        self._days = {name: DayInput(seen) for name in _DAYS}
        self._person, self._site = Choice({"": "–"}), Choice({"": "–"})
        self._status = Choice({code: word for code, (word, _) in making.STATUSES.items()})
        self._line = Choice({"": "Stock"})
        self._note = QLineEdit()
        self._similar = Banner(rounded=True)
        self._pane = RecipePane(seen)
        self._paste = QuietButton("Paste many", "clipboard-list")
        self._lay_out()
        self._listen()
        self._fill_line()
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
        self.add_field("due_date", "Due", self._days["due_date"], 0, 8, 2)
        self.add_field("start_date", "Start", self._days["start_date"], 0, 10, 2)
        self.add_field("assigned_id", "Assigned to", self._person, 1, 0, 3)
        self.add_field("site_id", "Site", self._site, 1, 3, 2)
        self.add_field("status", "Status", self._status, 1, 5, 2)
        sold = self._making.sold
        label = f"For {one_line(sold.code, 30)}, line" if sold is not None else "For"
        self.add_field("cust_ord_line_id", label, self._line, 1, 7, 5)
        self.add_field("notes", "Note", self._note, 1, 7, 5)
        self.fields["notes" if sold is not None else "cust_ord_line_id"].hide()
        for name in ("due_date", "start_date", "notes"):
            if name not in self._making.takes:
                self.fields[name].control.setEnabled(False)
                self.fields[name].set_hint(_NOT_TAKEN)
        self.body.addWidget(self._similar)
        self._pane.add_act(self._paste)
        self.body.addWidget(self._pane, 1)

    def _listen(self) -> None:
        self._item.takes_rows = True
        self._item.rows.connect(self.paste)
        self._item.picked.connect(self._chosen)
        self._item.emptied.connect(lambda: self._know(None))
        self._line.picked.connect(self._line_chosen)
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
            "person": self._person.value(),
            "site": self._site.value(),
            "status": self._status.value(),
            "note": self._note.text(),
            "line": self._line.value(),
            "order": self._making.sold.key if self._making.sold is not None else None,
            "pasted": self._many.text,
            "more": self._more,
        }

    def typed(self) -> bool:
        """True when anything is not as it was; who and where are offered, not typed."""
        ours = ("person", "site")
        now, first = self.state(), self._first
        return any(value != first.get(name) for name, value in now.items() if name not in ours)

    def restore(self, state: Mapping[str, Any]) -> None:
        key, text = state.get("item"), str(state.get("item_text") or "")
        item = Item(key=key, code=str(state.get("code") or ""), title=text) if isinstance(key, int) else None
        self._item.show_value(item, text)
        self._quantity.setText(str(state.get("quantity") or ""))
        for name, line in self._days.items():
            line.setText(str(state.get(name) or ""))
        for choice, name in ((self._person, "person"), (self._site, "site"), (self._line, "line")):
            making.show(choice, str(state.get(name) or ""), "" if choice is self._line else "#")
        making.show(self._status, str(state.get("status") or making.SCHEDULED), "Status ")
        self._note.setText(str(state.get("note") or ""))
        self._many.text = str(state.get("pasted") or "")
        more = state.get("more")
        self._more = dict(more) if isinstance(more, Mapping) else {}
        self._recipe = None
        self._ask_again()

    def look(self) -> dict[str, str]:
        found: dict[str, str] = {}
        item = self._item.value
        if isinstance(item, Item) and (item.deleted or item.bought):
            found["article_id"] = "This item was deleted" if item.deleted else "This item is bought, not made"
        elif item is None and self._item.text().strip() and not self._item.waiting:
            found["article_id"] = "Choose an item from the list"
        days: dict[str, int | None] = {}
        for name, line in self._days.items():
            try:
                days[name] = line.day()
            except Unclear as unclear:
                found[name] = str(unclear)
        due, start = days.get("due_date"), days.get("start_date")
        if due is not None and start is not None and start > due:
            found["start_date"] = "It would start after it is due"
        try:
            quantity = typed.quantity(self._quantity.text())
        except Unclear as unclear:
            found["quantity"] = str(unclear)
        else:
            steps = self._recipe.steps if self._recipe is not None else ()
            if sum(needs.minutes(step, quantity) for step in steps) > needs.LONGEST:
                found["quantity"] = "Would take over five years to make"
        return found

    def needed(self) -> dict[str, str]:
        found = {} if self._item.value is not None else {"article_id": "Which item?"}
        return found | self._needed_of_all()

    def _needed_of_all(self) -> dict[str, str]:
        found = {} if self._person.value() else {"assigned_id": "Who?"}
        if not self._site.value() and self._site.count() > 2:
            found["site_id"] = "Which site?"
        return found

    def quantity(self) -> Decimal | None:
        """How many; None while it is wrong."""
        try:
            return typed.quantity(self._quantity.text())
        except Unclear:
            return None

    def wish(self) -> Wish:
        item: Item = self._item.value
        quantity = typed.quantity(self._quantity.text())
        values = self._values(item, quantity, self._days["due_date"].day())
        start, note, line = self._days["start_date"].day(), self._note.text().strip(), self.sold_line()
        if start is not None:
            values["start_date"] = start
        if note:
            values["notes"] = [{"text": note}]
        if line is not None and self._making.sold is not None:
            values["cust_ord_id"] = self._making.sold.key
            if line.line:
                values["cust_ord_line_id"] = line.line
        return Wish(_MO, (self._taken(values),))

    def sold_line(self) -> SoldLine | None:
        """The line of a customer order that it is made for."""
        lines = self._making.sold.lines if self._making.sold is not None else ()
        return next((line for line in lines if str(line.number) == self._line.value()), None)

    def _values(self, item: Item, quantity: Decimal, due: int | None) -> dict[str, Json]:
        values: dict[str, Json] = {"article_id": item.key, "quantity": plain(quantity)}
        values |= {"assigned_id": int(self._person.value()), "status": int(self._status.value())}
        if self._site.value():
            values["site_id"] = int(self._site.value())
        if due is not None:
            values["due_date"] = due
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
        self._say_cover()
        self._pane.show_recipe(self._recipe, quantity)
        similar = needs.similar_words(self._recipe.similar, self.seen()) if self._recipe is not None else ""
        if similar:
            self._similar.say(Tone.WARN, similar)
        else:
            self._similar.clear()
        self.foot.words.setText(self.consequence())

    def consequence(self) -> str:
        """What saying yes brings about, in words."""
        quantity, parts = self.quantity(), self._recipe.parts if self._recipe is not None else ()
        return making.consequence(self._status.value(), quantity, parts, offline=self._making.offline())

    def _say_day(self, name: str, line: DayInput) -> None:
        part = self.fields[name]
        if part.fault or name not in self._making.takes:
            return
        day, seen = line.day(), self.seen()
        part.set_hint("" if day is None else f"{weekday(day, seen)}, {relative(day, seen)}")
        if day is not None and name == "due_date" and day < seen.today:
            part.set_fault(f"{weekday(day, seen)} has passed")

    def _say_cover(self) -> None:
        line = self.sold_line()
        if line is None:
            return
        covers = f"Covered by {line.covers}" if line.covers else "Nothing covers it yet"
        self.fields["cust_ord_line_id"].set_hint(covers)

    def _chosen(self, item: object) -> None:
        if isinstance(item, Item):
            self._know(item)
            self._quantity.setFocus(Qt.FocusReason.TabFocusReason)
            self._quantity.selectAll()

    def _know(self, item: Item | None) -> None:
        self._recipe = None
        if item is not None:
            self._lookup.recipe(item, self._recipe_known)
        line = self.sold_line()
        if line is not None and item is not None and line.item.key != item.key:
            self._line.choose("")
        self.changed("article_id")

    def _recipe_known(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.settle()

    def _around(self, around: Around) -> None:
        making.fill(self._person, around.people, self._making.usual.get("person", ""))
        making.fill(self._site, around.sites, self._making.usual.get("site", ""))
        self.settle()

    # For a customer order

    def _fill_line(self) -> None:
        sold = self._making.sold
        if sold is None:
            return
        for line in sold.lines:
            self._line.addItem(needs.sold_words(line), str(line.number))
        open_lines = [line for line in sold.lines if line.rest and not line.item.bought]
        wanted = next((line for line in sold.lines if line.number == self._making.line), None)
        first = wanted or next(iter(open_lines), None) or next(iter(sold.lines), None)
        if first is not None:
            self._line.choose(str(first.number))
            self._line_chosen(str(first.number))

    def _line_chosen(self, value: object) -> None:
        line, sold = self.sold_line(), self._making.sold
        if line is None or sold is None:
            return
        self._item.show_value(line.item, item_option(line.item).title)
        self._quantity.setText(written(line.rest or line.ordered))
        if "due_date" in self._making.takes:
            self._days["due_date"].show_day(sold.due)
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
        if self._needed_of_all():
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
            self._lookup.again(None, [item.key], self._known_now)

    def _known_now(self, customer: Customer | None, items: Mapping[int, Item]) -> None:
        chosen = self._item.value
        if not isinstance(chosen, Item):
            return
        now = items.get(chosen.key)
        if now is None:
            self._said["article_id"] = "This item is no longer in the local copy"
            self.settle()
            return
        if now != chosen:
            self.learn(lambda: self._item.show_value(now, item_option(now).title))
        self._lookup.recipe(now, self._recipe_known)
        self.settle()
