"""The entries of the outbox as a table: rows that somebody else worked out, kept by key while they change."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.keyed_table import KeyedTable
from forge_desktop.qtmodels.roles import Role
from forge_desktop.qtmodels.rows import KeyList

_EITHER = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One row: the entry's place in the queue, which never changes, and its cells."""

    key: int
    cells: tuple[Cell, ...]


class OutboxTable(KeyedTable):
    """Rows come whole and in order; what changed is told row by row, and a selection stays with its entry."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._rows: dict[int, EntryRow] = {}

    def show_rows(self, rows: Sequence[EntryRow]) -> None:
        """Show these, in this order."""
        fresh = {row.key: row for row in rows}
        before = self._rows
        keys = KeyList(array("q", fresh))
        self._rows = before | fresh
        if not keys.same(self._keys):
            self.move_to(keys)
        self._rows = fresh
        for number, row in enumerate(rows):
            if row.key in before and before[row.key] != row:
                last = len(self._headings) - 1
                self.dataChanged.emit(self.index(number, 0), self.index(number, last))

    def columnCount(self, parent: _EITHER = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._headings):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._headings[section]
        return None

    def data(self, index: _EITHER, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self, self.cell(index.row(), index.column()), index)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at this place; an empty one while rows are on the move."""
        key = self.key(row)
        shown = self._rows.get(key) if key is not None else None
        return shown.cells[column] if shown is not None else Cell()


def _spoken(table: OutboxTable, cell: Cell, index: _EITHER) -> str:
    said = " ".join(part for part in (cell.text, cell.second) if part) or "empty"
    return f"{table.headerData(index.column(), Qt.Orientation.Horizontal)}: {said}"


_Answer = Callable[[OutboxTable, Cell, _EITHER], Any]
_ANSWERS: dict[int, _Answer] = {
    Qt.ItemDataRole.DisplayRole: lambda table, cell, index: cell.text,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    Role.CELL: lambda table, cell, index: cell,
    Role.KEY: lambda table, cell, index: table.key(index.row()),
    Role.LATE: lambda table, cell, index: False,
    Role.GLOW: lambda table, cell, index: 0.0,
}
