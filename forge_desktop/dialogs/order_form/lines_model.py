"""The lines of a new customer order as a table: what each cell shows, and what typing into it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from forge_desktop.dialogs.order_form import order_lines
from forge_desktop.dialogs.order_form.known import Item
from forge_desktop.dialogs.order_form.order_lines import OrderLine, Promise
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen, number, one_line
from forge_desktop.qtmodels.roles import Role

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
NUMBER, ITEM, STOCK, QUANTITY, PRICE, DISCOUNT, TOTAL, REMOVE = range(8)
HEADINGS = ("", "Item", "Can deliver", "Quantity", "Price", "Discount", "Total", "")
FIELDS = {ITEM: "item", QUANTITY: "quantity", PRICE: "price", DISCOUNT: "discount"}
"""Columns that can be typed into."""
_RIGHT = (QUANTITY, PRICE, DISCOUNT, TOTAL)


class LinesModel(QAbstractTableModel):
    """Holds the lines; everything that depends on one is worked out anew when it changes."""

    edited = Signal()
    """Something of the lines is different."""

    def __init__(self, seen: Callable[[], Seen], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen = seen
        self._lines: list[OrderLine] = []
        self._promises: list[Promise] = []
        self._faults: list[dict[str, str]] = []

    @property
    def lines(self) -> Sequence[OrderLine]:
        """The lines as they are typed now."""
        return self._lines

    @property
    def bookable(self) -> int:
        """How many lines stock can give whole."""
        return sum(promise.now for promise in self._promises)

    def faults(self, row: int) -> Mapping[str, str]:
        """What is wrong with a line, by field."""
        return self._faults[row]

    def first_wrong(self) -> tuple[int, int] | None:
        """Row and column of the first field that cannot go out as it is."""
        for row, faults in enumerate(line.wrong() for line in self._lines):
            for column, name in FIELDS.items():
                if name in faults:
                    return row, column
        return None

    def totals(self) -> list[Decimal]:
        """What the lines without a fault come to."""
        return [total for line in self._lines if (total := line.total) is not None]

    # Changing

    def show_lines(self, lines: Sequence[OrderLine]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._lines = list(lines)
        self._work_out()
        self.endResetModel()
        self.edited.emit()

    def add(self, lines: Sequence[OrderLine]) -> int:
        """Put lines at the end; the row of the first."""
        first = len(self._lines)
        if lines:
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines.extend(lines)
            self._work_out()
            self.endInsertRows()
            self._changed()
        return first

    def remove(self, row: int) -> None:
        """Take a line away."""
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._lines[row]
        self._work_out()
        self.endRemoveRows()
        self._changed()

    def type_in(self, row: int, column: int, text: str) -> None:
        """Another text in a field of a line."""
        line = self._lines[row]
        name = FIELDS[column]
        if name == "item":
            self._lines[row] = line.about(None, " ".join(text.split()))
        elif getattr(line, name) != text:
            self._lines[row] = line.changed(name, text)
        else:
            return
        self._settled()

    def choose(self, row: int, item: Item) -> None:
        """Another item for a line."""
        self._lines[row] = self._lines[row].about(item)
        self._settled()

    def know(self, items: Mapping[int, Item]) -> None:
        """What is known of the items by now; one that is gone is deleted."""
        for row, line in enumerate(self._lines):
            if line.item is not None:
                now = items.get(line.item.key) or replace(line.item, deleted=True)
                self._lines[row] = replace(line, item=now, code=now.code)
        self._settled()

    def know_codes(self, items: Mapping[str, Item]) -> None:
        """The items behind codes that were only text so far, by code in lower case."""
        for row, line in enumerate(self._lines):
            item = items.get(line.code.casefold()) if line.item is None else None
            if item is not None:
                self._lines[row] = replace(line.about(item), said=line.said)  # nobody changed the field
        self._settled()

    def say(self, row: int, name: str, words: str) -> None:
        """What a server said of a field; it stands until the field is changed."""
        if 0 <= row < len(self._lines):
            line = self._lines[row]
            kept = tuple(pair for pair in line.said if pair[0] != name)
            self._lines[row] = replace(line, said=(*kept, (name, words)))
            self._settled()

    def _settled(self) -> None:
        self._work_out()
        self._changed()

    def _changed(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, REMOVE))
        self.edited.emit()

    def _work_out(self) -> None:
        self._promises = order_lines.promises(self._lines, self._seen())
        self._faults = [line.faults() for line in self._lines]

    # What Qt asks

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in FIELDS else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        row, column = index.row(), index.column()
        if role == Role.CELL:
            return self.cell(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, column).text
        if role == Qt.ItemDataRole.EditRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell = self.cell(row, column)
            label = HEADINGS[column] or ("Line" if column == NUMBER else "Remove")
            return f"{label}: {' '.join(part for part in (cell.text, cell.second) if part) or 'empty'}"
        return None

    def text(self, row: int, column: int) -> str:
        """What stands in a field to be edited."""
        line = self._lines[row]
        return line.code if column == ITEM else str(getattr(line, FIELDS[column]))

    def cell(self, row: int, column: int) -> Cell:
        """How a cell looks."""
        line, faults = self._lines[row], self._faults[row]
        if column == NUMBER:
            return Cell(text=str(row + 1), tone=Tone.MUTED)
        if column == ITEM:
            return _item(line, faults.get("item", ""))
        if column == STOCK:
            promise = self._promises[row]
            below = order_lines.stock_words(line.item, unit=False) if line.item is not None else ""
            return Cell(text=promise.words, tone=promise.tone, icon=promise.icon, look=Look.DOT, second=below)
        if column == TOTAL:
            total = line.total
            return Cell(text="–" if total is None else number(total, 2), right=True, look=Look.STRONG)
        if column == REMOVE:
            return Cell(icon="x", look=Look.DOT, tone=Tone.MUTED, tip="Remove this line (Ctrl+Delete)")
        return _typed(line, column, faults.get(FIELDS[column], ""))


def _item(line: OrderLine, fault: str) -> Cell:
    if line.item is None:
        return Cell(text=one_line(line.code) or "–", second=fault, second_tone=Tone.BAD)
    below = fault or one_line(line.item.code)
    tip = f"{order_lines.stock_words(line.item)}\n{order_lines.price_words(line.item)}"
    return Cell(
        text=one_line(line.item.title),
        second=below,
        second_tone=Tone.BAD if fault else Tone.MUTED,
        tip=f"{line.item.code} {line.item.title}\n{tip}",
    )


def _typed(line: OrderLine, column: int, fault: str) -> Cell:
    text = getattr(line, FIELDS[column])
    value = line.value(FIELDS[column])
    if value is not None:
        text = number(value, 2 if column == PRICE else None)
        unit = "%" if column == DISCOUNT else line.item.unit if column == QUANTITY and line.item else ""
        text = f"{text} {one_line(unit, 8)}".rstrip()
    below = fault
    if not fault and column == PRICE and line.item is not None and line.item.tiers and not line.own_price:
        below = f"{len(line.item.tiers)} tiers"
    return Cell(
        text=one_line(text, 30), second=below, second_tone=Tone.BAD if fault else Tone.MUTED, right=True
    )
