"""The entries of the dark rail at the left: a section's name, and one button per page with its count."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts, paint, plain, theme
from forge_desktop.widgets.buttons import Coat, PaintedButton
from forge_desktop.widgets.tokens import CONTROL, DARK, ICON, RAIL, SMALL_PX

_PAD = 9
_LOCK = "lock"
NARROW = 96
"""Below this width there is no room for words: only icons are drawn."""


class RailSection(QWidget):
    """A quiet heading between the rail's buttons."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title.upper()
        self.setAccessibleName(title)
        font = fonts.font(SMALL_PX, fonts.SEMIBOLD)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.7)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A line with room above it."""
        return QSize(RAIL - 20, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The title, near the buttons it belongs to."""
        painter = paint.start(self)
        if self.width() < NARROW:
            painter.fillRect(
                _PAD, self.height() // 2, self.width() - 2 * _PAD, 1, QColor(theme.current().navigation_chosen)
            )
            return
        room = QRect(_PAD + 2, 10, self.width() - 2 * _PAD, self.height() - 12)
        paint.line(painter, room, self._title, theme.current().navigation_muted)


class RailButton(PaintedButton):
    """One page: icon, name, and how much is open at the right. Checked while its page is shown."""

    weight = fonts.REGULAR

    def __init__(
        self, label: str, icon: str, parent: QWidget | None = None, *, tone: Tone | None = None
    ) -> None:
        self._count = ""
        self._tone = tone
        self._closed = ""
        super().__init__(label, icon, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int | None) -> None:
        """How many are open; None shows nothing."""
        shown = "" if count is None else f"{count:,}".replace(",", "\u00a0")
        if shown != self._count:
            self._count = shown
            self._call()
            self.update()

    def set_tone(self, tone: Tone | None) -> None:
        """Stand out in this tone, or not any more."""
        if tone is not self._tone:
            self._tone = tone
            self.update()

    def set_label(self, label: str) -> None:
        """Change the words, and keep the count in the accessible name."""
        super().set_label(label)
        self._call()

    def set_closed(self, why: str) -> None:
        """Stand back and show a lock, because of this; empty: as usual."""
        if why != self._closed:
            self._closed = why
            self._call()
            self.update()

    def coat(self) -> Coat:
        """Light words on the rail; a lighter ground when chosen."""
        tokens = theme.current()
        chosen = self.isChecked() or self._tone is not None
        usual = tokens.navigation_muted if self._closed else tokens.navigation_text
        fore = tokens.navigation_strong if chosen or self._hovered else usual
        return Coat(fore, tokens.navigation_chosen if chosen else "")

    def sizeHint(self) -> QSize:
        """As wide as the rail lets it."""
        return QSize(RAIL - 20, CONTROL)

    def minimumSizeHint(self) -> QSize:
        """May shrink to the icon."""
        return QSize(ICON + 2 * _PAD, CONTROL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the name has no room, the tooltip says it."""
        super().resizeEvent(event)
        self._call()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, name, count, ring."""
        coat, tokens = self.coat(), theme.current()
        painter = paint.start(self)
        if coat.ground:
            paint.ground(painter, self.rect(), coat.ground)
        elif self._hovered:
            veil = QColor(tokens.navigation_chosen)
            veil.setAlpha(110)
            paint.ground(painter, self.rect(), veil.name(QColor.NameFormat.HexArgb))
        shades = tokens if tokens.dark else DARK
        fore = shades.tone(self._tone).fore if self._tone is not None else coat.fore
        narrow = self.width() < NARROW
        left = (self.width() - ICON) / 2 if narrow else _PAD
        paint.icon(painter, left, self.height() / 2, self._icon, fore)
        if self.hasFocus():
            paint.ring(painter, self.rect(), shades.accent)
        if narrow:
            return
        if self._closed:
            paint.icon(painter, self.width() - _PAD - ICON, self.height() / 2, _LOCK, tokens.navigation_muted)
        small = fonts.font(SMALL_PX)
        count = "" if self._closed else self._count
        taken = ICON + 4 if self._closed else paint.width(small, count) + 8 if count else 0
        room = self.rect().adjusted(_PAD + ICON + 6, 0, -_PAD - taken, 0)
        painter.setFont(fonts.font(weight=fonts.SEMIBOLD if self.isChecked() else fonts.REGULAR))
        paint.line(painter, room, self.label, coat.fore)
        painter.setFont(small)
        room = self.rect().adjusted(0, 0, -_PAD, 0)
        color = tokens.navigation_text if self.isChecked() else tokens.navigation_muted
        paint.line(painter, room, count, color, Qt.AlignmentFlag.AlignRight)

    def _call(self) -> None:
        """The name for who does not see it, and the tooltip for who sees the icon alone."""
        told = [self.label, *(said for said in (self._count, self._closed) if said)]
        self.setAccessibleName(", ".join(told))
        tip = f"{self.label}: {self._closed}" if self._closed else self.label
        self.setToolTip(plain.tip(tip) if self._closed or self.width() < NARROW else "")
