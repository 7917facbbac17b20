"""The buttons under an entry, and the one question some of them ask first, in the same place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from forge_desktop.domain.commands import Verb
from forge_desktop.views.outbox_lines import Line
from forge_desktop.views.outbox_looks import Deed, confirm_word, discard_word, retry_word, why_not
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.flow import FlowLayout
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.shy import Shy
from forge_desktop.widgets.tokens import SPACE

_ICONS = {
    Deed.EDIT: "pencil",
    Deed.RETRY: "send",
    Deed.DISCARD: "trash-2",
    Deed.CONFIRM: "check",
}


class Deeds(QWidget):
    """What can be done with the entry; what cannot be is not offered."""

    wished = Signal(object, str)
    """Deed, and for a confirmation the number it has on the server."""
    refused = Signal(str)
    """Why what was asked for cannot be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: Line | None = None
        self._buttons = {deed: QuietButton(deed.value.capitalize(), icon) for deed, icon in _ICONS.items()}
        for deed, button in self._buttons.items():
            button.clicked.connect(lambda _=False, deed=deed: self.ask(deed))
        self._offered = QWidget()
        row = FlowLayout(self._offered)
        for button in self._buttons.values():
            row.addWidget(button)
        self.question = Question()
        self.question.answered.connect(self._answered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE, 0, SPACE)
        column.addWidget(self._offered)
        column.addWidget(self.question)

    def button(self, deed: Deed) -> QuietButton:
        """The button of a deed; hidden while it cannot be done."""
        return self._buttons[deed]

    def buttons(self) -> list[QuietButton]:
        """All buttons, in their order."""
        return list(self._buttons.values())

    def offers(self, deed: Deed) -> bool:
        """True when this can be done with the entry that is shown."""
        return self._line is not None and not why_not(self._line.entry, deed)

    def show_line(self, line: Line, *, fresh: bool) -> None:
        """Offer what can be done with this entry; a question about it stays while it still makes sense."""
        self._line = line
        words = {
            Deed.EDIT: "Edit …",
            Deed.RETRY: retry_word(line.entry, conflict=line.conflict),
            Deed.DISCARD: discard_word(line.entry, conflict=line.conflict),
            Deed.CONFIRM: confirm_word(line.entry),
        }
        for deed, button in self._buttons.items():
            button.set_label(words[deed])
            button.setVisible(self.offers(deed))
        asked = self.question.deed
        if fresh or asked is None or not self.offers(asked):
            self._close()

    def ask(self, deed: Deed) -> None:
        """Do it, or ask first where nothing brings it back or something is not known yet."""
        line = self._line
        if line is None:
            return
        if why := why_not(line.entry, deed):
            self.refused.emit(why)
            return
        create = line.entry.command.verb is Verb.CREATE
        if deed is Deed.DISCARD and not line.conflict:
            self.question.about(deed, _shown_again(line), "Discard", "Keep it")
        elif deed is Deed.CONFIRM and create and line.entry.result_key is None:
            singular = "number"
            self.question.about(
                deed, f"Which {singular} does it have there?", "It is this one", "Back", typed=True
            )
        else:
            self.wished.emit(deed, "")
            return
        self._offered.hide()

    def complain(self, fault: str) -> None:
        """What was typed is not it."""
        self.question.complain(fault)

    def _answered(self, deed: Deed | None, told: str) -> None:
        if deed is None:
            self._close()
            next((b for b in self._buttons.values() if not b.isHidden()), self).setFocus()
        else:
            self.wished.emit(deed, told)

    def _close(self) -> None:
        self.question.close_down()
        self._offered.show()


class Question(Shy):
    """A sentence, perhaps an input, yes and no."""

    answered = Signal(object, str)
    """The deed, or None for no; and what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.deed: Deed | None = None
        self._words = PlainLabel(wrap=True)
        self.input = QLineEdit()
        self.input.setAccessibleName("Number on the server")
        self.input.setMaxLength(80)
        self.input.returnPressed.connect(self._say_yes)
        self._fault = plain.small()
        self.yes, self.no = QuietButton("Yes"), QuietButton("No")
        self.yes.clicked.connect(self._say_yes)
        self.no.clicked.connect(lambda: self.answered.emit(None, ""))
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self._words, self.input, self._fault, buttons):
            column.addWidget(part)

    @property
    def words(self) -> str:
        """What is asked."""
        return self._words.text() if self.revealed else ""

    def about(self, deed: Deed, sentence: str, yes: str, no: str, *, typed: bool = False) -> None:
        """Ask this."""
        self.deed = deed
        self._words.setText(sentence)
        self.setAccessibleName(self._words.text())
        self.yes.set_label(yes)
        self.no.set_label(no)
        self.input.clear()
        self.input.setVisible(typed)
        self.complain("")
        self.reveal()
        (self.input if typed else self.no).setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, fault: str) -> None:
        """Say what is wrong with what was typed."""
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))

    def close_down(self) -> None:
        """Nothing is asked any more."""
        self.deed = None
        self.conceal()

    def _say_yes(self) -> None:
        if self.deed is not None:
            self.answered.emit(self.deed, self.input.text().strip())


def _shown_again(line: Line) -> str:
    """What a discarded entry leaves behind."""
    if line.entry.command.verb is Verb.CREATE:
        return "It is never sent and no longer shown. What was typed is kept only here, as history."
    if line.there:
        return f"It is never sent. {line.name} shows “{line.there}” again, as the server has it."
    return f"It is never sent. {line.name} shows again what the server has."
