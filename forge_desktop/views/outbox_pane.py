"""The pane beside the outbox's table: one entry whole, in words, with what a person may do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from forge_desktop.domain import show, text
from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.scalars import Kind
from forge_desktop.domain.text import Seen
from forge_desktop.outbox import WHY, Entry, State, explained
from forge_desktop.views.outbox_deeds import Deeds
from forge_desktop.views.outbox_lines import Line, SideWords
from forge_desktop.views.outbox_looks import LOOKS, Deed
from forge_desktop.views.status_chip import StatusChip
from forge_desktop.widgets import fonts, paint, plain, theme
from forge_desktop.widgets.facts import Fact, KeyValue
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.side_pane import SidePane
from forge_desktop.widgets.tokens import MARGIN, RECORD_PX, SPACE

_BAR = 3


class EntryPane(SidePane):
    """Shows an entry; emits what the person wishes for it."""

    wished = Signal(object, object, str)
    """Deed, entry, and for a confirmation the number it has on the server."""
    followed = Signal(str, object)

    def __init__(
        self, resources: Mapping[str, Resource], seen: Callable[[], Seen], parent: QWidget | None = None
    ) -> None:
        super().__init__(280, parent)
        self._resources, self._seen = resources, seen
        self.line: Line | None = None
        self._title = PlainLabel(px=RECORD_PX, weight=fonts.SEMIBOLD, wrap=True, selectable=True)
        self._chip = StatusChip()
        self._about = PlainLabel(tone=Tone.MUTED, wrap=True)
        self.why = PlainLabel(wrap=True, selectable=True)
        self.quote = Quote()
        self.sides = Sides()
        self.deeds = Deeds()
        self.deeds.wished.connect(self._wish)
        self._facts = KeyValue(label_width=96)
        self._facts.followed.connect(self.followed)
        self._lay_out()
        self.setAccessibleName("Entry")
        self.clear()

    def show_line(self, line: Line) -> None:
        """Show this entry; what somebody is deciding about the same one stays open while it can."""
        same = self.line is not None and self.line.entry.command.id == line.entry.command.id
        self.line = line
        entry = line.entry
        self._title.setText(line.what)
        self._chip.show_state(LOOKS[entry.state])
        self._about.setText(line.about)
        self._about.setVisible(bool(line.about))
        self.why.setText(_why(line))
        self.quote.show_words(entry.reasons if entry.state is State.REJECTED else ())
        self.sides.show_sides(line.told.sides)
        self.deeds.show_line(line, fresh=not same)
        self._facts.show_facts(_facts(line, self._resources, self._seen()))
        for part in (self.why, self.deeds, self._facts, self._title):
            part.show()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.line = None
        self._chip.show_state(None)
        for part in (self._title, self._about, self.why, self.quote, self.sides, self.deeds, self._facts):
            part.hide()

    def _wish(self, deed: Deed, told: str) -> None:
        if self.line is not None:
            self.wished.emit(deed, self.line.entry, told)

    def _lay_out(self) -> None:
        column = self.column
        column.addWidget(self._title)
        column.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._about, self.why, self.quote, self.sides, self.deeds, self._facts):
            column.addWidget(part)
        column.addStretch(1)


class Quote(QWidget):
    """The server's own words, as they came, beside a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = PlainLabel(tone=Tone.BAD, wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN - 4, SPACE, SPACE, SPACE)
        column.addWidget(self._words)
        self.hide()

    @property
    def words(self) -> str:
        """What is quoted."""
        return self._words.text()

    def show_words(self, words: tuple[str, ...]) -> None:
        """Quote these complaints, one per line; nothing when there are none."""
        self._words.setText("\n".join(f"“{text.visible(word, 600)}”" for word in words))
        self._words.setAccessibleName(f"The server said: {self._words.text()}")
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        tone, painter = theme.current().tone(Tone.BAD), paint.start(self)
        paint.ground(painter, self.rect(), tone.back)
        painter.fillRect(0, 0, _BAR, self.height(), QColor(tone.fore))


class Sides(QWidget):
    """Mine, theirs and what it was, field by field, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, SPACE, 0, SPACE)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for column in range(1, 4):
            self._grid.setColumnStretch(column, 1)
        for column, word in enumerate(("", "Mine", "Theirs", "It was")):
            self._grid.addWidget(plain.small(word), 0, column)
        self._cells: list[PlainLabel] = []
        self.setAccessibleName("Mine, theirs and what it was")
        self.hide()

    def show_sides(self, sides: tuple[SideWords, ...]) -> None:
        """Show these fields; nothing when there are none."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = []
        for row, side in enumerate(sides, 1):
            words = (("Field", side.label), ("Mine", side.mine), ("Theirs", side.theirs), ("It was", side.was))
            for column, (name, word) in enumerate(words):
                tone = (Tone.MUTED, Tone.PENDING, Tone.PLAIN, Tone.MUTED)[column]
                cell = PlainLabel(word or "nothing", tone=tone, wrap=True, selectable=column > 0)
                cell.setAccessibleName(f"{side.label}, {name}: {word or 'nothing'}")
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
                self._cells.append(cell)
        self.setVisible(bool(sides))


def _why(line: Line) -> str:
    entry = line.entry
    if line.conflict:
        return "Somebody else changed this meanwhile. Nothing is overwritten: decide which it shall be."
    if entry.state is State.REJECTED:
        return WHY[entry.state]
    return line.told.why or explained(entry)


def _facts(line: Line, resources: Mapping[str, Resource], seen: Seen) -> list[Fact]:
    entry = line.entry
    command, resource = entry.command, resources[entry.command.resource]
    told = [Fact(label="Wanted", value=_moment(command.made, seen), tip=text.moment(command.made, seen))]
    if line.link is not None and line.name:
        told.append(Fact(label=resource.singular, value=line.name, link=line.link))
    if command.reason:
        told.append(Fact(label="Reason", value=command.reason))
    if entry.sent_at is not None:
        tries = f", {entry.tries} tries" if entry.tries > 1 else ""
        sent = f"{_moment(entry.sent_at, seen)}{tries}"
        told.append(Fact(label="Last sent", value=sent, tip=text.moment(entry.sent_at, seen)))
    if entry.token:
        told.append(Fact(label="Token", value=entry.token, tip="By this the server's record is known as ours."))
    known = {(fact.label, fact.value) for fact in told}
    return [*told, *(fact for fact in _wanted(entry, resource, seen) if (fact.label, fact.value) not in known)]


def _wanted(entry: Entry, resource: Resource, seen: Seen) -> list[Fact]:
    """The wanted values that read well; bare keys are in the title already."""
    told = []
    for name, value in entry.command.patch.items():
        field = resource.field(name) if resource.has(name) else None
        if field is None or field.kind is Kind.ID or value in (None, "", []):
            continue
        count = len(value) if isinstance(value, list) else None
        said = (
            show.value_text(field, value, seen) if count is None else f"{count} line{'' if count == 1 else 's'}"
        )
        told.append(Fact(label=field.label, value=text.visible(said, 300)))
    return told


def _moment(at: int, seen: Seen) -> str:
    clock = text.clock(at, seen.zone)
    return f"today {clock}" if at >= seen.today else f"{text.day(at, seen)} {clock}"
