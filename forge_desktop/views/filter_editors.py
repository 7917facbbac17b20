"""What opens under a filter chip: lists to tick, days, numbers, text; each tells the condition it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from forge_desktop.domain import text
from forge_desktop.domain.query import Condition, Op, Scalar
from forge_desktop.domain.resource import Field, Resource, Tone
from forge_desktop.domain.text import Seen
from forge_desktop.views import filters
from forge_desktop.widgets import icons, plain, theme
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.search import SearchBox

Choice = tuple[Scalar, str, int]
"""A value, the word for it, and how many records have it."""
Typed = TypeVar("Typed")
_SEARCH_FROM = 8
_ROW = 28


@dataclass(frozen=True, slots=True)
class Asked:
    """What an editor needs to know of the filter it edits."""

    resource: Resource
    field: Field
    condition: Condition | None
    seen: Seen


class Editor(QWidget):
    """Edits one filter; `changed` carries the new Condition, or None for no filter."""

    changed = Signal(object)

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)

    def tell(self, op: Op | None, *values: Scalar) -> None:
        """Say what is filtered now; no op for nothing."""
        self.changed.emit(None if op is None else Condition(self.asked.field.name, op, values))

    def shortcuts(self, *words: tuple[str, Callable[[], None]]) -> QHBoxLayout:
        """A row of buttons."""
        row = QHBoxLayout()
        row.setSpacing(6)
        for word, act in words:
            button = QuietButton(word)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)
        return row


class CheckEditor(Editor):
    """Values to tick; with a search box when there are many."""

    def __init__(self, asked: Asked, choices: Sequence[Choice], *, all_listed: bool = True) -> None:
        super().__init__(asked)
        self._list = QListWidget()
        self._list.setAccessibleName(asked.field.label)
        self._search: SearchBox | None = None
        if len(choices) > _SEARCH_FROM:
            self._search = SearchBox(f"Find {text.inside(asked.field.label)} …", hint="")
            self._search.textChanged.connect(self._narrow)
            self.column.addWidget(self._search)
        self._fill(choices)
        self._list.itemChanged.connect(lambda _: self._tick())
        self._list.itemActivated.connect(_flip)
        self.column.addWidget(self._list)
        if not all_listed:
            self.column.addWidget(plain.small("More values exist; search the table for them."))
        words = [("All", self._none)]
        if asked.field.name == asked.resource.state and asked.resource.open:
            words.insert(0, (asked.resource.open_word.capitalize(), self._open))
        self.shortcuts(*words)
        self.setFocusProxy(self._search or self._list)

    def _fill(self, choices: Sequence[Choice]) -> None:
        ticks = _ticks(self.asked.condition)
        for value, word, number in choices:
            shown = text.one_line(word, 80)
            item = QListWidgetItem(f"{shown}    {number}" if number else shown)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if ticks(value) else Qt.CheckState.Unchecked)
            item.setIcon(self._icon(value))
            item.setSizeHint(QSize(0, _ROW))
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        rows = min(10, max(2, len(choices)))
        self._list.setFixedHeight(rows * _ROW + 4)

    def _icon(self, value: Scalar) -> QIcon:
        state = self.asked.field.choices.get(value) if self.asked.field.choices else None
        return icons.icon(state.icon, theme.current().tone(state.tone).fore) if state else QIcon()

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _tick(self) -> None:
        on = [
            i.data(Qt.ItemDataRole.UserRole) for i in self._items() if i.checkState() is Qt.CheckState.Checked
        ]
        if on == [None]:
            self.tell(Op.EMPTY)
        elif on:
            self.tell(Op.IN, *on)
        else:
            self.tell(None)

    def _set(self, wanted: Callable[[Scalar], bool]) -> None:
        blocked = self._list.blockSignals(True)
        for item in self._items():
            on = wanted(item.data(Qt.ItemDataRole.UserRole))
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._list.blockSignals(blocked)
        self._tick()

    def _open(self) -> None:
        resource = self.asked.resource
        usual = next((one for one in resource.where if filters.asks_for_open(resource, one)), None)
        self._set(_ticks(usual or Condition(resource.state, Op.IN, resource.open)))
        if usual:
            self.changed.emit(usual)

    def _none(self) -> None:
        self._set(lambda value: False)

    def _narrow(self, typed: str) -> None:
        for item in self._items():
            item.setHidden(typed.casefold() not in item.text().casefold())


class DayEditor(Editor):
    """Stretches of days by name, or from one day to another."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        for first in range(0, len(filters.PRESETS), 3):
            self.shortcuts(
                *((p.word.capitalize(), self._preset(p)) for p in filters.PRESETS[first : first + 3])
            )
        self.shortcuts(("This month", self._month), ("Any", lambda: self.tell(None)), ("Empty", self._empty))
        today = filters.day_of(asked.seen.now, asked.seen)
        assert today is not None
        self._today = today
        self._from, self._until = _line("From"), _line("Until")
        condition = asked.condition
        if condition is not None and condition.op is Op.BETWEEN:
            for edit, value in zip((self._from, self._until), condition.values, strict=True):
                day = filters.day_of(value, asked.seen)
                edit.setText(day.isoformat() if day else "")
        self.column.addLayout(_pair(self._from, self._until))
        self.column.addWidget(plain.small("+5, -10, 3 (of this month), 5-2, 16.11, 2026-11-16"))
        self._fault = plain.small("")
        self.column.addWidget(self._fault)
        for edit in (self._from, self._until):
            edit.textChanged.connect(self._typed)
        self.setFocusProxy(self._from)

    def _preset(self, preset: filters.Preset) -> Callable[[], None]:
        return lambda: self.changed.emit(preset.condition(self.asked.field.name))

    def _month(self) -> None:
        self.tell(Op.BETWEEN, *filters.day_bounds(*filters.this_month(self._today), self.asked.seen))

    def _empty(self) -> None:
        self.tell(Op.EMPTY)

    def _typed(self) -> None:
        found = _read(
            (self._from, self._until), lambda typed: filters.parse_day(typed, self._today), self._fault
        )
        if found is not None:
            low, high = filters.day_bounds(found[0], found[1], self.asked.seen)
            self.tell(None) if low is None and high is None else self.tell(Op.BETWEEN, low, high)


