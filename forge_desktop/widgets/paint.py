"""The few strokes that our own widgets share: a rounded ground, a focus ring, an icon, a line of text."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from forge_desktop.widgets import icons
from forge_desktop.widgets.tokens import ICON, RADIUS, RING


def start(widget: QWidget) -> QPainter:
    """A painter with smooth edges and the widget's font."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(widget.font())
    return painter


def ground(painter: QPainter, rect: QRect, fill: str, border: str = "", radius: float = RADIUS) -> None:
    """A filled rounded rectangle; with a border of one pixel when a colour is given for it."""
    painter.setBrush(QColor(fill))
    box = QRectF(rect)
    if border:
        painter.setPen(QPen(QColor(border), 1))
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box, radius, radius)


def ring(painter: QPainter, rect: QRect, color: str, radius: float = RADIUS, inset: float = 0) -> None:
    """The focus ring, `inset` pixels inside the rectangle."""
    edge = RING / 2 + inset
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(color), RING))
    painter.drawRoundedRect(QRectF(rect).adjusted(edge, edge, -edge, -edge), radius, radius)


def width(font: QFont, text: str) -> int:
    """Whole pixels that a text needs."""
    return ceil(QFontMetricsF(font).horizontalAdvance(text))


def icon(painter: QPainter, x: float, middle: float, name: str, color: str, size: int = ICON) -> None:
    """An icon at `x`, centred on the height `middle`."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(QPointF(x, middle - size / 2), icons.pixmap(name, color, size, ratio))


def line(
    painter: QPainter,
    rect: QRect,
    text: str,
    color: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of plain text, centred in height, ended by "…" where the room ends."""
    shown = text
    if width(painter.font(), text) > rect.width():
        shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.setPen(QColor(color))
    flags = align | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, flags.value | Qt.TextFlag.TextSingleLine.value, shown)
