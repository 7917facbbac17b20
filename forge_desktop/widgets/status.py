"""The thin line at the bottom: what is selected at the left, the connection at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import theme
from forge_desktop.widgets.plain import ElidedLabel
from forge_desktop.widgets.tokens import MARGIN, SMALL_PX


class StatusLine(QWidget):
    """Two sentences in small letters; the left one gives way when there is no room for both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = ElidedLabel(tone=Tone.MUTED, px=SMALL_PX)
        self._right = ElidedLabel(tone=Tone.MUTED, px=SMALL_PX)
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 1, MARGIN, 0)
        row.addWidget(self._left, 1)
        row.addWidget(self._right)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tell(self, left: str | None = None, right: str | None = None) -> None:
        """Change one or both sentences."""
        if left is not None:
            self._left.setText(left)
        if right is not None:
            self._right.setText(right)

    def sizeHint(self) -> QSize:
        """One small line."""
        return QSize(400, 27)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The window's ground below a hairline."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.ground))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens.line))
