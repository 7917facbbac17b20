"""Asks for the new keys of a connection whose old ones are refused; everything else about it stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forge_desktop.dialogs.draft import Faults
from forge_desktop.dialogs.fields import Labelled, Remark, SecretInput
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.domain.keys import Keys
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.tokens import MARGIN

_WIDTH = 520


class ChangeKeyDialog(Dialog):
    """Emits `agreed(Keys)` and closes; nothing is stored or sent here."""

    agreed = Signal(object)

    def __init__(
        self,
        name: str,
        address: str,
        parent: QWidget | None,
        *,
        foreign: Callable[[Keys], str],
        keychain_words: str,
    ) -> None:
        """`foreign` says what is wrong with keys of another account; empty for the right one."""
        super().__init__("Change the key", parent, foot_icon="key-round")
        self._foreign = foreign
        self._keys = (SecretInput(), SecretInput())
        self._fields = (Labelled("API key", self._keys[0]), Labelled("Access key", self._keys[1]))
        self.body.addWidget(Remark(f"{name} at {address}. Its local copy and what waits to be sent stay."))
        beside = QHBoxLayout()
        beside.setSpacing(MARGIN)
        for field in self._fields:
            beside.addWidget(field, 1)
        self.body.addLayout(beside)
        self.body.addStretch(1)
        self.foot.words.setText(keychain_words)
        cancel, save = QuietButton("Cancel"), PrimaryButton("Save and connect")
        cancel.clicked.connect(self.reject)
        save.setToolTip("Ctrl+Enter")
        save.clicked.connect(self.agree)
        self.foot.add(cancel, save)
        for field, line in zip(self._fields, self._keys, strict=True):
            line.textChanged.connect(lambda _, field=field: field.set_fault(""))
        self.fit_to(_WIDTH)
        self._keys[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> bool:
        """True when a key was typed."""
        return any(line.text() for line in self._keys)

    def agree(self) -> None:
        """Return the keys, when nothing is wrong with them."""
        api_key, access_key = (line.text() for line in self._keys)
        faults = [Faults.api_key(api_key), Faults.access_key(access_key)]
        if not any(faults):
            faults[0] = self._foreign(Keys(api_key, access_key))
        for field, fault in zip(self._fields, faults, strict=True):
            field.set_fault(fault)
        wrong = next((line for line, fault in zip(self._keys, faults, strict=True) if fault), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.agreed.emit(Keys(api_key, access_key))
        self.accept()
