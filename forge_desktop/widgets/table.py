"""A table view dressed as all tables of the program are, and its header; it knows rows, not resources."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from forge_desktop.widgets import fonts, paint, theme
from forge_desktop.widgets.cells import PAD, CellDelegate
from forge_desktop.widgets.tokens import HEADER, SMALL_PX

_ARROW = 12


class TableHeader(QHeaderView):
    """Quiet words above the columns; the sorted column carries an arrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFont(fonts.font(SMALL_PX, fonts.SEMIBOLD))
        self.setFixedHeight(HEADER)
        self.setMinimumSectionSize(48)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setAccessibleName("Columns")

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Label, arrow, hairline."""
        tokens = theme.current()
        painter.fillRect(rect, QColor(tokens.panel))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        model = self.model()
        label = str(model.headerData(section, self.orientation()) or "")
        align = model.headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        right = bool(align is not None and int(align) & Qt.AlignmentFlag.AlignRight.value)
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        room = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setFont(self.font())
        color = tokens.text if sorted_by else tokens.muted
        if sorted_by:
            self._arrow(painter, room, label, color, right=right)
            if not right:
                room.setRight(room.right() - _ARROW - 2)
        paint.line(painter, room, label, color, _side(right))

    def sizeHint(self) -> QSize:
        """As high as the look asks; Qt's own answer would ask each section for all its words first."""
        return QSize(self.length(), HEADER)

    def _arrow(self, painter: QPainter, room: QRect, label: str, color: str, *, right: bool) -> None:
        ascending = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        width = paint.width(self.font(), label)
        if right:
            x = max(room.left() - _ARROW, room.right() - width - _ARROW - 2)
        else:
            x = min(room.left() + width + 3, room.right() - _ARROW + 1)
        name = "arrow-up" if ascending else "arrow-down"
        paint.icon(painter, x, room.center().y() + 1, name, color, _ARROW)


def _side(right: bool) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft


class Table(QTableView):
    """Whole rows, no grid lines, one hairline; rows are all of one height, so a million cost nothing."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._cells = CellDelegate(self, compact=compact)
        self.setItemDelegate(self._cells)
        self.setHorizontalHeader(TableHeader(self))
        self.setFont(fonts.font())
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_compact(compact)

    @property
    def compact(self) -> bool:
        """True while rows are low."""
        return self._cells.compact

    @property
    def row_height(self) -> int:
        """Height of a row."""
        return self._cells.row_height

    def set_compact(self, compact: bool) -> None:
        """Low rows with one line, or high ones with two."""
        self._cells.compact = compact
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(self._cells.row_height)
        rows.setDefaultSectionSize(self._cells.row_height)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Remember which row the pointer is over."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the row when the pointer leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        before = self._cells.hovered
        if row == before:
            return
        self._cells.hovered = row
        for each in (before, row):
            if each >= 0:
                top, height = self.rowViewportPosition(each), self.rowHeight(each)
                self.viewport().update(0, top, self.viewport().width(), height)
