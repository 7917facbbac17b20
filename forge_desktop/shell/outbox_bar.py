"""The quiet bar below the pages: what was just changed, and taking it back while it has not left."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen
from forge_desktop.widgets.banner import Banner

_SECOND = 1_000
_READ = 6
"""Seconds that a sentence without an act stays."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """What can be taken back together, and until when (UTC seconds)."""

    idents: tuple[str, ...]
    words: str
    until: int


class UndoBar(Banner):
    """The newest change that can be taken back; below it wait the earlier ones that still can."""

    undo_wanted = Signal(object)
    """Undoable."""

    def __init__(self, seen: Callable[[], Seen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = seen
        self._offers: list[Undoable] = []
        self._said_until = 0
        self._tick = QTimer(self, interval=_SECOND)
        self._tick.timeout.connect(self.look)
        self.acted.connect(self.undo)

    def offer(self, undoable: Undoable) -> None:
        """Say what was changed and let it be taken back for a while."""
        self._offers.append(undoable)
        self._said_until = 0
        self._tick.start()
        self.look()

    def note(self, tone: Tone, sentence: str) -> None:
        """Say something for a few seconds."""
        self._said_until = self._seen().now + _READ
        self.say(tone, sentence)
        self._tick.start()

    def undo(self) -> None:
        """Take the newest one back, if it still can be."""
        self.look()
        if self._offers:
            undoable = self._offers.pop()
            self.look()
            self.undo_wanted.emit(undoable)

    def gone(self, idents: Collection[str]) -> None:
        """These have left, or were taken back elsewhere."""
        before = len(self._offers)
        self._offers = [one for one in self._offers if not set(one.idents) <= set(idents)]
        if len(self._offers) != before:
            self.look()

    def look(self) -> None:
        """Say what holds now."""
        now = self._seen().now
        self._offers = [one for one in self._offers if one.until > now]
        if self._said_until > now:
            return
        if self._offers:
            newest = self._offers[-1]
            left = newest.until - now
            self.say(Tone.PENDING, newest.words, icon="undo-2", action=f"Undo ({left} s)")
        else:
            self._tick.stop()
            self.clear()

    def stop(self) -> None:
        """Say nothing any more."""
        self._tick.stop()
        self._offers = []
        self.clear()
