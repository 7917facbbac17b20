"""Rows of cells that are only read: verdicts, parts, operations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView

from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets.table import Table

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CellsModel(QAbstractTableModel):
    """Headings, and rows that are shown all at once."""

    def __init__(
        self, headings: Sequence[str], right: Collection[int] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._headings, self._right = headings, right
        self._rows: Sequence[Sequence[Cell]] = ()

    def show_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in self._right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._rows[index.row()][index.column()]
        if role == Role.CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = " ".join(part for part in (cell.text, cell.second) if part) or "empty"
            return f"{self._headings[index.column()]}: {said}"
        return None


def cells_table(name: str, model: CellsModel, widths: Sequence[int], *, wide: int, compact: bool) -> Table:
    """A quiet table of these rows; the column `wide` takes the room that is left."""
    table = Table(compact=compact)
    table.setModel(model)
    table.setAccessibleName(name)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    heads = table.horizontalHeader()
    heads.setSectionsMovable(False)
    heads.setSectionsClickable(False)
    heads.setStretchLastSection(False)
    for column, width in enumerate(widths):
        heads.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(column, width)
    heads.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    return table