class NumberEditor(Editor):
    """From one number to another, exact."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self._low, self._high = _line("At least"), _line("At most")
        condition = asked.condition
        if condition is not None and condition.op is Op.BETWEEN:
            for edit, value in zip((self._low, self._high), condition.values, strict=True):
                edit.setText("" if value is None else str(value))
        self.column.addLayout(_pair(self._low, self._high))
        self._fault = plain.small("")
        self.column.addWidget(self._fault)
        self.shortcuts(("Any", self._any), ("Empty", lambda: self.tell(Op.EMPTY)))
        for edit in (self._low, self._high):
            edit.textChanged.connect(self._typed)
        self.setFocusProxy(self._low)

    def _any(self) -> None:
        self._low.clear()
        self._high.clear()
        self.tell(None)

    def _typed(self) -> None:
        kind = self.asked.field.kind
        found = _read((self._low, self._high), lambda typed: filters.parse_number(typed, kind), self._fault)
        if found is not None:
            self.tell(None) if found == [None, None] else self.tell(Op.BETWEEN, *found)


class TextEditor(Editor):
    """Contains a text, or is one of the values that occur."""

    def __init__(self, asked: Asked, choices: Sequence[Choice], *, all_listed: bool) -> None:
        super().__init__(asked)
        self._has = _line("Contains")
        condition = asked.condition
        if condition is not None and condition.op is Op.HAS:
            self._has.setText(str(condition.values[0]))
        self.column.addWidget(self._has)
        self._values = CheckEditor(asked, choices, all_listed=all_listed)
        self._values.changed.connect(self._ticked)
        self.column.addWidget(self._values)
        self._has.textChanged.connect(self._typed)
        self.setFocusProxy(self._has)

    def _typed(self, typed: str) -> None:
        self.tell(Op.HAS, typed) if typed.strip() else self.tell(None)

    def _ticked(self, condition: Condition | None) -> None:
        blocked = self._has.blockSignals(True)
        self._has.clear()
        self._has.blockSignals(blocked)
        self.changed.emit(condition)


def _ticks(condition: Condition | None) -> Callable[[Scalar], bool]:
    """Which values a condition lets pass, as ticks; none of them when it does not list any."""
    if condition is None or condition.op not in (Op.IN, Op.NOT_IN, Op.EMPTY):
        return lambda value: False
    if condition.op is Op.EMPTY:
        return lambda value: value is None
    return lambda value: (value in condition.values) is (condition.op is Op.IN)


def _read(
    edits: tuple[QLineEdit, QLineEdit], parse: Callable[[str], Typed], fault: PlainLabel
) -> list[Typed] | None:
    """What stands in both lines; None, with the fault said and shown, when one of them is wrong."""
    found: list[Typed] = []
    said = ""
    for edit in edits:
        try:
            found.append(parse(edit.text()))
            wrong = False
        except ValueError as error:
            said, wrong = str(error), True
        edit.setProperty("wrong", wrong)
        edit.style().unpolish(edit)
        edit.style().polish(edit)
    fault.setText(said)
    fault.set_tone(Tone.BAD)
    return None if said else found


def _flip(item: QListWidgetItem) -> None:
    on = item.checkState() is Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)


def _line(label: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setPlaceholderText(label)
    edit.setAccessibleName(label)
    edit.setMaxLength(200)
    return edit


def _pair(first: QLineEdit, second: QLineEdit) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(first)
    row.addWidget(PlainLabel("–"))
    row.addWidget(second)
    return row
