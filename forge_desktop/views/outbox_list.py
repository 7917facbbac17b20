"""The table of entries: keys, a menu for the chosen row, and a selection that stays with its entry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from forge_desktop.qtmodels.outbox_table import EntryRow, OutboxTable
from forge_desktop.widgets.table import Table


class EntryList(Table):
    """Shows rows; emits which entry is chosen and what the keys ask for."""

    chosen = Signal(object)
    """Key of the entry the keyboard is on; None when there is none."""
    opened = Signal()
    deleted = Signal()
    edited = Signal()

    def __init__(
        self, name: str, headings: Sequence[str], widths: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.table = OutboxTable(headings, self)
        self.setModel(self.table)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setCornerWidget(QWidget())
        heading = self.horizontalHeader()
        heading.setSectionsMovable(False)
        heading.setSectionsClickable(False)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self.menu = QMenu(self)
        self._told: int | None = None
        self.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.doubleClicked.connect(lambda _: self.opened.emit())

    def show_rows(self, rows: Sequence[EntryRow]) -> None:
        """Show these; where the chosen one has gone, its neighbour is chosen."""
        at = self.currentIndex().row()
        self.table.show_rows(rows)
        if not self.currentIndex().isValid() and rows:
            self.go_to(max(0, min(at, len(rows) - 1)))
        self._tell()

    def go_to(self, row: int) -> None:
        """Choose this row."""
        self.setCurrentIndex(self.table.index(row, 0))

    def go_to_key(self, key: int) -> bool:
        """Choose this entry; False when it is not shown."""
        row = self.table.row_of(key)
        if row is not None:
            self.go_to(row)
        return row is not None

    def key(self) -> int | None:
        """The chosen entry."""
        return self.table.key(self.currentIndex().row())

    def _tell(self) -> None:
        if (key := self.key()) != self._told:
            self._told = key
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif key == Qt.Key.Key_F2:
            self.edited.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The acts of the row that was meant, by pointer or by key."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.visualRect(self.currentIndex()).bottomLeft() + QPoint(24, 0)
        else:
            at = self.viewport().mapFromGlobal(event.globalPos())
            if (meant := self.indexAt(at)).isValid():
                self.setCurrentIndex(meant)
        if self.key() is not None and not self.menu.isEmpty():
            self.menu.popup(self.viewport().mapToGlobal(at))
