"""Paints table cells from domain.show.Cell: chips, dots, two lines, bars, due dates, and the marks of a row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.qtmodels.roles import Role
from forge_desktop.widgets import plain, theme
from forge_desktop.widgets.kit import BODY, CHIP_HEIGHT, SMALL, SMALL_STRONG, STRONG, Kit
from forge_desktop.widgets.tokens import ROW, ROW_COMPACT

PAD = 10
"""Room at both sides of a cell."""
_EDGE = 3
_DOT_ICON = 16
_BAR = 78
_CELL, _LATE, _GLOW = int(Role.CELL), int(Role.LATE), int(Role.GLOW)
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUS = QStyle.StateFlag.State_HasFocus.value

Index = QModelIndex | QPersistentModelIndex
Drawn = Callable[[Kit, QPainter, Cell, int, int, int, int], None]


class CellDelegate(QStyledItemDelegate):
    """One delegate for all columns of a table. `compact` puts second lines beside the first ones."""

    def __init__(self, parent: QObject | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.compact = compact
        self.hovered = -1
        """Row under the pointer; the table keeps it."""
        self._kit = Kit(theme.current(), 1.0)

    @property
    def row_height(self) -> int:
        """Height of every row."""
        return ROW_COMPACT if self.compact else ROW

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The row's height; columns know their own width."""
        return QSize(option.rect.width(), self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, content, hairline, late edge, ring."""
        kit = self.kit(painter)
        rect = option.rect
        x, w, h = rect.x(), rect.width(), min(rect.height(), self.row_height)
        y = rect.y() + rect.height() - h  # the room above belongs to the heading of a group
        state = option.state.value
        data = index.model().data  # asked through the index, each answer would go into Qt and back
        self._ground(kit, painter, index.row(), state, data(index, _GLOW), (x, y, w, h))
        cell = data(index, _CELL)
        if cell is None:
            _placeholder(kit, painter, x, y, w, h)
        elif cell.text or cell.second or cell.icon:
            drawn = _COMPACT if self.compact else _TALL
            drawn.get(cell.look, _plain)(kit, painter, cell, x + PAD, y, max(0, w - 2 * PAD), h - 1)
        painter.fillRect(x, y + h - 1, w, 1, kit.line)
        edge = _EDGE if _is_first(option, x) and data(index, _LATE) else 0
        if edge:
            painter.fillRect(x, y, edge, h - 1, kit.late)
        if state & _FOCUS:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(kit.ring)
            painter.drawRoundedRect(QRectF(x + edge + 1, y + 1, w - edge - 2, h - 3), 4, 4)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The cell's tooltip, or all of its text, as plain text."""
        if event.type() != QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        cell = index.data(_CELL)
        QToolTip.showText(event.globalPos(), self.tip(cell) if cell is not None else "", view)
        return True

    def tip(self, cell: Cell) -> str:
        """What the tooltip of this cell says."""
        whole = "\n".join(part for part in (cell.text, cell.second) if part)
        return plain.tip(cell.tip or whole)

    def kit(self, painter: QPainter) -> Kit:
        """What to paint with: prepared anew when the theme or the screen has changed."""
        tokens, ratio = theme.current(), painter.device().devicePixelRatioF()
        if self._kit.tokens is not tokens or self._kit.ratio != ratio:
            self._kit = Kit(tokens, ratio)
        return self._kit

    def _ground(
        self,
        kit: Kit,
        painter: QPainter,
        row: int,
        state: int,
        glow: float | None,
        rect: tuple[int, int, int, int],
    ) -> None:
        if state & _SELECTED:
            painter.fillRect(*rect, kit.selection)
        elif row == self.hovered:
            painter.fillRect(*rect, kit.hover)
        if glow:
            painter.setOpacity(glow)
            painter.fillRect(*rect, kit.glow)
            painter.setOpacity(1.0)


def _is_first(option: QStyleOptionViewItem, x: int) -> bool:
    view = option.widget
    return x <= 0 and isinstance(view, QTableView) and x == -view.horizontalHeader().offset()


def _placeholder(kit: Kit, painter: QPainter, x: int, y: int, w: int, h: int) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(kit.track)
    painter.drawRoundedRect(QRectF(x + PAD, y + h / 2 - 4, max(8, min(w - 2 * PAD, 72)), 8), 4, 4)


def _first(cell: Cell) -> int:
    return STRONG if cell.look is Look.STRONG else BODY


def _second(cell: Cell) -> int:
    return SMALL if cell.second_tone is Tone.MUTED else SMALL_STRONG


def _plain(kit: Kit, painter: QPainter, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    pen = kit.accent if cell.look is Look.LINK else kit.fore[cell.tone]
    if not cell.second:
        kit.write(painter, _first(cell), pen, cell.text, x, y + h / 2, w, right=cell.right)
        return
    kit.write(painter, _first(cell), pen, cell.text, x, y + 12.5, w, right=cell.right)
    below = kit.fore[cell.second_tone]
    kit.write(painter, _second(cell), below, cell.second, x, y + 27.5, w, right=cell.right)


def _beside(kit: Kit, painter: QPainter, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    pen = kit.accent if cell.look is Look.LINK else kit.fore[cell.tone]
    middle, right = y + h / 2, cell.right
    if cell.look is Look.DUE and cell.second_tone is not Tone.MUTED and not _both_fit(kit, cell, w):
        kit.write(painter, BODY, kit.fore[cell.second_tone], cell.second, x, middle, w, right=right)
        return
    taken = int(kit.write(painter, _first(cell), pen, cell.text, x, middle, w, right=right)) + 8
    if cell.second and w - taken > 24:
        left = x if right else x + taken
        below = kit.fore[cell.second_tone]
        kit.write(painter, _second(cell), below, cell.second, left, middle + 0.5, w - taken, right=right)


def _both_fit(kit: Kit, cell: Cell, w: int) -> bool:
    return kit.letters[BODY].width(cell.text) + 8 + kit.letters[SMALL_STRONG].width(cell.second) <= w


def _chip(kit: Kit, painter: QPainter, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    pill = kit.pill(cell, w)
    painter.drawPixmap(x, y + (h + 1 - CHIP_HEIGHT) // 2, pill)


def _dot(kit: Kit, painter: QPainter, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    middle, lead = y + h / 2, 0
    if cell.icon:
        painter.drawPixmap(QPointF(x, middle - _DOT_ICON / 2), kit.icon(cell.icon, cell.tone, _DOT_ICON))
        lead = _DOT_ICON + 5
    room = max(0, w - lead)
    kit.write(painter, BODY, kit.fore[cell.tone], cell.text, x + lead, middle, room, struck=cell.struck)


def _bar(kit: Kit, painter: QPainter, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    if cell.share is None:
        _plain(kit, painter, cell, x, y, w, h)
        return
    tall = h >= ROW - 1
    middle, below, thick = (y + 12.5, y + 26, 4) if tall else (y + 11.5, y + 22, 3)
    kit.write(painter, _first(cell), kit.fore[cell.tone], cell.text, x, middle, w, right=cell.right)
    length = min(_BAR, w)
    left = x + w - length if cell.right else x
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(kit.track)
    painter.drawRoundedRect(QRectF(left, below, length, thick), thick / 2, thick / 2)
    if cell.share > 0:
        painter.setBrush(kit.good)
        filled = max(thick, length * cell.share / 1000)
        painter.drawRoundedRect(QRectF(left, below, filled, thick), thick / 2, thick / 2)


_TALL: dict[Look, Drawn] = {Look.CHIP: _chip, Look.DOT: _dot, Look.BAR: _bar}
_COMPACT: dict[Look, Drawn] = dict.fromkeys(Look, _beside) | _TALL
