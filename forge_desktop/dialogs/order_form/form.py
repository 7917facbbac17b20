"""What all order forms have in common: fields with their faults, the draft, saying yes, and being refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLayoutItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from forge_desktop.dialogs.fields import Labelled
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.dialogs.order_form.leaving import Leaving
from forge_desktop.dialogs.order_form.wishes import Complaint, complaints
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen, one_line
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import LinkButton, PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import MARGIN, SMALL_PX

COLUMNS = 12
State = dict[str, Any]


class OrderForm(Dialog):
    """Stays open until it is told that the order is kept; its draft is told whenever something changed."""

    agreed = Signal(object)
    """What is wanted; answered by `kept` or by `failed`."""
    drafted = Signal()
    """What was typed changed; `state` tells it."""
    dropped = Signal()
    """The draft is not wanted any more."""
    about: tuple[str, ...] = ("items", "customers", "lots")
    """Resources that the form shows something of."""

    def __init__(self, title: str, yes: str, seen: Callable[[], Seen], parent: QWidget | None) -> None:
        super().__init__(title, parent, foot_icon="info")
        self.seen = seen
        self.fields: dict[str, Labelled] = {}
        self._said: dict[str, str] = {}
        """What a server said of a field, until it is changed."""
        self._gone: dict[str, str] = {}
        """Fields whose chosen record is no longer in the local copy: nothing goes out with it."""
        self._tried = self._busy = False
        self._first: State = {}
        self._trouble = Banner(rounded=True)
        self._told = PlainLabel(tone=Tone.MUTED, px=SMALL_PX)
        self._afresh = LinkButton("Start afresh")
        self._afresh.clicked.connect(self._start_afresh)
        self._afresh.hide()
        self.head = QGridLayout()
        self.head.setHorizontalSpacing(MARGIN)
        self.head.setVerticalSpacing(6)
        for column in range(COLUMNS):
            self.head.setColumnStretch(column, 1)
        self.yes = PrimaryButton(yes)
        self._frame()

    # What a form must say

    def state(self) -> State:
        """What was typed, as JSON can hold it."""
        raise NotImplementedError

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was typed once before; whatever in it is not understood is left out."""
        raise NotImplementedError

    def look(self) -> dict[str, str]:
        """Field -> what is wrong with it so far."""
        raise NotImplementedError

    def wish(self) -> object:
        """What is wanted; only asked when nothing is wrong."""
        raise NotImplementedError

    def needed(self) -> dict[str, str]:
        """Field -> what is missing; said from the first yes on."""
        return {}

    def complain(self, complaint: Complaint) -> bool:
        """Take what a server said of something that is no field of the head; False: nothing of ours."""
        return False

    def focus_fault(self) -> bool:
        """Put the keyboard into what is wrong outside the head; False: nothing is."""
        return False

    def look_again(self) -> None:
        """What was chosen may have become something else in the local copy."""

    # What whoever opened it says

    @Slot(str, object)
    def changed_elsewhere(self, resource: str, keys: object) -> None:
        """Records of this resource changed in the local copy."""
        if resource in self.about:
            self.look_again()

    def begin(self) -> None:
        """Everything is laid out: from here on, changes are a person's."""
        self._first = self.state()
        self.settle()

    def restored(self, state: Mapping[str, Any], words: str) -> None:
        """Show a draft, and say so."""
        self.restore(state)
        self._told.setText(words)
        self._afresh.show()
        self.settle()

    def tell_draft(self, words: str, tone: Tone = Tone.MUTED) -> None:
        """Say how the draft stands, "draft kept 09:47"."""
        self._told.setText(words)
        self._told.set_tone(tone)

    def kept(self) -> None:
        """The outbox has it."""
        self.accept()

    def failed(self, sentence: str) -> None:
        """It could not be kept: say why; nothing typed is lost."""
        self._set_busy(False)
        self._trouble.say(Tone.BAD, sentence)

    def refused(self, reasons: Iterable[str]) -> None:
        """Show what the server said, each complaint below the field that it is about."""
        rest: list[str] = []
        for complaint in complaints(reasons, (*self.fields, *self.others())):
            if complaint.row is None and complaint.field in self.fields:
                self._said[complaint.field] = one_line(complaint.words)
            elif not self.complain(complaint):
                rest.append(complaint.words)
        if rest:
            self._trouble.say(Tone.BAD, f"The server refused this. {' '.join(rest)}")
        self.settle()

    def others(self) -> tuple[str, ...]:
        """Names a server may complain about that are no fields of the head."""
        return ()

    # Frame

    def typed(self) -> bool:
        """True when anything is not as it was at the beginning."""
        return self.state() != self._first

    def agree(self) -> None:
        """Ask for it, when nothing is wrong; else put the keyboard into the first fault."""
        if self._busy or not self._leaving.isHidden():
            return
        self._tried = True
        self.settle()
        if self.ready():
            self._trouble.clear()
            self._set_busy(True)
            self.agreed.emit(self.wish())
            return
        wrong = [part for part in self.fields.values() if part.fault and part.isVisible()]
        if wrong:
            wrong[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_fault()

    def ready(self) -> bool:
        """True when nothing is wrong."""
        return not self.needed() and not self.look() and not self._gone

    def reject(self) -> None:
        """Close; when something was typed, ask first what becomes of it."""
        if self._busy:
            return
        if not self.typed():
            self.done(0)
        elif self._leaving.isHidden():
            self._before = self.focusWidget()
            self.foot.hide()
            self._leaving.show()
            self._leaving.keep.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._stay()

    def settle(self) -> None:
        """Say below each field what is wrong with it now."""
        faults = {**(self.needed() if self._tried else {}), **self.look(), **self._said, **self._gone}
        for name, part in self.fields.items():
            part.set_fault(faults.get(name, ""))

    def changed(self, name: str = "") -> None:
        """A person changed something."""
        for told in (self._said, self._gone):
            told.pop(name, None)
        self.settle()
        self.drafted.emit()

    def miss(self, name: str, words: str) -> None:
        """What was chosen in this field is no longer in the local copy; without words, it is."""
        self._gone.pop(name, None)
        if words:
            self._gone[name] = words
        self.settle()

    def learn(self, act: Callable[[], None]) -> None:
        """Show what became known; a form that nobody typed into stays untouched by it, and without a draft."""
        typed = self.typed()
        blocked = self.blockSignals(True)
        try:
            act()
        finally:
            self.blockSignals(blocked)
        if not typed:
            self._first = self.state()
        self.settle()

    def add_field(self, name: str, label: str, control: QWidget, row: int, column: int, span: int) -> Labelled:
        """A labelled control in the head; its changes are heard."""
        part = Labelled(label, control)
        self.fields[name] = part
        self.head.addWidget(part, row, column, 1, span)
        if isinstance(control, QComboBox):
            control.currentIndexChanged.connect(lambda _: self.changed(name))
        elif isinstance(control, QPlainTextEdit):
            control.textChanged.connect(lambda: self.changed(name))
        else:
            control.textChanged.connect(lambda _: self.changed(name))  # type: ignore[attr-defined]  # all others are lines
        return part

    def _frame(self) -> None:
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        self._beside_title(column.itemAt(0))
        self.body.addWidget(self._trouble)
        self.body.addLayout(self.head)
        cancel = QuietButton("Cancel")
        cancel.clicked.connect(self.reject)
        self.yes.setToolTip(plain.tip("Ctrl+Enter"))
        self.yes.clicked.connect(self.agree)
        self.foot.add(cancel, self.yes)
        self._leaving = Leaving()
        self._leaving.stayed.connect(self._stay)
        self._leaving.left.connect(self._leave)
        self._leaving.threw.connect(self._throw)
        column.addWidget(self._leaving)

    def _beside_title(self, place: QLayoutItem | None) -> None:
        head = place.layout() if place is not None else None
        title = head.itemAt(0) if head is not None else None
        assert isinstance(head, QVBoxLayout)
        assert title is not None
        named = title.widget()
        assert named is not None
        beside = QHBoxLayout()
        head.removeWidget(named)
        beside.addWidget(named, 1)
        beside.addWidget(self._told)
        beside.addWidget(self._afresh)
        head.addLayout(beside)

    def _stay(self) -> None:
        self._leaving.hide()
        self.foot.show()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.drafted.emit()
        self.done(0)

    def _throw(self) -> None:
        self.dropped.emit()
        self.done(0)

    def _start_afresh(self) -> None:
        self._afresh.hide()
        self._told.setText("")
        self.restore(self._first)
        self.dropped.emit()
        self._tried = False
        self.settle()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.yes.setEnabled(not busy)
