"""Text of strangers made harmless: labels and tooltips that never read markup and never choke on length."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts, theme
from forge_desktop.widgets.tokens import BODY_PX, RECORD_PX, SMALL_PX, TITLE_PX

_JOINER = "\u2060"


def tip(text: str) -> str:
    """A tooltip's text: marks made visible, clipped, wrapped, and never taken for markup by Qt.

    Qt guesses whether a tooltip is rich text; an invisible joiner after each opening bracket ends the guess.
    """
    shown = texts.visible(text, 600).replace("<", f"<{_JOINER}").replace("&", f"&{_JOINER}")
    return "\n".join(textwrap.fill(line, 90) for line in shown.splitlines())


class PlainLabel(QLabel):
    """A label that shows its text letter by letter, clipped, in one of the program's sizes and tones."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        tone: Tone = Tone.PLAIN,
        px: int = BODY_PX,
        weight: QFont.Weight = fonts.REGULAR,
        selectable: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setFont(fonts.font(px, weight))
        self.setWordWrap(wrap)
        self._tone = tone
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)
        self._tint()

    def setText(self, text: str) -> None:
        """Show this text, whatever is in it."""
        super().setText(texts.visible(text))

    def set_tone(self, tone: Tone) -> None:
        """Colour the text by what it says."""
        if tone is not self._tone:
            self._tone = tone
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colour of a theme that was just put on."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        wanted = QColor(theme.current().tone(self._tone).fore)
        colors = self.palette()
        if colors.color(QPalette.ColorRole.WindowText) != wanted:
            colors.setColor(QPalette.ColorRole.WindowText, wanted)
            self.setPalette(colors)


class ElidedLabel(PlainLabel):
    """A label on one line that ends in "…" where there is no room, and then tells all in its tooltip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        tone: Tone = Tone.PLAIN,
        px: int = BODY_PX,
        weight: QFont.Weight = fonts.REGULAR,
    ) -> None:
        super().__init__(text, parent, tone=tone, px=px, weight=weight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show this text on one line, as much as there is room for."""
        super().setText(texts.one_line(text, 600))
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """May shrink to a few letters."""
        return QSize(min(48, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        room = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip("" if shown == self.text() else tip(self.text()))
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(room, int(self.alignment()) | Qt.TextFlag.TextSingleLine, shown)


def title(text: str = "", parent: QWidget | None = None) -> ElidedLabel:
    """The name of a page."""
    return ElidedLabel(text, parent, px=TITLE_PX, weight=fonts.SEMIBOLD)


def record_title(text: str = "", parent: QWidget | None = None) -> ElidedLabel:
    """The code of the record that a pane shows."""
    return ElidedLabel(text, parent, px=RECORD_PX, weight=fonts.SEMIBOLD)


def section(text: str = "", parent: QWidget | None = None) -> PlainLabel:
    """A heading inside a pane or dialog."""
    return PlainLabel(text, parent, weight=fonts.SEMIBOLD)


def muted(text: str = "", parent: QWidget | None = None) -> PlainLabel:
    """A label, a unit, a remark."""
    return PlainLabel(text, parent, tone=Tone.MUTED)


def small(text: str = "", parent: QWidget | None = None, tone: Tone = Tone.MUTED) -> PlainLabel:
    """A second line; in the tone BAD the fault under a field."""
    return PlainLabel(text, parent, tone=tone, px=SMALL_PX, wrap=True)
