"""The pane beside a table: the record under the keyboard, without leaving the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.views import briefs, facts, unsent
from forge_desktop.views.brief_list import BriefList
from forge_desktop.views.gathering import Gathered, gather
from forge_desktop.views.status_chip import StatusChip
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import IconButton
from forge_desktop.widgets.facts import KeyValue
from forge_desktop.widgets.side_pane import SidePane

_FRAME = 25
"""Milliseconds until what is known of a record is shown: the table's own rows are painted first."""
PAUSE = 60
"""Milliseconds the keyboard rests on a row before its details are read."""
AGAIN = 300
"""Milliseconds between two readings of the same record while changes keep coming."""
_FULL = 3
"""So many parts has the head of a narrow pane room for: the name, an act, and the way to open it."""


class Preview(SidePane):
    """Follows the selection: what the table knows at once, the rest when it is read."""

    followed = Signal(str, object)
    opened = Signal(object)
    wanted = Signal(object)
    """The details of this record were never fetched."""

    def __init__(
        self, resource: Resource, reading: ReaderThread, seen: Callable[[], Seen], parent: QWidget | None = None
    ) -> None:
        super().__init__(220, parent)
        self._resource, self._reading, self._seen = resource, reading, seen
        self._topic = ("preview", id(self))
        self.key: int | None = None
        self._known: Record | None = None
        self._gathered: Gathered | None = None
        self._soon = QTimer(self, singleShot=True, interval=_FRAME)
        self._soon.timeout.connect(self._show_known)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self._read)
        self._title = plain.record_title()
        self._open = IconButton("Open (Enter)", "external-link")
        self._open.clicked.connect(lambda: self.opened.emit(self.key) if self.key is not None else None)
        self._chip = StatusChip()
        self._caption = plain.PlainLabel(tone=Tone.MUTED, wrap=True)
        self._trouble, self._unsent = Banner(rounded=True), Banner(rounded=True)
        self._facts = KeyValue(label_width=84)
        self._facts.followed.connect(self.followed)
        self._note = plain.small()
        self._buttons: list[QWidget] = []
        """What can be done with the record; nothing without one."""
        self._sections: list[tuple[plain.PlainLabel, plain.ElidedLabel, BriefList]] = []
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        column = self.column
        head = QHBoxLayout()
        self._head = head
        head.addWidget(self._title, 1)
        head.addWidget(self._open)
        column.addLayout(head)
        self._acts = QHBoxLayout()
        self._acts.addStretch(1)
        column.addLayout(self._acts)
        column.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._caption, self._unsent, self._trouble, self._facts, self._note):
            column.addWidget(part)
        column.addStretch(1)
        self.setAccessibleName("Preview")

    def add_act(self, button: QWidget) -> None:
        """Put something to do with the record beside its name; several have a line of their own below it."""
        self._buttons.append(button)
        button.setVisible(self.key is not None)
        if len(self._buttons) == 1:
            self._head.insertWidget(1, button)
            return
        for one in self._buttons:
            self._head.removeWidget(one)
            self._acts.insertWidget(self._acts.count() - 1, one)

    def show_record(self, key: int, record: Record | None) -> None:
        """Show this record: what is known of it now; its lines follow."""
        if key != self.key:
            self._gathered = None
            self._show_sections(None)
        self.key, self._known = key, record
        self._soon.start()
        self._pause.start()

    @property
    def settled(self) -> bool:
        """True when nothing is about to be read."""
        return not any(timer.isActive() for timer in (self._soon, self._pause, self._again))

    def changed(self) -> None:
        """Something changed that may be shown here: read again."""
        if self.key is not None and not self._again.isActive():
            self._again.start()

    def clear(self) -> None:
        """Nothing is selected."""
        self.key = self._gathered = None
        self._soon.stop()
        self._pause.stop()
        self._again.stop()
        self._reading.drop(self._topic)
        for part in (self._open, self._chip, self._caption, self._facts, self._note, *self._buttons):
            part.hide()
        self._trouble.clear()
        self._unsent.clear()
        self._title.setText("")
        self._show_sections(None)

    def close_down(self) -> None:
        """Ask nothing any more."""
        self._soon.stop()
        self._pause.stop()
        self._again.stop()
        self._reading.drop(self._topic)

    def _show_known(self) -> None:
        if self._known is not None:
            self._show_head(self._known)

    def _read(self) -> None:
        key, seen = self.key, self._seen()
        if key is None or not self.isVisible():
            return
        self._reading.ask(
            self._topic, lambda reader: gather(reader, self._resource, key, seen), self._told, self._failed
        )

    def _told(self, gathered: Gathered) -> None:
        if gathered.key != self.key:
            return
        if gathered.record is None:
            self._say("This record is no longer in the local copy.")
            return
        self._soon.stop()
        self._gathered = gathered
        self._show_head(gathered.record)
        self._show_sections(gathered)
        missing = self._resource.details and gathered.record.detail_at is None
        self._say("Details are being fetched." if missing else "")
        if missing:
            self.wanted.emit(gathered.key)

    def _failed(self, failure: Failure) -> None:
        self._say(failure.message)

    def _say(self, words: str) -> None:
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _show_head(self, record: Record) -> None:
        resource, seen = self._resource, self._seen()
        self._title.setText(facts.code_of(resource, record))
        self._chip.show_state(facts.state_of(resource, record))
        caption = facts.caption(resource, record, seen)
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        gathered = self._gathered
        waits = gathered.readiness if gathered is not None else None
        pending = unsent.words(resource, record, seen)
        if pending:
            self._unsent.say(Tone.PENDING, pending, icon="arrow-up-from-line")
        else:
            self._unsent.clear()
        tone, said = facts.trouble(resource, record, seen, gathered)
        if said:
            self._trouble.say(tone, said)
        else:
            self._trouble.clear()
        shown = facts.in_brief(resource, record, seen, facts.waits_of(waits))
        if gathered is not None:
            shown += facts.one_each(gathered.related, [*shown, *facts.links_of(resource, record, seen)])
        self._facts.show_facts(shown)
        for part in (self._facts, self._open, *self._buttons):
            part.show()

    def _show_sections(self, gathered: Gathered | None) -> None:
        told = briefs.sections(gathered, self._seen()) if gathered is not None else []
        while len(self._sections) < len(told):
            self._add_section()
        for (title, count, listed), part in zip(self._sections, told, strict=False):
            title.setText(part.title)
            count.setText(part.said)
            listed.show_briefs(part.title, part.briefs, part.more)
        for number, parts in enumerate(self._sections):
            for each in parts:
                each.setVisible(number < len(told))

    def _add_section(self) -> None:
        title, count, listed = plain.section(), plain.ElidedLabel(tone=Tone.MUTED), BriefList()
        listed.followed.connect(self.followed)
        head = QHBoxLayout()
        head.setContentsMargins(0, 8, 0, 0)
        head.addWidget(title)
        head.addWidget(count, 1)
        self.column.insertLayout(self.column.count() - 1, head)
        self.column.insertWidget(self.column.count() - 1, listed)
        self._sections.append((title, count, listed))
