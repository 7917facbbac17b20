"""The table on a page: keys, copying, finding by typing, and a first column that stays in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from forge_desktop.domain.query import Query, Sort
from forge_desktop.domain.resource import Column
from forge_desktop.qtmodels.resource_table import ResourceTable
from forge_desktop.views.anchor import Anchor
from forge_desktop.views.bands import GroupBands
from forge_desktop.views.fitting import Fitting
from forge_desktop.views.frozen import FrozenColumn, FrozenHeading
from forge_desktop.views.heading import Heading
from forge_desktop.views.page_state import ColumnState
from forge_desktop.widgets import theme
from forge_desktop.widgets.table import Table

_TYPING = 1_000
"""Milliseconds after which typing starts a new word to find."""
_CONTROL = Qt.KeyboardModifier.ControlModifier
_CHOSEN = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select


class ResourceView(Table):
    """Shows a ResourceTable; emits what a person wishes and opens nothing itself."""

    opened = Signal(object)
    opened_apart = Signal(object)
    """In a window of its own."""
    previewed = Signal()
    copied = Signal()
    sought = Signal(str)
    arranged = Signal(object)
    """Columns were moved or resized: a tuple of ColumnState."""
    heading_menu = Signal(int, QPoint)
    bands: GroupBands | None = None
    """Headings of groups; the page puts them on."""
    _anchor: Anchor | None = None

    def __init__(self, table: ResourceTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._fitting = Fitting(self)
        self.heading = Heading(self)
        self.setHorizontalHeader(self.heading)
        self.heading.setSortIndicatorShown(True)  # Qt takes it away from a header that is put on
        self.setAccessibleName(table.resource.title)
        self.setCornerWidget(QWidget())
        self.setModel(table)
        self._frozen, self._frozen_heading = FrozenColumn(self), FrozenHeading(self)
        self._typed = ""
        self._word = QTimer(self, singleShot=True, interval=_TYPING)
        self._word.timeout.connect(lambda: setattr(self, "_typed", ""))
        self._settle = QTimer(self, singleShot=True, interval=200)
        self._settle.timeout.connect(self._settled)
        self.heading.sectionMoved.connect(self._moved)
        self.heading.sectionResized.connect(self._resized)
        self.heading.sectionClicked.connect(self._sort_by)
        self.heading.customContextMenuRequested.connect(self._heading_menu)
        self.horizontalScrollBar().valueChanged.connect(self._freeze)
        self.doubleClicked.connect(self._open)
        self._anchor = Anchor(self, table)
        self.heading.still = self._anchor.still

    # Columns

    def arrange(self, columns: Sequence[ColumnState]) -> None:
        """Put the columns into this order, with these widths, hidden or shown."""
        numbers = {column.field: number for number, column in enumerate(self.table.columns)}
        blocked = self.heading.blockSignals(True)
        try:
            for place, column in enumerate(columns):
                number = numbers[column.field]
                self.heading.moveSection(self.heading.visualIndex(number), place)
        finally:
            self.heading.blockSignals(blocked)
        self._fitting.choose({numbers[column.field]: column.width for column in columns})
        for column in columns:
            self.setColumnHidden(numbers[column.field], not column.shown)
        self._fitting.fit()
        self._settle.stop()
        self.viewport().update()
        self._freeze()

    def columns(self) -> tuple[ColumnState, ...]:
        """The columns as they stand now, with the widths that were chosen for them, whatever the room is."""
        numbers = (self.heading.logicalIndex(place) for place in range(self.heading.count()))
        return tuple(
            ColumnState(
                self.table.columns[number].field, self._fitting.own(number), not self.isColumnHidden(number)
            )
            for number in numbers
        )

    def shown_columns(self) -> list[Column]:
        """The columns on screen, from left to right."""
        places = (self.heading.logicalIndex(place) for place in range(self.heading.count()))
        return [self.table.columns[number] for number in places if not self.isColumnHidden(number)]

    def first_column(self) -> int:
        """Number of the leftmost column on screen."""
        for place in range(self.heading.count()):
            if not self.isColumnHidden(number := self.heading.logicalIndex(place)):
                return number
        return 0

    def show_order(self, query: Query) -> None:
        """Mark the column that the rows are sorted by, if it is one."""
        step = self._step(query)
        number = next((n for n, c in enumerate(self.table.columns) if step and c.field == step.field), -1)
        down = bool(step and step.descending)
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.heading.setSortIndicator(number, order)
        self._frozen_heading.update()

    def _sort_by(self, column: int) -> None:
        # Qt turned the indicator round before it told of the click, so what is asked decides
        step = self._step(self.table.query) if self.table.query else None
        down = step is not None and step.field == self.table.columns[column].field and not step.descending
        self.table.sort(column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)

    def _step(self, query: Query) -> Sort | None:
        """What sorts the rows, inside their groups when there are any."""
        steps = query.sort[1:] if self.table.grouped and len(query.sort) > 1 else query.sort
        return steps[0] if steps else None

    def _moved(self, *_: int) -> None:
        self._settle.start()
        self._freeze()

    def _resized(self, number: int, before: int, width: int) -> None:
        if self._fitting.resized(number, before, width):
            self._moved()

    def _settled(self) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._settle.start()
            return
        self._fitting.fit()
        self._freeze()
        self.arranged.emit(self.columns())

    def _heading_menu(self, at: QPoint) -> None:
        column = self.heading.logicalIndexAt(at)
        if column >= 0:
            self.heading_menu.emit(column, self.heading.mapToGlobal(at))

    # Rows

    def current_key(self) -> int | None:
        """Key of the record the keyboard is on."""
        return self.table.key(self.currentIndex().row())

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self._blocks())

    def selected_keys(self, most: int) -> list[int]:
        """Keys of the selected rows from top to bottom, not more than `most`."""
        rows: list[int] = []
        for first, last in self._blocks():
            rows.extend(range(first, min(last + 1, first + most - len(rows))))
        return [key for row in rows if (key := self.table.key(row)) is not None]

    def select_keys(self, keys: Sequence[int], current: int | None) -> None:
        """Select these records again, as far as they are shown; `current` gets the keyboard."""
        number = self.first_column()
        if current is not None and (row := self.table.row_of(current)) is not None:
            where = self.table.index(row, number)
            self.selectionModel().setCurrentIndex(where, QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        for row in self.table.rows_of(keys):
            where = self.table.index(row, number)
            chosen.select(where, where)
        self.selectionModel().select(chosen, _CHOSEN | QItemSelectionModel.SelectionFlag.Clear)

    def go_to(self, row: int) -> None:
        """Put the keyboard on this row, select it alone and bring it into sight."""
        where = self.table.index(row, self.first_column())
        flags = _CHOSEN | QItemSelectionModel.SelectionFlag.Clear
        self.selectionModel().setCurrentIndex(where, flags)
        self.scrollTo(where)

    def rows_in_sight(self) -> range:
        """The rows that are on screen."""
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(max(0, first), self.table.rowCount() if last < 0 else last + 1) if first >= 0 else range(0)

    def _blocks(self) -> list[tuple[int, int]]:
        """First and last row of each stretch of selected rows; Qt may name the same rows several times."""
        blocks: list[tuple[int, int]] = []
        for first, last in sorted((b.top(), b.bottom()) for b in self.selectionModel().selection().toList()):
            if blocks and first <= blocks[-1][1] + 1:
                blocks[-1] = (blocks[-1][0], max(last, blocks[-1][1]))
            else:
                blocks.append((first, last))
        return blocks

    def _open(self, where: QModelIndex) -> None:
        key = self.table.key(where.row())
        if key is not None:
            self.opened.emit(key)

    # Keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._open(self.currentIndex())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CONTROL:
            if (current := self.current_key()) is not None:
                self.opened_apart.emit(current)
        elif key == Qt.Key.Key_Space and plain and not self._typed:
            self.previewed.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain:
            if self.table.rowCount():
                self.go_to(0 if key == Qt.Key.Key_Home else self.table.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._on_band(event):
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._on_band(event):
            super().mouseDoubleClickEvent(event)

    def _on_band(self, event: QMouseEvent) -> bool:
        return self.bands is not None and self.bands.covers(int(event.position().y()))

    def set_compact(self, compact: bool) -> None:
        """Low rows with one line, or high ones with two."""
        super().set_compact(compact)
        if self.bands is not None:
            self.bands.fit()

    def keyboardSearch(self, search: str) -> None:
        """Letters typed in a row are one word to find in the first column of text."""
        if search.isprintable() and (self._typed or search.strip()):
            self._typed += search
            self._word.start()
            self.sought.emit(self._typed)

    # Painting

    def doItemsLayout(self) -> None:
        if self._anchor is None or not self._anchor.still():
            super().doItemsLayout()
        else:  # Qt would paint all rows again, a few times a second while others arrive
            self.updateGeometries()
            self.verticalHeader().setUpdatesEnabled(True)
        if self._anchor is not None:
            self._anchor.laid_out()

    # The first column in sight

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.bands is not None and self.bands.shown:
            self.bands.paint(QPainter(self.viewport()), self.viewport().width())
        elif self.table.grouped:
            self._rule_groups()
        if self._frozen.isVisible() and not self._frozen.rect().contains(event.rect()):
            self._frozen.update()

    def _rule_groups(self) -> None:
        """A stronger line above the first row of each group in sight."""
        painter = QPainter(self.viewport())
        for row in self.rows_in_sight():
            if row and self.table.starts_group(row):
                top = self.rowViewportPosition(row) - 1
                painter.fillRect(0, top, self.viewport().width(), 2, QColor(theme.current().muted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fitting.fit()
        self._freeze()

    def _freeze(self) -> None:
        scrolled = self.horizontalScrollBar().value() > 0
        width = self.columnWidth(self.first_column())
        around = self.viewport().geometry()
        self._frozen.setGeometry(around.x(), around.y(), width, around.height())
        self._frozen_heading.setGeometry(around.x(), self.heading.y(), width, self.heading.height())
        for over in (self._frozen, self._frozen_heading):
            over.setVisible(scrolled)
            over.raise_()
        self._frozen_heading.update()
