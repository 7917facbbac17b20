"""The bundled letters in the few sizes the program uses, always with figures of equal width."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from forge_desktop import paths
from forge_desktop.widgets.tokens import BODY_PX

REGULAR = QFont.Weight.Normal
MEDIUM = QFont.Weight.Medium
SEMIBOLD = QFont.Weight.DemiBold

_FILES = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")


@lru_cache(maxsize=1)
def family() -> str:
    """The bundled family's name, or "" (the system's own font) where its files are missing."""
    found = ""
    for name in _FILES:
        path = paths.resources() / "fonts" / name
        added = QFontDatabase.addApplicationFont(str(path)) if path.is_file() else -1
        if added >= 0:
            found = QFontDatabase.applicationFontFamilies(added)[0]
    return found


@lru_cache(maxsize=64)
def _made(px: int, weight: QFont.Weight, struck: bool) -> QFont:
    font = QFont(family()) if family() else QFont()
    font.setPixelSize(px)
    font.setWeight(weight)
    font.setStrikeOut(struck)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def font(px: int = BODY_PX, weight: QFont.Weight = REGULAR, *, struck: bool = False) -> QFont:
    """The program's font at this pixel size."""
    return QFont(_made(px, weight, struck))
