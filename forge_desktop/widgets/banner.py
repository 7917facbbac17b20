"""The state bar: one sentence about the whole page or record, with at most one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts, paint, theme
from forge_desktop.widgets.buttons import Coat, PaintedButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.shy import Shy
from forge_desktop.widgets.tokens import ICON, MARGIN, RADIUS, SPACE

ICONS = {Tone.WARN: "triangle-alert", Tone.BAD: "circle-alert", Tone.GOOD: "circle-check"}


class Banner(Shy):
    """Hidden until it has something to say: amber for offline, red for refused, blue for news. No dialog."""

    acted = Signal()
    """The person pressed the action button."""

    def __init__(self, parent: QWidget | None = None, *, rounded: bool = False) -> None:
        super().__init__(parent)
        self._rounded = rounded
        self._tone = Tone.INFO
        self._icon = ""
        self._words = PlainLabel(weight=fonts.MEDIUM, wrap=True, selectable=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._action = _ToneButton("")
        self._action.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        side = SPACE + 2 if rounded else MARGIN
        row.setContentsMargins(side + ICON + SPACE - 2, SPACE, side, SPACE)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @property
    def sentence(self) -> str:
        """What it says now; empty when hidden."""
        return self._words.text() if self.revealed else ""

    def say(self, tone: Tone, sentence: str, *, icon: str = "", action: str = "") -> None:
        """Show a sentence, and a button when there is something to do."""
        before = self.sentence
        self._tone = tone
        self._icon = icon or ICONS.get(tone, "info")
        self._words.setText(sentence)
        self._words.set_tone(tone)
        self._words.setAccessibleName(self._words.text())
        self.setAccessibleName(self._words.text())
        self._action.tone = tone
        self._action.set_label(action)
        self._action.setVisible(bool(action))
        self.reveal()
        self.update()
        if self.sentence != before:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def clear(self) -> None:
        """Nothing to say any more."""
        self._words.setText("")
        self.conceal()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tone's ground and icon."""
        tone = theme.current().tone(self._tone)
        painter = paint.start(self)
        paint.ground(painter, self.rect(), tone.back, radius=RADIUS if self._rounded else 0)
        left = SPACE + 2 if self._rounded else MARGIN
        words = self._words
        # not heightForWidth: a label whose text can be selected lays it out anew for that, and paints again
        metrics, wrap = words.fontMetrics(), Qt.TextFlag.TextWordWrap
        high = metrics.boundingRect(QRect(0, 0, words.width(), words.height()), wrap, words.text()).height()
        first = (words.height() - high + metrics.height()) / 2
        paint.icon(painter, left, words.y() + first, self._icon, tone.fore)


class _ToneButton(PaintedButton):
    """The action inside a banner, in the banner's tone."""

    tone = Tone.INFO

    def coat(self) -> Coat:
        """Outlined in the tone; filled with the panel's colour under the pointer."""
        tokens = theme.current()
        tone = tokens.tone(self.tone)
        over = self._hovered or self.isDown()
        return Coat(tone.fore, tokens.panel if over else tone.back, tone.fore, tone.fore)
