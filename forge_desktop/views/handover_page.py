"""The hand-over page: changes that this server does not take, for somebody to enter there by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.text import Seen
from forge_desktop.views.outbox_aside import AsidePage
from forge_desktop.views.outbox_lines import HANDOVER_HEADINGS, Line, handover_rows
from forge_desktop.views.outbox_list import EntryList
from forge_desktop.views.outbox_looks import Deed
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel

_WIDTHS = (230, 150, 110, 84, 200)


class HandoverPage(AsidePage):
    """Opens each order in the browser, or copies its number where no address is known, and ticks it off."""

    browsed = Signal(object)
    """The line whose order is to be opened in the browser."""

    def __init__(
        self,
        resources: Mapping[str, Resource],
        seen: Callable[[], Seen],
        *,
        system: str,
        host: str,
        parent: QWidget | None = None,
    ) -> None:
        listed = EntryList("To hand over", HANDOVER_HEADINGS, _WIDTHS)
        super().__init__("To hand over", listed, resources, seen, parent)
        self._system = system
        said = f"Recorded here, not in {system}. Enter each there; changes go once a later read shows them."
        self.below.addWidget(PlainLabel(said, tone=Tone.MUTED, wrap=True), 1)
        self._act = f"Open in {system}" if host else "Copy the number"
        self.open = PrimaryButton(self._act, "external-link" if host else "copy")
        told = f"{host} in the browser (Enter)" if host else f"To be found by it in {system} (Enter)"
        self.open.setToolTip(plain.tip(told))
        self.tick = QuietButton("Done there", "check")
        self.look = QuietButton("Look again", "refresh-cw")
        for button in (self.look, self.tick, self.open):
            self.acts.addWidget(button)
        self.acts.setSpacing(8)
        self.open.clicked.connect(self._browse)
        self.tick.clicked.connect(lambda: self.pane.deeds.ask(Deed.CONFIRM))
        self.look.clicked.connect(self.refresh)
        self.list.opened.connect(self._browse)
        self.list.chosen.connect(lambda _: self._offer())
        self.show_lines(())

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; of several changes of one order only the last still matters."""
        last = {(line.entry.command.resource, line.entry.command.key): line for line in lines}
        shown = list(last.values())
        self.put_lines(shown)
        self.list.show_rows(handover_rows(shown, self.seen()))
        self.nothing.tell("clipboard-check", f"Nothing is left to enter in {self._system} by hand.")
        changes = "1 change" if len(shown) == 1 else f"{len(shown)} changes"
        self.show_state(changes if shown else "")
        for button in (self.tick, self.look):
            button.setEnabled(bool(shown))
        self._offer()

    def fill_menu(self) -> None:
        """Opening it in the browser comes first."""
        super().fill_menu()
        if not self.open.isEnabled():
            return
        menu = self.list.menu
        first = menu.actions()[0] if menu.actions() else None
        act = menu.addAction(self._act)
        act.triggered.connect(self._browse)
        if first is not None:
            menu.removeAction(act)
            menu.insertAction(first, act)

    def say(self, sentence: str) -> None:
        """What the last act came to."""
        self.status.tell(left=sentence)

    def _offer(self) -> None:
        """What is new has no number there to be found by."""
        self.open.setEnabled(self.line is not None and bool(self.line.name))

    def _browse(self) -> None:
        if self.line is not None and self.open.isEnabled():
            self.browsed.emit(self.line)
        elif self.line is not None:
            self.say(f"It is new: {self._system} has no number for it yet. What to enter stands beside it.")
