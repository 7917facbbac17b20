"""A list of lines to choose from: title, hint and keys, all plain text, painted by the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from forge_desktop.dialogs import caps
from forge_desktop.domain import text as texts
from forge_desktop.widgets import fonts, paint, theme
from forge_desktop.widgets.tokens import ICON, ROW, SMALL_PX, SPACE

_Index = QModelIndex | QPersistentModelIndex
_LINE = Qt.ItemDataRole.UserRole
ONE_LINE = 36
_TWO_LINES = ROW + 12


@dataclass(frozen=True, slots=True)
class Line:
    """What is read in one row."""

    title: str
    hint: str = ""
    keys: str = ""
    icon: str = ""


class Lines(QAbstractListModel):
    """The lines of a list; texts are cut and made visible once, here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._lines = [
            Line(texts.one_line(line.title), texts.one_line(line.hint), line.keys, line.icon) for line in lines
        ]
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many; a line has none below it."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line for the painter, words for the screen reader."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == _LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (line.title, line.hint, line.keys) if part)
        return None


class _Painter(QStyledItemDelegate):
    """One line: icon, title with the hint beside or below it, keys at the right."""

    def __init__(self, view: QListView, *, two_lines: bool) -> None:
        super().__init__(view)
        self._two_lines = two_lines

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _TWO_LINES if self._two_lines else ONE_LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(_LINE)
        tokens = theme.current()
        rect, state = option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            paint.ground(painter, rect.adjusted(0, 1, 0, -1), tokens.selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            paint.ground(painter, rect.adjusted(0, 1, 0, -1), tokens.hover)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, rect.adjusted(0, 1, 0, -1), tokens.accent)
        room = rect.adjusted(SPACE + 4, 0, -SPACE - 4, 0)
        if line.icon:
            paint.icon(painter, room.x(), rect.center().y() + 1, line.icon, tokens.muted)
            room.setLeft(room.left() + ICON + SPACE + 2)
        if line.keys:
            room.setRight(caps.paint(painter, room, line.keys) - SPACE)
        self._words(painter, room, line)
        painter.restore()

    def _words(self, painter: QPainter, room: QRect, line: Line) -> None:
        tokens = theme.current()
        title, hint = fonts.font(weight=fonts.MEDIUM), fonts.font(SMALL_PX if self._two_lines else 12)
        painter.setFont(title)
        if self._two_lines and line.hint:
            half = room.height() // 2
            paint.line(
                painter, QRect(room.x(), room.y() + half - 18, room.width(), 18), line.title, tokens.text
            )
            painter.setFont(hint)
            below = QRect(room.x(), room.y() + half + 1, room.width(), 16)
            paint.line(painter, below, line.hint, tokens.muted)
            return
        paint.line(painter, room, line.title, tokens.text)
        beside = room.adjusted(paint.width(title, line.title) + SPACE + 2, 0, 0, 0)
        if line.hint and beside.width() > 40:
            painter.setFont(hint)
            paint.line(painter, beside, line.hint, tokens.muted)


class EntryList(QListView):
    """A list of lines with one chosen; the keyboard may stay in an input beside it."""

    def __init__(self, name: str, *, two_lines: bool = False) -> None:
        super().__init__()
        self.lines = Lines(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(self, two_lines=two_lines))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def row(self) -> int:
        """The chosen row, -1 for none."""
        return self.currentIndex().row()

    def choose(self, row: int) -> None:
        """Choose a row, as near as there is one."""
        last = self.lines.rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self.lines.index(max(0, min(row, last))))

    def show_lines(self, lines: Sequence[Line], row: int = 0) -> None:
        """Show these lines, and choose one."""
        self.lines.show(lines)
        self.choose(row)
