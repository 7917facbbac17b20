"""A theme prepared for painting cells: colours, fonts, cut texts and icons, all kept between paints."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText, QTransform

from forge_desktop.domain.resource import Tone
from forge_desktop.domain.show import Cell
from forge_desktop.widgets import fonts, icons
from forge_desktop.widgets.tokens import SMALL_PX, Tokens

BODY, STRONG, SMALL, SMALL_STRONG, WORD = range(5)
"""The fonts of a cell."""
CHIP_HEIGHT = 22
_CHIP_PAD = 7
_CHIP_ICON = 14
_CHIP_GAP = 4
_KEPT = 6_000
"""Cut texts that are kept; a full screen needs about 800."""
_PILLS = 200


class Letters:
    """One font with its texts, measured and laid out once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetricsF(font)
        self.height = self.metrics.height()
        self._widths: dict[str, float] = {}
        self._cut: dict[tuple[str, int], tuple[QStaticText, float]] = {}

    def width(self, text: str) -> float:
        """The text's width in pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) >= _KEPT:
                self._widths.clear()
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width

    def cut(self, text: str, room: int) -> tuple[QStaticText, float]:
        """The text laid out in this room, with "…" where it ends, and the width it takes."""
        known = self._cut.get((text, room))
        if known is None:
            if len(self._cut) >= _KEPT:
                self._cut.clear()
            known = self._cut[text, room] = self._lay_out(text, room)
        return known

    def _lay_out(self, text: str, room: int) -> tuple[QStaticText, float]:
        width = self.width(text)
        if width > room:
            text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            width = self.metrics.horizontalAdvance(text)
        laid = QStaticText(text)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid.prepare(QTransform(), self.font)
        return laid, width


class Kit:
    """Everything a cell needs of one theme at one device pixel ratio."""

    def __init__(self, tokens: Tokens, ratio: float) -> None:
        self.tokens = tokens
        self.ratio = ratio
        self.letters = (
            Letters(fonts.font()),
            Letters(fonts.font(weight=fonts.SEMIBOLD)),
            Letters(fonts.font(SMALL_PX)),
            Letters(fonts.font(SMALL_PX, fonts.MEDIUM)),
            Letters(fonts.font(12, fonts.MEDIUM)),
        )
        self.fore = {tone: QPen(QColor(tokens.tone(tone).fore)) for tone in Tone}
        self.back = {tone: QColor(tokens.tone(tone).back) for tone in Tone}
        self.line = QColor(tokens.line)
        self.selection = QColor(tokens.selection)
        self.hover = QColor(tokens.hover)
        self.track = QColor(tokens.track)
        self.good = QColor(tokens.tone(Tone.GOOD).fore)
        self.late = QColor(tokens.tone(Tone.BAD).fore)
        self.glow = QColor(tokens.tone(Tone.INFO).back)
        self.accent = QPen(QColor(tokens.accent))
        self.ring = QPen(QColor(tokens.accent), 2)
        self._icons: dict[tuple[str, Tone, int], QPixmap] = {}
        self._pills: dict[tuple[str, str, Tone, bool, int], QPixmap] = {}

    def icon(self, name: str, tone: Tone, size: int) -> QPixmap:
        """An icon in a tone."""
        key = (name, tone, size)
        known = self._icons.get(key)
        if known is None:
            fore = self.tokens.tone(tone).fore
            known = self._icons[key] = icons.pixmap(name, fore, size, self.ratio)
        return known

    def pill(self, cell: Cell, room: int) -> QPixmap:
        """A chip as a picture, no wider than the room; there are few and they are drawn often."""
        key = (cell.text, cell.icon, cell.tone, cell.struck, room)
        known = self._pills.get(key)
        if known is None:
            if len(self._pills) >= _PILLS:
                self._pills.clear()
            known = self._pills[key] = self._draw_pill(cell, room)
        return known

    def _draw_pill(self, cell: Cell, room: int) -> QPixmap:
        tone = Tone.NEUTRAL if cell.tone in (Tone.PLAIN, Tone.MUTED) else cell.tone
        lead = _CHIP_PAD + (_CHIP_ICON + _CHIP_GAP if cell.icon else 0)
        word = max(0, min(ceil(self.letters[WORD].width(cell.text)), room - lead - _CHIP_PAD))
        width = max(CHIP_HEIGHT, lead + word + _CHIP_PAD)
        drawn = QPixmap(round(width * self.ratio), round(CHIP_HEIGHT * self.ratio))
        drawn.setDevicePixelRatio(self.ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.back[tone])
        painter.drawRoundedRect(QRectF(0, 0, width, CHIP_HEIGHT), CHIP_HEIGHT / 2, CHIP_HEIGHT / 2)
        middle = CHIP_HEIGHT / 2
        if cell.icon:
            icon = self.icon(cell.icon, tone, _CHIP_ICON)
            painter.drawPixmap(QPointF(_CHIP_PAD, middle - _CHIP_ICON / 2), icon)
        self.write(painter, WORD, self.fore[tone], cell.text, lead, middle, word, struck=cell.struck)
        painter.end()
        return drawn

    def write(
        self,
        painter: QPainter,
        font: int,
        pen: QPen,
        text: str,
        x: float,
        middle: float,
        room: int,
        *,
        right: bool = False,
        struck: bool = False,
    ) -> float:
        """One line of text centred on `middle`, from `x` or (right) ending at `x + room`; its width.

        A static text leaves out its font's strike, so that it is drawn here.
        """
        letters = self.letters[font]
        laid, width = letters.cut(text, room)
        painter.setFont(letters.font)
        painter.setPen(pen)
        at = x + room - width if right else x
        painter.drawStaticText(QPointF(at, round(middle - letters.height / 2)), laid)
        if struck:
            painter.fillRect(QRectF(at, round(middle), width, 1), pen.color())
        return width
