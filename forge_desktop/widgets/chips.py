"""A filter as a pill: says what it filters, opens its menu, is filled with an × while it filters."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from forge_desktop.widgets import fonts, paint, plain, theme
from forge_desktop.widgets.buttons import Coat, PaintedButton
from forge_desktop.widgets.tokens import CHIP

_PAD = 11
_MARK = 14
_GAP = 4
_WIDEST = 280


class FilterChip(PaintedButton):
    """`clicked` asks for the menu (mouse, Space, Enter, Down), `cleared` for no filter (×, Delete)."""

    cleared = Signal()

    def __init__(self, label: str, parent: QWidget | None = None, *, active: bool = False) -> None:
        self._active = active
        super().__init__(label, "", parent)
        self.setFont(fonts.font(12, fonts.MEDIUM))
        self.show_filter(label, active=active)

    @property
    def active(self) -> bool:
        """True while it filters."""
        return self._active

    def show_filter(self, label: str, *, active: bool) -> None:
        """Say what is filtered now, "Due: any" or "Due: this week"."""
        self._active = active
        self.set_label(label)
        self.setAccessibleDescription(
            "Filter in use. Delete clears it." if active else "Filter. Space chooses."
        )
        self.setToolTip(plain.tip(self.label) if self._words() > _WIDEST else "")

    def coat(self) -> Coat:
        """Filled while it filters."""
        tokens = theme.current()
        if self._active:
            return Coat(tokens.accent, tokens.selection, tokens.accent)
        over = self._hovered or self.isDown()
        return Coat(tokens.text, tokens.ground if over else tokens.panel, tokens.outline)

    def sizeHint(self) -> QSize:
        """Room for the words and the mark at their right."""
        return QSize(min(self._words(), _WIDEST) + 2 * _PAD + _GAP + _MARK - 2, CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A pill: words, then × or an arrow down."""
        coat, rect = self.coat(), self.rect()
        painter = paint.start(self)
        paint.ground(painter, rect, coat.ground, coat.border, CHIP / 2)
        paint.line(painter, rect.adjusted(_PAD, 0, -_PAD - _MARK - _GAP + 2, 0), self.label, coat.fore)
        mark = self._mark()
        fore = coat.fore if self._active else theme.current().muted
        paint.icon(painter, mark.x(), rect.height() / 2, "x" if self._active else "chevron-down", fore, _MARK)
        if self.hasFocus():
            paint.ring(painter, rect, theme.current().accent, CHIP / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the × clears; anywhere else it is a press on the button."""
        over_mark = self._mark().adjusted(-_GAP, 0, _PAD, 0).contains(event.position().toPoint())
        if self._active and over_mark and event.button() == Qt.MouseButton.LeftButton:
            self.cleared.emit()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete or Backspace clears; Enter and Down do what Space does."""
        key = event.key()
        if self._active and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
        else:
            super().keyPressEvent(event)

    def _words(self) -> int:
        return paint.width(self.font(), self.label)

    def _mark(self) -> QRect:
        return QRect(self.width() - _PAD - _MARK + 2, 0, _MARK, self.height())
