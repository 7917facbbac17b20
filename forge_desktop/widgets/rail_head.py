"""The head of the rail: the program's name and the connection that is shown; pressing it lists connections."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forge_desktop.widgets import fonts, paint, theme
from forge_desktop.widgets.buttons import Coat, PaintedButton
from forge_desktop.widgets.rail import NARROW
from forge_desktop.widgets.tokens import DARK, RAIL, SMALL_PX

_LEFT = 21
_HEIGHT = 52


class RailHead(PaintedButton):
    """Two lines: the program, and which connection in which time zone."""

    def __init__(self, title: str, connection: str, parent: QWidget | None = None) -> None:
        self._connection = connection
        super().__init__(title, "", parent)
        self.setAccessibleName(f"Connections, now {connection}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def coat(self) -> Coat:
        """Light words on the rail."""
        return Coat(theme.current().navigation_strong)

    def sizeHint(self) -> QSize:
        """As wide as the rail lets it."""
        return QSize(RAIL, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Gives way with the rail."""
        return QSize(40, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Both lines, and a mark that there is more to choose."""
        tokens = theme.current()
        painter = paint.start(self)
        if self.width() < NARROW:
            self._initial(painter)
            return
        room = QRect(_LEFT, 6, self.width() - _LEFT - 32, 20)
        painter.setFont(fonts.font(15, fonts.SEMIBOLD))
        paint.line(painter, room, self.label, tokens.navigation_strong)
        painter.setFont(fonts.font(SMALL_PX))
        paint.line(painter, room.translated(0, 20), self._connection, tokens.navigation_text)
        over = self._hovered or self.hasFocus()
        color = tokens.navigation_strong if over else tokens.navigation_muted
        paint.icon(painter, self.width() - 30, self.height() / 2, "chevron-down", color)
        if self.hasFocus():
            paint.ring(painter, self.rect().adjusted(4, 2, -4, -2), DARK.accent)

    def _initial(self, painter: QPainter) -> None:
        """Where there is no room for words: the first letter of the connection."""
        tokens = theme.current()
        side = min(36, self.width() - 8)
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint.ground(painter, box, tokens.navigation_chosen)
        painter.setFont(fonts.font(15, fonts.SEMIBOLD))
        paint.line(
            painter, box, self._connection[:1].upper(), tokens.navigation_strong, Qt.AlignmentFlag.AlignHCenter
        )
        if self.hasFocus():
            paint.ring(painter, box, DARK.accent)
