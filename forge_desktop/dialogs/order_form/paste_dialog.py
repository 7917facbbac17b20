"""Asks what of a pasted spreadsheet is to be taken: the text above, a verdict for each row below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QWidget

from forge_desktop.dialogs.frame import Dialog
from forge_desktop.dialogs.order_form import pasted
from forge_desktop.dialogs.order_form.known import Item, Lookup
from forge_desktop.dialogs.order_form.pasted import Kind, Verdict
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen, number, one_line
from forge_desktop.domain.text import day as short_day
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.table import Table

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_PAUSE = 150
_LONGEST = 1 << 20
_SIZE = (820, 600)
_HEADINGS: Mapping[Kind, tuple[str, ...]] = {
    "lines": ("Row", "Item", "Quantity", "Price", "Day", "Verdict"),
    "orders": ("Row", "Item", "Quantity", "Due", "Verdict"),
}
_WIDTHS = {"Row": 48, "Item": 200, "Quantity": 84, "Price": 84, "Day": 76, "Due": 76, "Verdict": 272}
_ICONS = {Tone.BAD: "circle-alert", Tone.WARN: "triangle-alert", Tone.GOOD: "circle-check"}
_TITLES: Mapping[Kind, str] = {"lines": "Paste lines", "orders": "Paste manufacturing orders"}
_WORDS: Mapping[Kind, str] = {
    "lines": "One line each: code, quantity, price, date. Separated by tab, semicolon or comma.",
    "orders": "One order each: code, quantity, due date. Separated by tab, semicolon or comma.",
}


class PasteDialog(Dialog):
    """Emits `taken` with the good rows; rows that cannot be taken stay in the text, to be mended there."""

    taken = Signal(object)
    """list[Verdict]: the rows that can be used."""

    def __init__(
        self, kind: Kind, lookup: Lookup, seen: Callable[[], Seen], parent: QWidget | None, text: str | None
    ) -> None:
        super().__init__(_TITLES[kind], parent, foot_icon="info")
        self._kind, self._lookup, self._seen = kind, lookup, seen
        self._items: dict[str, Item] = {}
        self._judged = ""
        self.verdicts: list[Verdict] = []
        self._text = QPlainTextEdit()
        self._text.setAccessibleName("Pasted rows")
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText(_WORDS[kind])
        self._model = _Verdicts(_HEADINGS[kind], seen)
        self._table = Table(compact=True)
        self._add = PrimaryButton("Add")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look_up)
        self._lay_out()
        self._text.textChanged.connect(self._pause.start)
        self._text.setPlainText((QGuiApplication.clipboard().text() if text is None else text)[:_LONGEST])
        self._first = self._text.toPlainText()
        self._look_up()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.body.addWidget(plain.small(_WORDS[self._kind]))
        self.body.addWidget(self._text, 2)
        self._table.setModel(self._model)
        self._table.setAccessibleName("Verdicts")
        heads = self._table.horizontalHeader()
        heads.setSectionsMovable(False)
        heads.setSectionsClickable(False)
        for column, heading in enumerate(_HEADINGS[self._kind]):
            self._table.setColumnWidth(column, _WIDTHS[heading])
        heads.setStretchLastSection(False)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._table, 3)
        cancel = QuietButton("Cancel")
        cancel.clicked.connect(self.reject)
        self._add.setToolTip("Ctrl+Enter")
        self._add.clicked.connect(self.agree)
        self.foot.add(cancel, self._add)
        self.resize(*_SIZE)

    def typed(self) -> bool:
        """True when the text was changed by hand."""
        return self._text.toPlainText() != self._first

    @property
    def good(self) -> list[Verdict]:
        """The rows that can be taken."""
        return [verdict for verdict in self.verdicts if not verdict.wrong]

    def agree(self) -> None:
        """Hand over the good rows; close when no other is left."""
        if self._judged != self._text.toPlainText() or not self.good:
            return
        good, bad = self.good, [verdict for verdict in self.verdicts if verdict.wrong]
        rest = pasted.rest_of(self._judged, self.verdicts)
        self.taken.emit(good)
        if not bad:
            self.accept()
            return
        self._text.setPlainText(rest)
        self._first = rest
        self._look_up()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_up(self) -> None:
        text = self._text.toPlainText()
        rows = pasted.rows_of(text, self._kind)
        codes = sorted({row.code for row in rows if row.code})

        def told(items: Mapping[str, Item]) -> None:
            if text == self._text.toPlainText():
                self._judge(text, rows, items)

        self._lookup.by_code(codes, told)

    def _judge(self, text: str, rows: Sequence[pasted.Row], items: Mapping[str, Item]) -> None:
        self._judged = text
        self.verdicts = pasted.judge(rows, items, self._seen(), self._kind)
        self._model.show_verdicts(self.verdicts)
        good, all_ = len(self.good), len(self.verdicts)
        word = {"lines": "line", "orders": "order"}[self._kind]
        self._add.set_label(f"{'Add' if self._kind == 'lines' else 'Create'} {number_of(good, word)}")
        self._add.setEnabled(bool(good))
        bad = all_ - good
        stay = "stays" if bad == 1 else "stay"
        left = f" {number_of(bad, 'row')} cannot be taken and {stay} above to be mended."
        self.foot.words.setText(f"{good} of {all_} can be taken.{left if bad else ''}" if all_ else "")


def number_of(count: int, word: str) -> str:
    """A count with its noun."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


class _Verdicts(QAbstractTableModel):
    """The verdicts as cells."""

    def __init__(self, headings: Sequence[str], seen: Callable[[], Seen]) -> None:
        super().__init__()
        self._headings, self._seen = headings, seen
        self._verdicts: list[Verdict] = []

    def show_verdicts(self, verdicts: list[Verdict]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._verdicts = verdicts
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._verdicts)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        heading = self._headings[index.column()]
        cell = self._cell(self._verdicts[index.row()], heading)
        if role == Role.CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        return f"{heading}: {cell.text or 'empty'}" if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _cell(self, verdict: Verdict, heading: str) -> Cell:
        row, seen = verdict.row, self._seen()
        if heading == "Row":
            return Cell(text=str(row.number), tone=Tone.MUTED)
        if heading == "Item":
            title = verdict.item.title if verdict.item is not None else ""
            return Cell(text=one_line(row.code, 60), second=one_line(title))
        if heading == "Quantity":
            amount = number(verdict.quantity) if verdict.quantity is not None else one_line(row.quantity, 24)
            return Cell(text=amount)
        if heading == "Price":
            return Cell(text=number(verdict.price, 2) if verdict.price is not None else one_line(row.price, 24))
        if heading == "Verdict":
            return Cell(text=verdict.words, tone=verdict.tone, icon=_ICONS[verdict.tone], look=Look.DOT)
        return Cell(text=short_day(verdict.day, seen) if verdict.day is not None else one_line(row.day, 24))
