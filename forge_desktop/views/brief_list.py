"""A short list in a pane: icon, words, and an amount at the right; painted as one widget."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.views.briefs import Brief
from forge_desktop.widgets import fonts, paint, plain, theme

_ROW = 24
_ICON = 22
_MOST = 8


class BriefList(QWidget):
    """Shows the first few lines and how many more there are; a line that leads somewhere can be followed."""

    followed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None, *, most: int = _MOST) -> None:
        super().__init__(parent)
        self._most = most
        self._briefs: tuple[Brief, ...] = ()
        self._more = 0
        self._chosen = 0
        self.setFont(fonts.font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_briefs(self, name: str, briefs: Sequence[Brief], more: int = 0) -> None:
        """Show these lines, and say that there are so many more."""
        self._briefs = tuple(briefs[: self._most])
        self._more = max(0, len(briefs) - self._most) + more
        self._chosen = 0
        links = any(brief.link for brief in self._briefs)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if links else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription("; ".join(f"{b.text} {b.tip} {b.right}".strip() for b in self._briefs))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW * (len(self._briefs) + bool(self._more)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = paint.start(self), theme.current()
        indent = _ICON if any(brief.icon for brief in self._briefs) else 0
        for number, brief in enumerate(self._briefs):
            room = QRect(0, number * _ROW, self.width(), _ROW)
            if brief.icon:
                paint.icon(painter, 0, room.center().y() + 0.5, brief.icon, tokens.tone(brief.tone).fore)
            taken = min(QFontMetrics(self.font()).horizontalAdvance(brief.right) + 2, self.width() // 2)
            tone = tokens.tone(Tone.BAD if brief.tone is Tone.BAD else Tone.MUTED).fore
            side = room.adjusted(room.width() - taken, 0, 0, 0)
            paint.line(painter, side, brief.right, tone, Qt.AlignmentFlag.AlignRight)
            paint.line(painter, room.adjusted(indent, 0, -taken - 12, 0), brief.text, tokens.text)
            if self.hasFocus() and number == self._chosen:
                paint.ring(painter, room, tokens.accent, 4)
        if self._more:
            room = QRect(indent, len(self._briefs) * _ROW, self.width() - indent, _ROW)
            paint.line(painter, room, f"and {self._more} more", tokens.muted)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(int(event.position().y()) // _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._briefs:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._chosen = max(0, min(len(self._briefs) - 1, self._chosen + step))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._follow(self._chosen)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = event.pos().y() // _ROW
            brief = self._briefs[number] if 0 <= number < len(self._briefs) else None
            said = ": ".join(part for part in (brief.tip, brief.text) if part) if brief else ""
            QToolTip.showText(event.globalPos(), plain.tip(said), self)
            return True
        return super().event(event)

    def _follow(self, number: int) -> None:
        link = self._briefs[number].link if 0 <= number < len(self._briefs) else None
        if link is not None:
            self.followed.emit(*link)
