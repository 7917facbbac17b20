"""The key sheet: every shortcut by section, in two columns, searchable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.dialogs.caps import KeyCaps
from forge_desktop.dialogs.frame import SIDE, Dialog
from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.tokens import SPACE

_SIZE = (760, 520)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One shortcut: "Ctrl+K", alternatives parted by " or "."""

    section: str
    label: str
    keys: str


class KeySheet(Dialog):
    """Shows the shortcuts it is given, in their order."""

    def __init__(self, keys: Sequence[KeyLine], parent: QWidget | None) -> None:
        super().__init__("Keys", parent)
        self._search = SearchBox("Find a key or what it does", hint="")
        self._search.textChanged.connect(self._narrow)
        self._sections = [_Section(name, of) for name, of in _by_section(keys).items()]
        self._columns = (QVBoxLayout(), QVBoxLayout())
        self._nothing = PlainLabel(tone=Tone.MUTED)
        self._nothing.hide()
        self.body.addWidget(self._search)
        self.body.addWidget(self._nothing)
        self.body.addWidget(self._sheet(), 1)
        close = QuietButton("Close")
        close.clicked.connect(self.reject)
        self.foot.add(close)
        self.resize(*_SIZE)
        self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown(self) -> list[KeyLine]:
        """The shortcuts that fit what is searched for."""
        return [line for section in self._sections for line in section.shown()]

    def _sheet(self) -> QScrollArea:
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setAlignment(Qt.AlignmentFlag.AlignTop)
        columns.setContentsMargins(0, SPACE, SPACE, SPACE)
        columns.setSpacing(2 * SIDE)
        for column in self._columns:
            column.setSpacing(2 * SPACE)
            columns.addLayout(column, 1)
        self._arrange()
        area = QScrollArea()
        area.setAccessibleName("Keys by section")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area

    def _arrange(self) -> None:
        """Put the sections that have something to show into two columns of about the same length."""
        for column in self._columns:
            while column.count():
                column.takeAt(0)
        for column, sections in zip(self._columns, _halves(self._sections), strict=True):
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        for section in self._sections:
            section.narrow(words)
        self._arrange()
        self._nothing.setText(f"No key does “{texts.one_line(typed, 60)}”.")
        self._nothing.setVisible(not self.shown())


class _Section(QWidget):
    """A heading with its shortcuts."""

    def __init__(self, name: str, lines: Sequence[KeyLine]) -> None:
        super().__init__()
        self._rows: list[tuple[KeyLine, PlainLabel, KeyCaps]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.addWidget(plain.section(name), 0, 0, 1, 2)
        for row, line in enumerate(lines, start=1):
            words, caps = PlainLabel(line.label, wrap=True), KeyCaps(line.keys)
            words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            caps.setAccessibleName(f"{line.keys}: {words.text()}")
            grid.addWidget(words, row, 0)
            grid.addWidget(caps, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._rows.append((line, words, caps))

    @property
    def height_in_lines(self) -> int:
        return len(self.shown()) + 2

    def shown(self) -> list[KeyLine]:
        return [line for line, words, _ in self._rows if not words.isHidden()]

    def narrow(self, wanted: Sequence[str]) -> None:
        for line, words, caps in self._rows:
            read = f"{line.section} {line.label} {line.keys}".casefold()
            fits = all(word in read for word in wanted)
            words.setVisible(fits)
            caps.setVisible(fits)
        self.setVisible(bool(self.shown()))


def _by_section(keys: Sequence[KeyLine]) -> dict[str, list[KeyLine]]:
    sections: dict[str, list[KeyLine]] = {}
    for line in keys:
        sections.setdefault(line.section, []).append(line)
    return sections


def _halves(sections: Sequence[_Section]) -> tuple[list[_Section], list[_Section]]:
    """Left column first, until it holds half of all lines."""
    left: list[_Section] = []
    right: list[_Section] = []
    shown = [section for section in sections if section.shown()]
    half = sum(section.height_in_lines for section in shown) / 2
    filled = 0.0
    for section in shown:
        (left if filled + section.height_in_lines / 2 <= half else right).append(section)
        filled += section.height_in_lines
    return left, right
