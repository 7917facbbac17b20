"""Keys drawn as caps: "Ctrl+Shift+N", alternatives parted by " or "."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forge_desktop.widgets import fonts, theme
from forge_desktop.widgets import paint as strokes
from forge_desktop.widgets.tokens import SMALL_PX

_HEIGHT = 20
_PAD = 6
_GAP = 3
_OR = "or"


def parts(keys: str) -> list[str]:
    """The caps in reading order; "or" stands between alternatives. The key "+" stands last in its chord."""
    found: list[str] = []
    for alternative in keys.split(f" {_OR} "):
        if found:
            found.append(_OR)
        chord = alternative.strip()
        found += [part for part in chord.removesuffix("+").split("+") if part]
        if chord.endswith("+"):
            found.append("+")
    return found


def width(keys: str) -> int:
    """Pixels that the caps need."""
    shown = parts(keys)
    return sum(_wide(part) for part in shown) + _GAP * max(0, len(shown) - 1)


def paint(painter: QPainter, room: QRect, keys: str) -> int:
    """Draw the caps at the right end of the room; returns where they begin."""
    tokens = theme.current()
    begin = x = room.right() - width(keys) + 1
    top = room.y() + (room.height() - _HEIGHT) // 2
    painter.setFont(fonts.font(SMALL_PX, fonts.MEDIUM))
    for part in parts(keys):
        cap = QRect(x, top, _wide(part), _HEIGHT)
        if part != _OR:
            strokes.ground(painter, cap, tokens.panel, tokens.outline, 4)
        strokes.line(painter, cap, part, tokens.muted, Qt.AlignmentFlag.AlignHCenter)
        x += cap.width() + _GAP
    return begin


def _wide(part: str) -> int:
    words = strokes.width(fonts.font(SMALL_PX, fonts.MEDIUM), part)
    return words + 4 if part == _OR else max(_HEIGHT, words + 2 * _PAD)


class KeyCaps(QWidget):
    """The caps of one shortcut."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self._keys = keys
        self.setAccessibleName(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the caps."""
        return QSize(width(self._keys), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The caps."""
        paint(strokes.start(self), self.rect(), self._keys)
