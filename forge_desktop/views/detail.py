"""One record as a page of its own: head, facts, lines, where it leads, and every field the server sent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from forge_desktop.domain import text
from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.text import Seen
from forge_desktop.errors import Failure
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.views import facts, lines, unsent
from forge_desktop.views.gathering import Gathered, gather, lines_of
from forge_desktop.views.lines_view import LinesView
from forge_desktop.views.preview import AGAIN
from forge_desktop.views.related import RelatedPane
from forge_desktop.views.status_chip import StatusChip
from forge_desktop.views.strip import Strip
from forge_desktop.widgets import plain, theme
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import IconButton
from forge_desktop.widgets.facts import KeyValue
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.tokens import MARGIN


class Detail(QWidget):
    """Shows one record from the cache and follows its changes; emits wishes, opens nothing."""

    open_record = Signal(str, object)
    wanted_details = Signal(object)
    closed = Signal()
    """The person wants to go back to where the record was opened."""
    titled = Signal(str)
    """What the record is called, as soon as it is known."""

    def __init__(
        self,
        resource: Resource,
        reading: ReaderThread,
        seen: Callable[[], Seen],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.resource = resource
        self.key: int | None = None
        self._wished: int | None = None
        self._again = QTimer(self, singleShot=True, interval=AGAIN)
        self._again.timeout.connect(self._read)
        self._reading, self._seen = reading, seen
        self._topic = ("detail", id(self))
        self._gathered: Gathered | None = None
        self._title, self._chip = plain.title(), StatusChip()
        self._caption = plain.PlainLabel(tone=Tone.MUTED, wrap=True, selectable=True)
        self._age, self._strip = plain.muted(), Strip()
        self._trouble, self._note = Banner(rounded=True), Banner(rounded=True)
        self._unsent = Banner(rounded=True)
        self.tabs = QTabWidget()
        self._left, self._right = KeyValue(label_width=130), KeyValue(label_width=130)
        self._lines: dict[str, LinesView] = {}
        self._related = RelatedPane()
        self._search = SearchBox("Find a field or value …", hint="")
        self._all = LinesView("All fields")
        self._lay_out()
        for leads in (self._strip, self._left, self._right, self._related, self._all):
            leads.followed.connect(self.open_record)
        self._search.textChanged.connect(lambda _: self._show_all())
        self._note.acted.connect(self._read)

    def _lay_out(self) -> None:
        self._back = IconButton("Back (Esc)", "arrow-left")
        self._back.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._back)
        head.addWidget(self._title)
        head.addWidget(self._chip)
        head.addStretch(1)
        head.addWidget(self._age)
        self._head = head
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 14, MARGIN, 0)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self._caption, self._strip, self._unsent, self._trouble, self._note):
            column.addWidget(part)
        column.addWidget(self.tabs, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(_scrolled(self._left, self._right), "Overview")
        for field in self.resource.fields:
            if field.kind is Kind.LINES and field.fields:
                view = self._lines[field.name] = LinesView(field.label)
                view.followed.connect(self.open_record)
                self.tabs.addTab(view, field.label)
        self.tabs.addTab(self._related, "Related")
        self.tabs.addTab(_stacked(self._search, self._all), "All fields")
        self.setAccessibleName(self.resource.singular)
        self.setFocusProxy(self.tabs)

    def add_act(self, button: QWidget) -> None:
        """Put something to do with the record at the right of its head."""
        self._head.addWidget(button)

    def show_record(self, key: int) -> None:
        """Show this record."""
        self.key = key
        self._read()

    @Slot()
    def changed(self) -> None:
        """Something changed, this record or what belongs to it, or the day: read again if it is on screen."""
        if not self._again.isActive():
            self._again.start()

    def refresh(self) -> None:
        """Wish for the record as the server has it now."""
        if self.key is not None:
            self.wanted_details.emit([self.key])

    def _wish_once(self) -> None:
        if self._wished != self.key:
            self._wished = self.key
            self.refresh()

    def close_down(self) -> None:
        """Ask nothing any more."""
        self._again.stop()
        self._reading.drop(self._topic)

    def _read(self) -> None:
        key, seen = self.key, self._seen()
        if key is not None and self.isVisible():
            self._reading.ask(
                self._topic, lambda reader: gather(reader, self.resource, key, seen), self._told, self._failed
            )

    def _failed(self, failure: Failure) -> None:
        self._note.say(Tone.BAD, f"The local copy could not be read. {failure.message}", action="Try again")

    def _told(self, gathered: Gathered) -> None:
        record, resource = gathered.record, self.resource
        if record is None:
            self._note.say(Tone.WARN, f"This {text.inside(resource.singular)} is not in the local copy.")
            self._wish_once()
            return
        self._gathered = gathered
        seen = self._seen()
        self._title.setText(facts.code_of(resource, record))
        self.titled.emit(facts.code_of(resource, record))
        self._chip.show_state(facts.state_of(resource, record))
        caption = facts.caption(resource, record, seen)
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        pending = unsent.words(resource, record, seen)
        self._unsent.say(Tone.PENDING, pending, icon="arrow-up-from-line") if pending else self._unsent.clear()
        tone, said = facts.trouble(resource, record, seen, gathered)
        self._trouble.say(tone, said) if said else self._trouble.clear()
        self._strip.show_facts(facts.head_of(gathered, seen))
        self._show_age(record.detail_at, seen)
        told = facts.all_of(resource, record, seen)
        told += facts.one_each(gathered.related, facts.links_of(resource, record, seen))
        half = (len(told) + 1) // 2
        self._left.show_facts(told[:half])
        self._right.show_facts(told[half:])
        self._show_lines(gathered, seen)
        number = self._related.show_related(gathered, seen)
        self.tabs.setTabText(self.tabs.indexOf(self._related), f"Related {number}" if number else "Related")
        self._show_all()

    def _show_age(self, detail_at: int | None, seen: Seen) -> None:
        self._note.clear()
        self._age.setText("")
        if not self.resource.details:
            return
        if detail_at is None:
            names = [f.label.lower() for f in self.resource.fields if f.detail]
            listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
            self._note.say(
                Tone.INFO, f"{listed.capitalize()} were not fetched yet; they come next.", icon="clock"
            )
            self._wish_once()
        else:
            age = text.age(max(0, seen.now - detail_at))
            self._age.setText(f"details {age}" if age == "just now" else f"details {age} old")

    def _show_lines(self, gathered: Gathered, seen: Seen) -> None:
        assert gathered.record is not None
        titles = gathered.titles
        words = {
            key: f"{word}  {titles[key]}" if key in titles else word for key, word in gathered.words.items()
        }
        for name, view in self._lines.items():
            field, value = self.resource.field(name), gathered.record.get(name)
            view.show_lines(*lines.table(field, value, words, seen, self.resource.dialect))
            number = len(lines_of(value))
            self.tabs.setTabText(self.tabs.indexOf(view), f"{field.label} {number}" if number else field.label)

    def _show_all(self) -> None:
        if self._gathered is not None and self._gathered.record is not None:
            record = self._gathered.record
            self._all.show_lines(*lines.all_fields(self.resource, record, self._seen(), self._search.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.current().panel))


def _scrolled(*parts: QWidget) -> QScrollArea:
    inside = QWidget()
    row = QHBoxLayout(inside)
    row.setContentsMargins(0, 16, 0, 16)
    row.setSpacing(32)
    for part in parts:
        row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    for each in (inside, area.viewport()):
        each.setAutoFillBackground(False)
    return area


def _stacked(*parts: QWidget) -> QWidget:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 12, 0, 0)
    for part in parts:
        column.addWidget(part)
    return inside
