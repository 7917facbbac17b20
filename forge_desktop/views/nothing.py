"""What stands where the rows would be when there are none: why, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from forge_desktop.domain.query import Query
from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.text import Seen, inside
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.widgets import theme
from forge_desktop.widgets.empty import EmptyState

Hindrance = tuple[Tone, str, str, str]
"""Tone, icon, sentence and action."""


class Nothing(EmptyState):
    """Filtered to nothing, still being fetched, new, or unreadable."""

    cleared = Signal()
    retried = Signal()
    refreshed = Signal()
    helped = Signal()
    """What stands in the way of the first fetch is to be put right."""
    told = Signal()
    """There is something to say: show me."""

    def __init__(
        self, resource: Resource, reading: ReaderThread, seen: Callable[[], Seen], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._resource, self._reading, self._seen = resource, reading, seen
        self._topic = ("any", id(self))
        self._wish = self.refreshed
        self.fetching = False
        """Records are on their way."""
        self.hindrance: Hindrance | None = None
        """Why the records were never fetched and do not come; None when nothing is in the way."""
        self.unreadable = False
        """The last thing said was a failure."""
        self.acted.connect(lambda: self._wish.emit())

    def explain(self, query: Query, words: str) -> None:
        """Find out why there is nothing; `words` say what is filtered."""
        if not query.where and not query.text:
            self._told(False, words)
            return
        seen = self._seen()
        self._reading.ask(
            self._topic,
            lambda reader: reader.first(Query(self._resource.name), seen, 1),
            lambda keys: self._told(bool(keys), words),
            lambda failure: self.fail(failure.message),
        )

    def fail(self, message: str) -> None:
        """The cache could not be read."""
        self._wish, self.unreadable = self.retried, True
        self.tell("circle-alert", f"The local copy could not be read. {message}", "Try again", tone=Tone.BAD)
        self.told.emit()

    def close_down(self) -> None:
        """Ask nothing any more."""
        self._reading.drop(self._topic)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground the rows would have."""
        QPainter(self).fillRect(self.rect(), QColor(theme.current().panel))

    def _told(self, some: bool, words: str) -> None:
        name, self.unreadable = inside(self._resource.title), False
        if some:
            self._wish = self.cleared
            self.tell("filter", f"No {name} fit the filter: {words}.", "Clear the filter")
        elif self.fetching:
            self.tell(
                "refresh-cw", f"{self._resource.title} are being fetched; they appear here as they arrive."
            )
        elif self.hindrance is not None:
            self._wish = self.helped
            tone, icon, sentence, action = self.hindrance
            self.tell(icon, sentence, action, tone=tone)
        else:
            self._wish = self.refreshed
            self.tell(self._resource.icon, self._resource.empty or f"There are no {name} yet.", "Refresh")
        self.told.emit()
