"""The search box: icon, placeholder, the key that leads here, and a cross that empties it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.widgets import fonts, icons, paint, theme
from forge_desktop.widgets.tokens import ICON

_LEFT = 10
_LONGEST = 400


class SearchBox(QLineEdit):
    """A line to search with. Whoever listens to textChanged waits as long as it likes; Esc empties first."""

    def __init__(self, placeholder: str, parent: QWidget | None = None, *, hint: str = "Ctrl+F") -> None:
        super().__init__(parent)
        self._hint = hint
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMaxLength(_LONGEST)
        self.setMinimumWidth(160)
        self.setMaximumWidth(340)
        self._hint_width = paint.width(fonts.font(12), hint)
        self._clear = QAction("Clear the search", self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(self._settle)
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties a filled box; in an empty one it belongs to the page."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a theme that was just put on."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own line, then the icon, and the key while the box is empty."""
        super().paintEvent(event)
        muted = theme.current().muted
        painter = paint.start(self)
        paint.icon(painter, _LEFT, self.height() / 2, "search", muted)
        if not self.text():
            painter.setFont(fonts.font(12))
            room = self.rect().adjusted(0, 0, -_LEFT, 0)
            paint.line(painter, room, self._hint, muted, Qt.AlignmentFlag.AlignRight)

    def _settle(self) -> None:
        filled = bool(self.text())
        self._clear.setVisible(filled)
        self.setTextMargins(ICON + _LEFT - 2, 0, 0 if filled else self._hint_width + 8, 0)
        self._tint()

    def _tint(self) -> None:
        self._clear.setIcon(icons.icon("x", theme.current().muted))
