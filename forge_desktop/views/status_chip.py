"""A status as a chip outside a table, the same look as inside one."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forge_desktop.domain.resource import State
from forge_desktop.widgets import fonts, paint, theme

_HEIGHT, _PAD, _ICON = 22, 8, 14


class StatusChip(QWidget):
    """Icon and word of a state; hidden where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: State | None) -> None:
        """Show this state."""
        self._state = state
        if state is not None:
            letters = fonts.font(12, fonts.MEDIUM)
            letters.setStrikeOut(state.struck)
            self.setFont(letters)
            self.setAccessibleName(f"Status: {state.label}")
        self.setVisible(state is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        label = self._state.label if self._state else ""
        return QSize(QFontMetrics(self.font()).horizontalAdvance(label) + 2 * _PAD + _ICON + 5, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        tone, painter = theme.current().tone(self._state.tone), paint.start(self)
        paint.ground(painter, self.rect(), tone.back, radius=_HEIGHT / 2)
        paint.icon(painter, _PAD, self.height() / 2, self._state.icon, tone.fore, _ICON)
        paint.line(
            painter, self.rect().adjusted(_PAD + _ICON + 4, 0, -_PAD + 2, 0), self._state.label, tone.fore
        )
