"""The table of one resource: the keys of the asked order, and rows read by key where they are seen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from PySide6.QtCore import (
    QElapsedTimer,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from forge_desktop.domain.query import Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure
from forge_desktop.qtmodels.glow import Glow
from forge_desktop.qtmodels.keyed_table import KeyedTable
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.qtmodels.roles import Role
from forge_desktop.qtmodels.row_source import RowSource
from forge_desktop.qtmodels.rows import KeyList, Row
from forge_desktop.store.query import Reader

FIRST_SCREEN = 60
SMALL = 20_000
"""Up to so many known rows the whole order is waited for; it comes as fast as a first screen would."""
_REST = 3
"""After re-reading an order, rest so many times as long as it took."""
_EITHER = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ResourceTable(KeyedTable):
    """Rows of a resource in the order and filter asked last; follows changes without ever being reset."""

    counted = Signal(int)
    """The whole order is there and has so many rows."""
    loading = Signal(bool)
    failed = Signal(str)
    asked = Signal(object)
    """Another Query is asked, by whomever."""

    def __init__(
        self,
        resource: Resource,
        reading: ReaderThread,
        seen: Callable[[], Seen],
        columns: Sequence[Column],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._reading = reading
        self._seen = seen
        self._columns = tuple(columns)
        self._source = RowSource(resource, reading, seen, self._replaced, self.failed.emit)
        self._query: Query | None = None
        self._whole = False
        self._awake = True
        self._touched: frozenset[int] | None = frozenset()
        self._dirty = False
        self.glow = Glow(self)
        self.glow.faded.connect(self._faded)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._ask_again)
        self._took = QElapsedTimer()

    @property
    def resource(self) -> Resource:
        """What the rows are."""
        return self._source.resource

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns; which of them are seen is the view's business."""
        return self._columns

    @property
    def query(self) -> Query | None:
        """What was asked last."""
        return self._query

    @property
    def whole(self) -> bool:
        """True when the whole order is there, not only its first screen."""
        return self._whole

    @property
    def loaded(self) -> int:
        """How many rows were read so far."""
        return self._source.loaded

    # Asking

    def ask(self, query: Query) -> None:
        """Show this instead. The first screen comes at once, the whole order as soon as it is read."""
        self._query = query
        self.asked.emit(query)
        self._reading.drop(self._topic("again"))
        self._rest.stop()
        self._dirty = False
        self.loading.emit(True)
        seen, wanted = self._seen(), self.held()
        if not (self._whole and self._count <= SMALL):
            self._reading.ask(
                self._topic("first"),
                lambda reader: reader.first(query, seen, FIRST_SCREEN),
                lambda keys: self._first_screen(KeyList(array("q", keys))),
            )
        self._reading.ask(
            self._topic("keys"),
            lambda reader: _order(reader, query, seen, wanted),
            self._arrived,
            self._refused,
        )

    def ask_again(self) -> None:
        """Ask the same once more with every row read afresh, as after a failure or at midnight."""
        self._source.forget()
        if self._query is not None:
            self.ask(self._query)

    def stop(self) -> None:
        """Give up what is being asked; what is shown stays."""
        for name in ("first", "keys", "again"):
            self._reading.drop(self._topic(name))
        self._rest.stop()
        self.loading.emit(False)

    def close(self) -> None:
        """Ask nothing any more."""
        self._query = None
        self.glow.clear()
        self.stop()
        self._source.close()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the order by this column, then by the record's code."""
        if self._query is None or not 0 <= column < len(self._columns):
            return
        field = self.resource.field(self._columns[column].field)
        if not field.kind.scalar:
            return
        steps = [Sort(field.name, order == Qt.SortOrder.DescendingOrder)]
        if self.resource.code and self.resource.code != field.name:
            steps.append(Sort(self.resource.code))
        self.ask(replace(self._query, sort=tuple(steps)))

    # Following changes

    def changed(self, keys: frozenset[int] | None) -> None:
        """These records changed (None: too many to name): show them, and ask where they stand now."""
        self._touched = None if keys is None or self._touched is None else self._touched | keys
        self._source.stale(keys)
        self._dirty = True
        if self._awake:
            self._ask_again()

    def set_awake(self, awake: bool) -> None:
        """A hidden table sleeps: it remembers that something changed and asks when it is shown."""
        self._awake = awake
        if awake and self._dirty:
            self._ask_again()

    def _ask_again(self) -> None:
        query = self._query
        if query is None or not self._dirty or not self._awake or self._rest.isActive():
            return
        if self._reading.busy(self._topic("again")) or self._reading.busy(self._topic("keys")):
            return
        self._dirty = False
        touched, self._touched = self._touched, frozenset()
        seen, wanted = self._seen(), self.held() | (touched or frozenset())
        self._took.start()
        self._reading.ask(
            self._topic("again"),
            lambda reader: _order(reader, query, seen, wanted),
            lambda keys: self._followed(keys, touched),
            self._refused,
        )

    def _followed(self, keys: KeyList, touched: frozenset[int] | None) -> None:
        if keys.same(self._keys):
            self._repaint(touched)
        else:
            self.move_to(keys)
            self.counted.emit(len(keys))
        self._rest.start(min(5_000, _REST * int(self._took.elapsed())))

    def _repaint(self, touched: frozenset[int] | None, roles: Iterable[int] = ()) -> None:
        last = len(self._columns) - 1
        if not self._count or last < 0:
            return
        if touched is None or len(touched) > 200:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, last), list(roles))
            return
        for row in self._keys.where(touched).values():
            self.dataChanged.emit(self.index(row, 0), self.index(row, last), list(roles))

    # Swapping key lists

    def _first_screen(self, keys: KeyList) -> None:
        self._whole = False
        self.move_to(keys)

    def _arrived(self, keys: KeyList) -> None:
        self._whole = True
        self.move_to(keys)
        self.loading.emit(False)
        self.counted.emit(len(keys))
        if self._dirty:
            self._ask_again()

    def _refused(self, failure: Failure) -> None:
        self.loading.emit(False)
        self.failed.emit(failure.message)

    def _topic(self, name: str) -> tuple[str, int]:
        return name, id(self)

    # What Qt asks

    def columnCount(self, parent: _EITHER = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _EITHER, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        row = self._source.row(self._keys, index.row())
        return answer(self, row, index.row(), index.column())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.label(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(self.resource.field(self._columns[section].field).help) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def label(self, section: int) -> str:
        """The heading of a column."""
        column = self._columns[section]
        return column.label or self.resource.field(column.field).label

    def record(self, row: int) -> Record | None:
        """The record in this row."""
        shown = self._source.row(self._keys, row)
        return shown.record if shown else None

    def cell(self, row: int, column: int) -> Cell:
        """The cell at this place; an empty one where nothing could be loaded."""
        shown = self._source.row(self._keys, row)
        return Cell() if shown is None else self._source.cell(shown, column, self._columns[column])

    def _cell(self, row: Row | None, column: int) -> Cell | None:
        """None where the row is not known yet; a grey dash where it could not be loaded."""
        if row is None:
            return None
        return self._source.cell(row, column, self._columns[column])

    def _spoken(self, row: Row | None, column: int) -> str:
        cell = self._cell(row, column) or Cell(text="not loaded")
        said = " ".join(part for part in (cell.text, cell.second) if part) or "empty"
        return f"{self.label(column)}: {said}"

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        right = self.resource.field(self._columns[column].field).kind.right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    # Glow

    def _replaced(self, key: int, old: Row, new: Row) -> None:
        if new.record is None:
            return
        for column, was in old.cells.items():
            cell = self._source.cell(new, column, self._columns[column])
            if (cell.text, cell.tone, cell.share) != (was.text, was.tone, was.share):
                self.glow.add(key, column)

    def _faded(self, keys: frozenset[int]) -> None:
        self._repaint(keys, [Role.GLOW])


def _glow(table: ResourceTable, row: Row | None, number: int, column: int) -> float:
    key = table.key(number)
    return 0.0 if key is None else table.glow.left(key, column)


_UNKNOWN = Cell()
_Answer = Callable[[ResourceTable, Row | None, int, int], Any]
_ANSWERS: dict[int, _Answer] = {
    Qt.ItemDataRole.DisplayRole: lambda table, row, number, column: (table._cell(row, column) or _UNKNOWN).text,
    Qt.ItemDataRole.ToolTipRole: lambda table, row, number, column: (
        _tip((table._cell(row, column) or _UNKNOWN).tip) or None
    ),
    Qt.ItemDataRole.TextAlignmentRole: lambda table, row, number, column: table._alignment(column),
    Qt.ItemDataRole.AccessibleTextRole: lambda table, row, number, column: table._spoken(row, column),
    Role.CELL: lambda table, row, number, column: table._cell(row, column),
    Role.RECORD: lambda table, row, number, column: row.record if row else None,
    Role.KEY: lambda table, row, number, column: table.key(number),
    Role.LATE: lambda table, row, number, column: row is not None and row.late,
    Role.GLOW: _glow,
}


def _order(reader: Reader, query: Query, seen: Seen, wanted: frozenset[int]) -> KeyList:
    """In the worker: the whole order, and where the rows stand that somebody holds on to."""
    keys = KeyList(reader.keys(query, seen))
    keys.find(wanted)
    return keys


def _tip(text: str) -> str:
    """Plain text for a tool tip: Qt would take markup in it for markup."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""
