"""What a table of records answers when Qt asks: cells, headings, words for a screen reader, groups and glow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from forge_desktop.domain.query import Query
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Look, Resource, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen
from forge_desktop.qtmodels.glow import Glow
from forge_desktop.qtmodels.keyed_table import KeyedTable
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.roles import Role
from forge_desktop.qtmodels.row_source import RowSource
from forge_desktop.qtmodels.rows import Row

_EITHER = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FEW = 200
"""Up to so many changed rows are repainted one by one."""


class CellTable(KeyedTable):
    """Keys shown as rows of cells, drawn from a resource's declaration."""

    failed = Signal(str)
    """Rows or keys could not be read."""

    def __init__(
        self,
        resource: Resource,
        reading: ReaderThread,
        seen: Callable[[], Seen],
        columns: Sequence[Column],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._query: Query | None = None
        self._columns = tuple(columns)
        self._source = RowSource(resource, reading, seen, self._replaced, self.failed.emit)
        self.glow = Glow(self)
        self.glow.faded.connect(lambda keys: self.repaint(keys, [Role.GLOW]))

    @property
    def resource(self) -> Resource:
        """What the rows are."""
        return self._source.resource

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns; which of them are seen is the view's business."""
        return self._columns

    @property
    def loaded(self) -> int:
        """How many rows were read so far."""
        return self._source.loaded

    def extend(self, resource: Resource, columns: Sequence[Column]) -> None:
        """The records have more fields than were known: add columns for them at the end."""
        self._source.resource = resource
        if columns:
            first = len(self._columns)
            self.beginInsertColumns(QModelIndex(), first, first + len(columns) - 1)
            self._columns = (*self._columns, *columns)
            self.endInsertColumns()

    # Groups

    @property
    def grouped(self) -> bool:
        """True when the rows stand in groups of the resource's own kind."""
        step = self._query.sort[0].field if self._query and self._query.sort else ""
        return bool(self.resource.group) and step == self.resource.group

    def starts_group(self, row: int) -> bool:
        """True when the order is grouped and another group than that of the row above begins here."""
        if not self.grouped:
            return False
        name = self.resource.group
        here, above = self.record(row), self.record(row - 1) if row else None
        return here is not None and (above is None or here.word(name) != above.word(name))

    # What Qt asks

    def columnCount(self, parent: _EITHER = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _EITHER, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        return None if answer is None or not index.isValid() else answer(self, index.row(), index.column())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.label(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(self.resource.field(self._columns[section].field).help)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(section)
        return None

    def label(self, section: int) -> str:
        """The heading of a column."""
        column = self._columns[section]
        return column.label or self.resource.field(column.field).label

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers at the right, all else at the left."""
        right = self.resource.field(self._columns[column].field).kind.right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def record(self, row: int) -> Record | None:
        """The record in this row; None where it is not known or cannot be loaded."""
        shown = self.row(row)
        return shown.record if shown else None

    def row(self, number: int) -> Row | None:
        """The row at this place, read when it is not here yet."""
        return self._source.row(self._keys, number)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at this place: None where the row is not known yet, a dash where it cannot be loaded."""
        shown = self.row(row)
        if shown is None:
            return None
        made = self._source.cell(shown, column, self._columns[column])
        if self.grouped and self._columns[column].field == self.resource.group:
            first = self.starts_group(row)
            return replace(made, look=Look.STRONG) if first else replace(made, tone=Tone.MUTED)
        return made

    def spoken(self, row: int, column: int) -> str:
        """The cell in words, with the name of its column."""
        cell = self.cell(row, column) or Cell(text="not loaded")
        said = " ".join(part for part in (cell.text, cell.second) if part) or "empty"
        return f"{self.label(column)}: {said}"

    # Repainting

    def repaint(self, keys: frozenset[int] | None, roles: Iterable[int] = ()) -> None:
        """Tell that these records look different now; None for any of them."""
        last = len(self._columns) - 1
        if not self._count or last < 0:
            return
        if keys is None or len(keys) > _FEW:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, last), list(roles))
            return
        for row in self._keys.where(keys).values():
            self.dataChanged.emit(self.index(row, 0), self.index(row, last), list(roles))

    def _replaced(self, key: int, old: Row, new: Row) -> None:
        if new.record is None:
            return
        for column, was in old.cells.items():
            cell = self._source.cell(new, column, self._columns[column])
            if (cell.text, cell.tone, cell.share) != (was.text, was.tone, was.share):
                self.glow.add(key, column)


def _glow(table: CellTable, row: int, column: int) -> float:
    key = table.key(row)
    return 0.0 if key is None else table.glow.left(key, column)


def _late(table: CellTable, row: int, column: int) -> bool:
    shown = table.row(row)
    return shown is not None and shown.late


def _tip(text: str) -> str | None:
    """Plain text for a tool tip: Qt would take markup in it for markup."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else None


_NONE = Cell()
_Answer = Callable[[CellTable, int, int], Any]
_ANSWERS: dict[int, _Answer] = {
    Qt.ItemDataRole.DisplayRole: lambda table, row, column: (table.cell(row, column) or _NONE).text,
    Qt.ItemDataRole.ToolTipRole: lambda table, row, column: _tip((table.cell(row, column) or _NONE).tip),
    Qt.ItemDataRole.TextAlignmentRole: lambda table, row, column: table.alignment(column),
    Qt.ItemDataRole.AccessibleTextRole: lambda table, row, column: table.spoken(row, column),
    Role.CELL: lambda table, row, column: table.cell(row, column),
    Role.RECORD: lambda table, row, column: table.record(row),
    Role.KEY: lambda table, row, column: table.key(row),
    Role.LATE: _late,
    Role.GLOW: _glow,
}
