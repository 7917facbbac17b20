"""Rail and pages side by side; in a narrow window the rail shrinks to its icons and grows back later."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from forge_desktop.widgets.tokens import RAIL_ICONS

NARROW = 1_100
"""Below this width of the window the pages need the room more than the rail's words."""


class RailSplit(QSplitter):
    """Keeps the width a person gave the rail, also while there is no room for it."""

    def __init__(self, rail: QWidget, pages: QWidget, width: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._kept, self._squeezed = width, False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(rail)
        self.addWidget(pages)
        self.setStretchFactor(1, 1)
        self.setSizes([width, 1200])
        self.splitterMoved.connect(self._moved)

    @property
    def kept(self) -> int:
        """The width of the rail to remember."""
        return self._kept

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Squeeze the rail, or give it its width back."""
        super().resizeEvent(event)
        squeezed = self.width() < NARROW
        if squeezed != self._squeezed:
            self._squeezed = squeezed
            wide = RAIL_ICONS if squeezed else self._kept
            self.setSizes([wide, max(1, self.width() - wide)])

    def _moved(self) -> None:
        if not self._squeezed:
            self._kept = self.sizes()[0]
