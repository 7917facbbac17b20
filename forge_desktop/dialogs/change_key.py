"""Asks for the keys of a connection whose old ones are refused or lost; everything else about it stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from forge_desktop.dialogs.draft import of_access_key, of_api_key
from forge_desktop.dialogs.fields import Labelled, Remark, SecretInput
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.domain.keys import KeyForm, Keys
from forge_desktop.widgets.busy import Progress
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.tokens import MARGIN

_WIDTH = 520
_SAVE, _SAME = "Save and connect", "It is the same account"


class ChangeKeyDialog(Dialog):
    """Emits `agreed(Keys)` and closes; nothing is stored or sent here."""

    check_wanted = Signal(object)
    """Keys that look right: whose are they? Answered by `show_checked`, at once or later."""
    vouched = Signal(object)
    """Keys of which only the person can say whose they are. Answered by `show_checked`, too."""
    agreed = Signal(object)

    def __init__(
        self,
        title: str,
        name: str,
        address: str,
        parent: QWidget | None,
        *,
        form: KeyForm,
        keychain_words: str,
    ) -> None:
        """`form`: what the keys of this connection look like."""
        super().__init__(title, parent, foot_icon="key-round")
        self._form = form
        self._asked: Keys | None = None
        self._doubted: Keys | None = None
        """Whether these are of the same account is asked of the person."""
        self._keys = (SecretInput(), SecretInput())
        self._fields = (
            Labelled("API key", self._keys[0], hint=form.hint),
            Labelled("Access key", self._keys[1]),
        )
        self.body.addWidget(Remark(f"{name} at {address}. Its local copy and what waits to be sent stay."))
        beside = QHBoxLayout()
        beside.setSpacing(MARGIN)
        for field in self._fields:
            beside.addWidget(field, 1)
        self._fields[1].setVisible(form.pair)
        self._wait = Progress()
        self.body.addLayout(beside)
        self.body.addWidget(self._wait)
        self.body.addStretch(1)
        self.foot.words.setText(keychain_words)
        cancel, self._save = QuietButton("Cancel"), PrimaryButton(_SAVE)
        cancel.clicked.connect(self.reject)
        self._save.setToolTip("Ctrl+Enter")
        self._save.clicked.connect(self.agree)
        self.foot.add(cancel, self._save)
        for field, line in zip(self._fields, self._keys, strict=True):
            line.textChanged.connect(lambda _, field=field: self._typed(field))
        self.fit_to(_WIDTH)
        self._keys[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> bool:
        """True when a key was typed."""
        return any(line.text() for line in self._keys)

    def agree(self) -> None:
        """Have the keys checked, when nothing is wrong with how they look; then return them."""
        keys = Keys(self._keys[0].text(), self._keys[1].text() if self._form.pair else "")
        faults = (of_api_key(keys.api_key, self._form), of_access_key(keys.access_key, self._form))
        self._tell(*faults)
        if not any(faults) and keys != self._asked:
            asking = self.vouched if keys == self._doubted else self.check_wanted
            self._rest(keys)
            asking.emit(keys)

    def show_checked(self, asked: Keys, fault: str) -> None:
        """What is wrong with these keys, empty: nothing; dropped when others were typed meanwhile."""
        if not isValid(self) or asked != self._asked:
            return
        self._rest()
        self._tell(fault, "")
        if not fault:
            self.agreed.emit(asked)
            self.accept()

    def ask(self, asked: Keys, words: str) -> None:
        """Nothing can be found out about these keys: the next yes says that they are of the same account."""
        if isValid(self) and asked == self._asked:
            self._rest()
            self._tell(words, "")
            self._doubted = asked
            self._save.set_label(_SAME)

    def _typed(self, field: Labelled) -> None:
        field.set_fault("")
        self._rest()

    def _tell(self, *faults: str) -> None:
        """Say under each field what is wrong with it, and put the keyboard into the first such one."""
        for field, fault in zip(self._fields, faults, strict=True):
            field.set_fault(fault)
        wrong = next((line for line, fault in zip(self._keys, faults, strict=True) if fault), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rest(self, asked: Keys | None = None) -> None:
        """Wait for the verdict about these keys, or for nothing."""
        self._asked, self._doubted = asked, None
        self._save.set_label(_SAVE)
        self._save.setEnabled(asked is None)
        if asked is None:
            self._wait.done()
        else:
            self._wait.tell("Asking the server whose key this is …", cancel=False)
