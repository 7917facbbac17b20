"""A small table that is given whole: the lines of a record, or all its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.roles import Role

Link = tuple[str, int]
"""Resource and key of a record that a cell leads to."""
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells, where they lead, and whether the first one stands across the whole row."""

    cells: tuple[Cell, ...]
    links: tuple[Link | None, ...] = ()
    across: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its words, and whether it holds numbers."""

    label: str
    right: bool = False


class LinesTable(QAbstractTableModel):
    """Shows lines that somebody else read and worked out; another set of lines replaces them as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings: tuple[Heading, ...] = ()
        self._lines: tuple[Line, ...] = ()

    def show_lines(self, headings: Sequence[Heading], lines: Sequence[Line]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._headings, self._lines = tuple(headings), tuple(lines)
        self.endResetModel()

    def line(self, row: int) -> Line:
        """The line in this row."""
        return self._lines[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section].label
        return _side(self._headings[section].right) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        cell = line.cells[index.column()] if index.column() < len(line.cells) else Cell()
        if role == Role.CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(cell.right)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            label = "" if line.across else f"{self._headings[index.column()].label}: "
            return f"{label}{cell.text or 'empty'}"
        return None

    def link(self, index: QModelIndex) -> Link | None:
        """Where this cell leads, else where its row leads first."""
        if not index.isValid():
            return None
        links = self._lines[index.row()].links
        here = links[index.column()] if index.column() < len(links) else None
        return here or next((link for link in links if link is not None), None)


def _side(right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
