"""The first column stays in sight while a table is scrolled sideways: painted over it, not a second table.

A second view on the same model would keep a second list of row positions, eight megabytes per million rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets import theme

if TYPE_CHECKING:
    from forge_desktop.views.table import ResourceView

_LATE_EDGE = 3


class FrozenColumn(QWidget):
    """Paints the first column over the left edge of the rows; clicks fall through to the row below."""

    def __init__(self, view: ResourceView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().base())
        view, column = self._view, self._view.first_column()
        row = view.rowAt(event.rect().top())
        while 0 <= row < view.model().rowCount():
            top = view.rowViewportPosition(row)
            if top > event.rect().bottom():
                break
            option = QStyleOptionViewItem()
            view.initViewItemOption(option)
            option.rect = QRect(0, top, self.width(), view.rowHeight(row))
            index = view.model().index(row, column)
            if view.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            view.itemDelegate().paint(painter, option, index)
            if index.data(Role.LATE):
                high = view.row_height
                below = top + option.rect.height() - high
                painter.fillRect(0, below, _LATE_EDGE, high - 1, QColor(theme.current().tone(Tone.BAD).fore))
            row += 1
        if view.bands is not None:
            view.bands.paint(painter, view.viewport().width())
        _edge(painter, self)


class FrozenHeading(QWidget):
    """The heading above the frozen column: a click sorts by it."""

    def __init__(self, view: ResourceView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().base())
        self._view.heading.paintSection(painter, self.rect(), self._view.first_column())
        _edge(painter, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._view.heading.sectionClicked.emit(self._view.first_column())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._view.heading_menu.emit(self._view.first_column(), event.globalPos())


def _edge(painter: QPainter, widget: QWidget) -> None:
    painter.fillRect(widget.width() - 1, 0, 1, widget.height(), QColor(theme.current().line))
