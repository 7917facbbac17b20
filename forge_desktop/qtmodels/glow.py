"""Cells that changed a moment ago: how much of their glow is left, and when to paint them again."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

LASTS = 1.0
"""Seconds a changed cell glows."""
_TICK = 80
_MOST = 400
"""No more cells than this glow at once: when everything changes, nothing stands out."""


class Glow(QObject):
    """Remembers which cells (key, column) glow; `faded` is emitted with their keys while they do."""

    faded = Signal(object)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.allowed = True
        """False where the system asks for reduced motion."""
        self._clock = clock
        self._since: dict[tuple[int, int], float] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    def add(self, key: int, column: int) -> None:
        """This cell changed now."""
        if not self.allowed or len(self._since) >= _MOST:
            return
        self._since[key, column] = self._clock()
        if not self._timer.isActive():
            self._timer.start()

    def left(self, key: int, column: int) -> float:
        """What remains of a cell's glow, from 1 down to 0."""
        since = self._since.get((key, column))
        return 0.0 if since is None else max(0.0, 1.0 - (self._clock() - since) / LASTS)

    @property
    def anything(self) -> bool:
        """True while some cell glows."""
        return bool(self._since)

    def clear(self) -> None:
        """Nothing glows any more."""
        self._since.clear()
        self._timer.stop()

    def _tick(self) -> None:
        keys = frozenset(key for key, _ in self._since)
        now = self._clock()
        self._since = {cell: since for cell, since in self._since.items() if now - since < LASTS}
        if not self._since:
            self._timer.stop()
        self.faded.emit(keys)
