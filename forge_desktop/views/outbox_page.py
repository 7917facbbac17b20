"""The outbox: everything that is to be written, how it stands, why, and what a person may do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from forge_desktop.domain.resource import Resource
from forge_desktop.domain.text import Seen
from forge_desktop.views.outbox_aside import AsidePage
from forge_desktop.views.outbox_lines import HEADINGS, Line, rows
from forge_desktop.views.outbox_list import EntryList
from forge_desktop.views.outbox_looks import GROUPS, OVER, Group
from forge_desktop.widgets.chips import FilterChip
from forge_desktop.widgets.flow import FlowLayout
from forge_desktop.widgets.search import SearchBox

_WIDTHS = (340, 140, 76, 200)
_EMPTY = "Nothing was changed here yet. New orders and changes wait here until they have arrived."
_DONE = "Everything has arrived. New orders and changes wait here until the server has them."


class OutboxPage(AsidePage):
    """Groups as chips, a search, the table, and the chosen entry at the right."""

    def __init__(
        self, resources: Mapping[str, Resource], seen: Callable[[], Seen], parent: QWidget | None = None
    ) -> None:
        super().__init__("Outbox", EntryList("Outbox", HEADINGS, _WIDTHS), resources, seen, parent)
        self._all: list[Line] = []
        self._group: Group | None = None
        self.search = SearchBox("Find an entry or a reason …", hint="Ctrl+F")
        self.search.textChanged.connect(lambda _: self._show())
        self.search.setFixedWidth(300)
        self.chips = {group.name: FilterChip(group.title) for group in GROUPS}
        chips = QWidget()
        flow = FlowLayout(chips)
        for group in GROUPS:
            chip = self.chips[group.name]
            chip.clicked.connect(partial(self.show_group, group))
            chip.cleared.connect(partial(self.show_group, None))
            flow.addWidget(chip)
        self.below.addWidget(self.search)
        self.below.addWidget(chips, 1)
        self.list.opened.connect(self._into_pane)
        self.nothing.acted.connect(self._clear)
        self._show()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these entries."""
        self._all = list(lines)
        self._show()

    def show_group(self, group: Group | None) -> None:
        """Show only the entries of a group; None: all."""
        self._group = None if group is self._group else group
        self._show()

    def focus_search(self) -> None:
        """Put the keyboard into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _clear(self) -> None:
        self._group = None
        self.search.clear()
        self._show()

    def _into_pane(self) -> None:
        """Enter goes on to what can be done; where nothing can, to the record."""
        button = next((b for b in self.pane.deeds.buttons() if not b.isHidden()), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.open_record()

    def _show(self) -> None:
        typed = self.search.text().casefold().split()
        found = [line for line in self._all if _fits(line, typed)]
        for group in GROUPS:
            number = sum(line.entry.state in group.states for line in found)
            label = f"{group.title} {number}" if number else group.title
            self.chips[group.name].show_filter(label, active=group is self._group)
            self.chips[group.name].setVisible(bool(number) or group is self._group)
        shown = [line for line in found if self._group is None or line.entry.state in self._group.states]
        self.put_lines(shown)
        self.list.show_rows(rows(shown, self.seen()))
        self._explain(filtered=bool(typed) or self._group is not None)
        opened = [g.states for g in GROUPS if g.name not in OVER]
        left = sum(any(line.entry.state in states for states in opened) for line in self._all)
        self.show_state("" if not self._all else f"{left} open" if left else "nothing open")

    def _explain(self, *, filtered: bool) -> None:
        if filtered and self._all:
            self.nothing.tell("filter", "No entry fits what is asked for.", "Show all")
        else:
            self.nothing.tell("check-check", _DONE if self._all else _EMPTY)


def _fits(line: Line, typed: Sequence[str]) -> bool:
    whole = " ".join((line.what, line.about, line.told.why, *line.entry.reasons)).casefold()
    return all(word in whole for word in typed)
