"""The headings of a page's table: those of all tables, with a mark where a column filters the rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from forge_desktop.widgets import paint, theme
from forge_desktop.widgets.table import TableHeader

_MARK = 12


class Heading(TableHeader):
    """Sections can be moved, resized and clicked; a right click asks for the menu of a column."""

    still: Callable[[], bool] | None = None
    """Says when only rows out of sight have moved; the view puts it on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filtered: frozenset[int] = frozenset()
        """Sections whose column filters the rows."""
        self.setMinimumSectionSize(36)
        self.setStretchLastSection(False)  # what is left belongs to columns of text
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def mark(self, filtered: frozenset[int]) -> None:
        """These sections filter the rows."""
        if filtered != self.filtered:
            self.filtered = filtered
            self.viewport().update()

    def doItemsLayout(self) -> None:
        if self.still is None or not self.still():
            super().doItemsLayout()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        marked = section in self.filtered
        super().paintSection(painter, rect.adjusted(0, 0, -_MARK if marked else 0, 0), section)
        if marked:
            room = QRect(rect.right() - _MARK + 1, rect.top(), _MARK, rect.height())
            painter.fillRect(room, self.palette().base())
            painter.fillRect(room.x(), room.bottom(), room.width(), 1, theme.current().line)
            paint.icon(painter, room.x() - 4, rect.center().y() + 1, "filter", theme.current().accent, _MARK)
