"""The lines of what is ordered or quoted as a table: what each cell shows, and what typing into it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from forge_desktop.dialogs.order_form.known import Item
from forge_desktop.dialogs.order_form.order_lines import OrderLine, Promise
from forge_desktop.dialogs.order_form.sheet import ORDER, Sheet
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.roles import Role

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LinesModel(QAbstractTableModel):
    """Holds the lines; everything that depends on one is worked out anew when it changes."""

    edited = Signal()
    """Something of the lines is different."""

    def __init__(self, seen: Callable[[], Seen], parent: QObject | None = None, sheet: Sheet = ORDER) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.fields = sheet.fields
        """Columns that can be typed into."""
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
            for column, name in self.fields.items():
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
        name = self.fields[column]
        if name == "item":
            self._lines[row] = line.about(None, " ".join(text.split()))
        elif line.text(name) != text:
            self._lines[row] = line.changed(name, text)
        else:
            return
        self._settled()

    def choose(self, row: int, value: object) -> None:
        """Something else that a line is about."""
        self._lines[row] = self._lines[row].chosen(value)
        self._settled()

    def know(self, items: Mapping[int, Item]) -> None:
        """What is known of the items by now; one that is gone is deleted."""
        for row, line in enumerate(self._lines):
            if line.item is not None:
                now = items.get(line.item.key) or replace(line.item, deleted=True)
                self._lines[row] = replace(line, item=now, code=now.code)
        self._settled()

    def know_numbers(self, items: Mapping[str, Item]) -> None:
        """The parts behind all numbers, in lower case; a number may be of none."""
        for row, line in enumerate(self._lines):
            self._lines[row] = replace(line, item=items.get(line.code.casefold()))
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
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._lines) - 1, len(self.sheet.columns) - 1)
            )
        self.edited.emit()

    def _work_out(self) -> None:
        self._promises = self.sheet.promises(self._lines, self._seen())
        self._faults = [line.faults() for line in self._lines]

    # What Qt asks

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.sheet.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in self.fields else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.sheet.right(section) else Qt.AlignmentFlag.AlignLeft
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
            label = self.sheet.columns[column].heading or ("Remove" if column else "Line")
            return f"{label}: {' '.join(part for part in (cell.text, cell.second) if part) or 'empty'}"
        return None

    def text(self, row: int, column: int) -> str:
        """What stands in a field to be edited."""
        return self._lines[row].text(self.fields[column])

    def cell(self, row: int, column: int) -> Cell:
        """How a cell looks."""
        line, faults, name = self._lines[row], self._faults[row], self.sheet.columns[column].name
        match name:
            case "number":
                return Cell(text=str(row + 1), tone=Tone.MUTED)
            case "item":
                return self.sheet.item(line, faults.get("item", ""))
            case "stock":
                promise = self._promises[row]
                below = self.sheet.stock(line.item) if line.item is not None else ""
                return Cell(
                    text=promise.words, tone=promise.tone, icon=promise.icon, look=Look.DOT, second=below
                )
            case "total":
                return self.sheet.total(line)
            case "remove":
                return Cell(icon="x", look=Look.DOT, tone=Tone.MUTED, tip="Remove this line (Ctrl+Delete)")
        return self.sheet.typed(line, name, faults.get(name, ""))
