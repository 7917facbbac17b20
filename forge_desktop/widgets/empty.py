"""What stands where the rows would be: empty, loading, filtered to nothing, failed; with one action."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import paint, theme
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import SPACE

_DISC = 56
_WIDEST = 420


class _Disc(QWidget):
    """A round ground with an icon in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = "info"
        self._tone = Tone.NEUTRAL
        self.setFixedSize(_DISC, _DISC)

    def show_icon(self, icon: str, tone: Tone) -> None:
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = theme.current().tone(self._tone)
        painter = paint.start(self)
        paint.ground(painter, self.rect(), tone.back, radius=_DISC / 2)
        paint.icon(painter, (_DISC - 24) / 2, _DISC / 2, self._icon, tone.fore, 24)


class EmptyState(QWidget):
    """An icon, a sentence and at most one button, in the middle of the room there is."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._disc = _Disc()
        self._words = PlainLabel(tone=Tone.MUTED, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._words.setMaximumWidth(_WIDEST)
        words = QHBoxLayout()  # an aligned label would not be given the height that its lines need
        words.addStretch(1)
        words.addWidget(self._words, 100)
        words.addStretch(1)
        self._action = QuietButton("")
        self._action.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE + 4)
        column.addStretch(2)
        column.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(words)
        column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def tell(self, icon: str, sentence: str, action: str = "", *, tone: Tone = Tone.NEUTRAL) -> None:
        """Say why there is nothing, and offer one thing to do about it."""
        self._disc.show_icon(icon, tone)
        self._words.setText(sentence)
        self.setAccessibleName(self._words.text())
        self._action.set_label(action)
        self._action.setVisible(bool(action))

    def minimumSizeHint(self) -> QSize:
        """Never forces a pane to be wide."""
        return QSize(200, 160)
