"""The column chooser: tick what is shown, drag or push it to its place, or take back what was declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from forge_desktop.views.page_state import ColumnState
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import IconButton, QuietButton

_ROW = 28
_FIELD = int(Qt.ItemDataRole.UserRole)
_WIDTH = _FIELD + 1


class ColumnChooser(QWidget):
    """Lists all columns of a page in their order; `changed` carries them as they are to be."""

    changed = Signal(object)
    compacted = Signal(bool)
    reset = Signal()

    def __init__(
        self,
        columns: Sequence[ColumnState],
        labels: Mapping[str, str],
        helps: Mapping[str, str],
        *,
        compact: bool,
    ) -> None:
        super().__init__()
        self._labels, self._helps = labels, helps
        self._list = QListWidget()
        self._list.setAccessibleName("Columns")
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self._list.setFixedHeight(340)
        self._list.installEventFilter(self)
        self.show_columns(columns)
        self._list.itemChanged.connect(lambda _: self._tell())
        self._list.model().rowsMoved.connect(lambda *_: self._tell())
        up, down = IconButton("Move up (Alt+Up)", "arrow-up"), IconButton("Move down (Alt+Down)", "arrow-down")
        up.clicked.connect(lambda: self.push(-1))
        down.clicked.connect(lambda: self.push(1))
        again = QuietButton("Reset")
        again.clicked.connect(self.reset)
        low = QCheckBox("Compact rows")
        low.setChecked(compact)
        low.toggled.connect(self.compacted)
        row = QHBoxLayout()
        for part in (up, down):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        column.addLayout(row)
        column.addWidget(low)
        column.addWidget(plain.small("Drag a column, or push it with Alt+Up and Alt+Down."))
        self.setFocusProxy(self._list)

    def show_columns(self, columns: Sequence[ColumnState]) -> None:
        """List these."""
        blocked = self._list.blockSignals(True)
        self._list.clear()
        for column in columns:
            item = QListWidgetItem(self._labels[column.field])
            item.setToolTip(plain.tip(self._helps[column.field]))
            item.setData(_FIELD, column.field)
            item.setData(_WIDTH, column.width)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            item.setSizeHint(QSize(0, _ROW))
            item.setCheckState(Qt.CheckState.Checked if column.shown else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.blockSignals(blocked)

    def columns(self) -> tuple[ColumnState, ...]:
        """The columns as they are listed."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(
            ColumnState(item.data(_FIELD), item.data(_WIDTH), item.checkState() is Qt.CheckState.Checked)
            for item in items
        )

    def push(self, by: int) -> None:
        """Move the chosen column up or down by one."""
        row = self._list.currentRow()
        to = row + by
        if row < 0 or not 0 <= to < self._list.count():
            return
        blocked = self._list.blockSignals(True)
        item = self._list.takeItem(row)
        self._list.insertItem(to, item)
        self._list.setCurrentRow(to)
        self._list.blockSignals(blocked)
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}.get(event.key())
            if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.push(by)
                return True
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        columns = self.columns()
        if any(column.shown for column in columns):
            self.changed.emit(columns)
