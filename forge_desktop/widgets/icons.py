"""Outline icons from resources/icons, tinted with a token's colour, sharp at every pixel ratio, and kept."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from forge_desktop import paths
from forge_desktop.widgets.tokens import ICON

UNKNOWN = "circle-help"
"""Shown for a name that is not among the icons."""


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    path = paths.resources() / "icons" / f"{name}.svg"
    if not path.is_file():
        path = path.with_name(f"{UNKNOWN}.svg")
    return path.read_bytes()


@lru_cache(maxsize=1024)
def pixmap(name: str, color: str, size: int = ICON, ratio: float = 1.0) -> QPixmap:
    """The icon in this colour ("#RRGGBB"), `size` logical pixels square, for this device pixel ratio."""
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", color.encode())))
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def icon(name: str, color: str, size: int = ICON) -> QIcon:
    """The icon for Qt's own menus and buttons, in the pixel ratios screens have."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(pixmap(name, color, size, ratio))
    return made


def application() -> QIcon:
    """The program's own icon."""
    return QIcon(str(paths.resources() / "app.svg"))
