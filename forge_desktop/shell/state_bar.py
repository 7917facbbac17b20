"""The state bar above the pages: of all there is to say, the one thing that matters most now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.session import Health, Link
from forge_desktop.shell import words
from forge_desktop.widgets.banner import Banner


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bar knows: the link, what was read of the local copy, and what a person did."""

    health: Health = field(default_factory=Health)
    as_of: int | None = None
    paused: bool = False
    asides: Mapping[str, int] = field(default_factory=dict)
    """Resource → how many rows could not be read."""
    waiting: int = 0
    """Changes that have not arrived."""
    sending: tuple[int, int] | None = None
    """Which of how many that waited for the server goes out now."""
    unseen: tuple[str, ...] = ()
    """Titles of the lists that the key may not see."""


class StateBar(Banner):
    """Shows trouble of the link first, then a pause, then what the page on screen should be told."""

    try_wanted = Signal()
    resume_wanted = Signal()
    key_wanted = Signal()
    """The key is refused; another one is to be given."""
    deletions_wanted = Signal(object)
    """Names of the resources whose missing records were really deleted."""
    asides_wanted = Signal(str)
    """Name of the resource whose unreadable rows are to be shown."""

    def __init__(self, seen: Callable[[], Seen], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen = seen
        self._act: Callable[[], None] = self.try_wanted.emit
        self.acted.connect(lambda: self._act())

    def show_standing(self, standing: Standing, resource: Resource, parent: Resource | None) -> None:
        """Say what matters most while the page of `resource` is on screen; nothing when all is well."""
        source = parent or resource
        told = words.banner(standing.health, standing.as_of, self._seen(), standing.waiting)
        refused = standing.health.link is Link.SIGNED_OUT
        self._act = self.key_wanted.emit if refused else self.try_wanted.emit
        if told is None and standing.sending is not None:
            told = words.sending(*standing.sending)
        if told is None and standing.paused:
            told, self._act = words.paused(), self.resume_wanted.emit
        if told is None and standing.health.notice:
            told, suspicious = words.notice(standing.health), standing.health.suspicious
            if suspicious:
                self._act = lambda: self.deletions_wanted.emit(suspicious)
        if told is None and (number := standing.asides.get(source.name)):
            told, self._act = words.asides(source, number), lambda: self.asides_wanted.emit(source.name)
        if told is None and standing.unseen:
            closed = resource if source.name in standing.health.unseen else None
            told = words.unseen(standing.unseen, closed, standing.as_of, self._seen())
        if told is None:
            self.clear()
        else:
            tone, icon, sentence, action = told
            self.say(tone, sentence, icon=icon, action=action)
