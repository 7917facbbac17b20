"""One line about work in progress: a sentence, a thin bar, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import paint, theme
from forge_desktop.widgets.buttons import IconButton
from forge_desktop.widgets.plain import ElidedLabel
from forge_desktop.widgets.shy import Shy
from forge_desktop.widgets.tokens import SPACE


class ThinBar(QWidget):
    """A bar of four pixels, filled to so many thousandths."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_share(self, share: int) -> None:
        """Fill it to this many thousandths."""
        share = max(0, min(1000, share))
        if share != self._share:
            self._share = share
            self.setAccessibleDescription(f"{share // 10} %")
            self.update()

    def sizeHint(self) -> QSize:
        """Wide enough to see a tenth."""
        return QSize(140, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track and filled part."""
        tokens = theme.current()
        painter = paint.start(self)
        paint.ground(painter, self.rect(), tokens.track, radius=2)
        filled = QRect(0, 0, self.width() * self._share // 1000, self.height())
        if filled.width() > 0:
            paint.ground(painter, filled, tokens.accent, radius=2)


class Progress(Shy):
    """Hidden while nothing runs. `cancelled` is emitted when the person wants it to stop."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel(tone=Tone.MUTED)
        self._bar = ThinBar()
        self._bar.setAccessibleName("Progress")
        self._stop = IconButton("Cancel", "x", size=24)
        self._stop.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._bar)
        row.addWidget(self._words)
        row.addWidget(self._stop)
        row.addStretch(1)

    def tell(self, sentence: str, share: int | None = None, *, cancel: bool = True) -> None:
        """Say how far it is; `share` in thousandths, None when nobody knows."""
        self._words.setText(sentence)
        self.setAccessibleName(self._words.text())
        self._bar.setVisible(share is not None)
        self._bar.set_share(share or 0)
        self._stop.setVisible(cancel)
        self.reveal()

    def done(self) -> None:
        """Nothing runs any more."""
        self.conceal()
