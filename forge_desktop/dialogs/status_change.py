"""Asks which status shall follow, and why where somebody will want to know; drawn from a list of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from forge_desktop.dialogs.entries import EntryList, Line
from forge_desktop.dialogs.fields import Labelled, Remark
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Code, Tone
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel

_WIDTH = 460
_LONGEST = 500
_TWO_LINES = 52
_MOST_SEEN = 6
_KEPT = "Kept with the change, for whoever asks later."


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """A status that may follow."""

    code: Code
    label: str
    icon: str
    says: str
    reason: bool


class StatusChangeDialog(Dialog):
    """Up, Down and Enter are enough; it stays open, with all that was typed, until the change is kept."""

    agreed = Signal(object, str)
    """Code of the chosen status, and the reason."""
    _field: Labelled

    def __init__(
        self,
        title: str,
        about: str,
        choices: Sequence[StatusChoice],
        parent: QWidget | None,
        *,
        chosen: Code | None = None,
        reason: str = "",
        consequence: str = "",
        kept: str = _KEPT,
    ) -> None:
        """`kept` says where the reason goes."""
        super().__init__(texts.one_line(title, 120), parent)
        self._choices, self._known = tuple(choices), reason
        self.list = EntryList("New status", two_lines=True)
        self.list.show_lines([Line(c.label, c.says, icon=c.icon) for c in choices])
        self.list.setFixedHeight(min(len(choices), _MOST_SEEN) * _TWO_LINES + 4)
        self.list.activated.connect(self._entered)
        self.reason = QLineEdit(reason)
        self.reason.setMaxLength(_LONGEST)
        self.reason.returnPressed.connect(self.agree)
        self.reason.textEdited.connect(lambda _: self._field.set_fault(""))
        self._field = Labelled("Reason", self.reason, hint=kept)
        self._trouble = Remark(tone=Tone.BAD)
        self.yes = PrimaryButton("Change status")
        self.yes.clicked.connect(self.agree)
        no = QuietButton("Cancel")
        no.clicked.connect(self.reject)
        self.foot.words.setText(consequence)
        self.foot.add(no, self.yes)
        self.body.addWidget(PlainLabel(about, tone=Tone.MUTED, wrap=True))
        for part in (self.list, self._field, self._trouble):
            self.body.addWidget(part)
        self._trouble.hide()
        self.list.choose(next((n for n, c in enumerate(self._choices) if c.code == chosen), 0))
        self.list.selectionModel().currentChanged.connect(lambda *_: self._chosen())
        self._chosen()
        self.fit_to(_WIDTH)
        asked = chosen is not None and self.choice.reason and not reason
        (self.reason if asked else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def choice(self) -> StatusChoice:
        """What is chosen."""
        return self._choices[max(0, self.list.row)]

    def typed(self) -> bool:
        """True when a reason was typed."""
        return self.reason.text().strip() != self._known

    def agree(self) -> None:
        """Say yes, once, with a reason where one is asked for."""
        if not self.yes.isEnabled():
            return
        reason = " ".join(self.reason.text().split())
        if self.choice.reason and not reason:
            self._field.set_fault("Say in a few words why; somebody will ask.")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.yes.setEnabled(False)
        self.agreed.emit(self.choice.code, reason if self.choice.reason else "")

    def kept(self) -> None:
        """It was kept: nothing is left to ask."""
        self.accept()

    def fail(self, message: str) -> None:
        """It could not be kept; what was typed stays."""
        self._trouble.setText(message)
        self._trouble.show()
        self.yes.setEnabled(True)

    def _entered(self, _: QModelIndex) -> None:
        if self.choice.reason and not self.reason.text().strip():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.agree()

    def _chosen(self) -> None:
        self._field.setVisible(self.choice.reason)
        self._field.set_fault("")
