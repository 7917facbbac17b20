"""Labels with their values, one below the other, as a pane or a detail page shows a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QSpacerItem, QWidget

from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import LinkButton
from forge_desktop.widgets.plain import PlainLabel

_AIR = 2
"""Above and below each line, as much as a link needs for its ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One label with its value; with a `link` the value leads there."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN
    tip: str = ""
    link: tuple[str, int] | None = None
    """Resource and key of the record it leads to."""


class _Line:
    """The widgets of one fact, used again for the next record."""

    def __init__(self, owner: KeyValue) -> None:
        self.link: tuple[str, int] | None = None
        self.label = PlainLabel(tone=Tone.MUTED, parent=owner)
        self.value = PlainLabel(selectable=True, wrap=True, parent=owner)
        self.label.setContentsMargins(0, _AIR, 0, _AIR)
        self.value.setContentsMargins(LinkButton.INSET, _AIR, 0, _AIR)
        self.value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.word = LinkButton("", owner)
        self.word.clicked.connect(lambda: owner.follow(self))

    def show(self, fact: Fact) -> None:
        self.link = fact.link
        self.label.setText(fact.label)
        self.value.setText(fact.value)
        self.value.set_tone(fact.tone)
        self.value.setAccessibleName(f"{self.label.text()}: {self.value.text()}")
        self.value.setToolTip(plain.tip(fact.tip))
        self.word.set_label(fact.value)
        self.word.setAccessibleName(f"{self.label.text()}: {self.word.label}")
        self.label.show()
        self.value.setVisible(fact.link is None)
        self.word.setVisible(fact.link is not None)

    def hide(self) -> None:
        for part in (self.label, self.value, self.word):
            part.hide()


class KeyValue(QWidget):
    """Facts in two columns. Values can be selected and copied; links are followed by mouse and keyboard."""

    followed = Signal(str, object)
    """Resource and key that the person wants to see."""

    def __init__(self, parent: QWidget | None = None, *, label_width: int = 72) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnMinimumWidth(0, label_width)
        self._grid.setColumnStretch(1, 1)
        grows = QSizePolicy.Policy.Expanding  # links alone would not, and the labels would take all the room
        self._grid.addItem(QSpacerItem(0, 0, grows, QSizePolicy.Policy.Minimum), 0, 1)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these instead of what was shown."""
        while len(self._lines) < len(facts):
            self._add()
        for line, fact in zip(self._lines, facts, strict=False):
            line.show(fact)
        for line in self._lines[len(facts) :]:
            line.hide()

    def follow(self, line: _Line) -> None:
        """A link was pressed."""
        if line.link is not None:
            self.followed.emit(*line.link)

    def _add(self) -> None:
        line, row = _Line(self), len(self._lines)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(line.label, row, 0, top)
        self._grid.addWidget(line.value, row, 1, top)
        self._grid.addWidget(line.word, row, 1, top)
        self._lines.append(line)
