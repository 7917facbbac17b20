"""Asks whether a connection hears of changes at once: at which port, and with which secret they are signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLineEdit, QWidget

from forge_desktop.dialogs.fields import Labelled, Remark, SecretInput
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.domain import text as texts
from forge_desktop.widgets.buttons import IconButton, PrimaryButton, QuietButton
from forge_desktop.widgets.inputs import NumberInput
from forge_desktop.widgets.tokens import MARGIN, SPACE

_WIDTH = 560
_LOWEST = 1_024
"""Ports below belong to the system."""
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_KEPT = "kept; leave empty to keep it"
_ABOUT = (
    "The server of “{name}” can tell this program at once when something changes; without that it is asked "
    "now and then. A server outside reaches this machine only through a relay."
)


@dataclass(frozen=True, slots=True)
class ListenState:
    """How a connection listens now."""

    name: str
    on: bool
    port: int
    host: str
    """The name of a relay, or nothing."""
    has_secret: bool
    has_second: bool
    fixed: str = ""
    """What sets the secrets, where they cannot be changed here."""
    status: str = ""
    """What was heard so far."""


@dataclass(frozen=True, slots=True)
class ListenDraft:
    """What a person chose; empty secrets stay as they are."""

    on: bool
    port: int
    host: str
    secret: str = ""
    second: str = ""
    drop_second: bool = False


class ListenDialog(Dialog):
    """Emits `agreed(ListenDraft)` and closes; nothing is kept or started here."""

    agreed = Signal(object)

    def __init__(
        self,
        state: ListenState,
        parent: QWidget | None,
        *,
        address: Callable[[int, str], str],
        fault: Callable[[str], str],
        keychain_words: str,
    ) -> None:
        """`address`: what is to be registered for a port and a relay; `fault`: what is wrong with a secret."""
        super().__init__("Listen for changes", parent, foot_icon="key-round")
        self._state, self._address_of, self._fault = state, address, fault
        self._on = QCheckBox("Listen for changes")
        self._on.setChecked(state.on)
        self._port = NumberInput("")
        self._port.setRange(_LOWEST, 65_535)
        self._port.setGroupSeparatorShown(False)
        self._port.setValue(state.port)
        self._host = QLineEdit(state.host)
        self._address = QLineEdit()
        self._address.setReadOnly(True)
        self._copy = IconButton("Copy the address", "copy")
        self._secrets = (SecretInput(), SecretInput())
        self._forget = QCheckBox("Forget the second secret")
        self._forget.setVisible(state.has_second and not state.fixed)
        self._fields = self._labelled()
        self._lay_out()
        self._buttons(keychain_words)
        self._listen()
        self._show_address()
        self._first = self._draft()
        self.fit_to(_WIDTH)
        self._on.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> bool:
        """True when something is not as it was at the beginning."""
        return self._draft() != self._first

    def agree(self) -> None:
        """Return what was chosen, when nothing is wrong with it."""
        draft = self._draft()
        faults = {
            "host": ""
            if not draft.host or _HOST.fullmatch(draft.host)
            else "Give the name alone, like hooks.example.com.",
            "secret": self._wrong(
                draft.secret, needed=(draft.on or bool(draft.second)) and not self._state.has_secret
            ),
            "second": self._wrong(draft.second, needed=False),
        }
        for name, fault in faults.items():
            self._fields[name].set_fault(fault)
        wrong = next((self._fields[name].control for name, fault in faults.items() if fault), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.agreed.emit(draft)
        self.accept()

    def _wrong(self, secret: str, *, needed: bool) -> str:
        return self._fault(secret) if secret or (needed and not self._state.fixed) else ""

    def _draft(self) -> ListenDraft:
        secret, second = (line.text() for line in self._secrets)
        return ListenDraft(
            on=self._on.isChecked(),
            port=self._port.value(),
            host=self._host.text().strip(),
            secret=secret,
            second=second,
            drop_second=self._forget.isChecked(),
        )

    def _labelled(self) -> dict[str, Labelled]:
        state = self._state
        fixed = f"Set by {state.fixed}." if state.fixed else ""
        for line, kept in zip(self._secrets, (state.has_secret, state.has_second), strict=True):
            line.setPlaceholderText("" if fixed else _KEPT if kept else "whsec_…")
            line.setEnabled(not fixed)
        self._host.setPlaceholderText("none")
        fields = {
            "port": Labelled("Port", self._port),
            "host": Labelled("Host name of a relay", self._host, hint="A server outside needs one, for HTTPS."),
            "address": Labelled("Address to register at the server", self._address),
            "secret": Labelled("Secret", self._secrets[0], hint=fixed or "Shown once, when you register."),
            "second": Labelled(
                "Second secret", self._secrets[1], hint=fixed or "Only while the secret is being changed."
            ),
        }
        return fields

    def _lay_out(self) -> None:
        self.body.addWidget(Remark(_ABOUT.format(name=texts.one_line(self._state.name, 60))))
        if self._state.status:
            self.body.addWidget(Remark(texts.one_line(self._state.status, 240)))
        self.body.addSpacing(4)
        self.body.addWidget(self._on)
        for names in (("port", "host"), ("address",), ("secret", "second")):
            beside = QHBoxLayout()
            beside.setSpacing(MARGIN)
            for name in names:
                beside.addWidget(self._fields[name], 1)
            if names == ("address",):
                beside.setSpacing(SPACE)
                beside.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignVCenter)
            self.body.addLayout(beside)
            self.body.addSpacing(4)
        self.body.addWidget(self._forget)
        self.body.addStretch(1)

    def _buttons(self, keychain_words: str) -> None:
        self.foot.words.setText(keychain_words)
        cancel, save = QuietButton("Cancel"), PrimaryButton("Save")
        cancel.clicked.connect(self.reject)
        save.setToolTip("Ctrl+Enter")
        save.clicked.connect(self.agree)
        self.foot.add(cancel, save)

    def _listen(self) -> None:
        self._port.valueChanged.connect(self._show_address)
        self._copy.clicked.connect(self._put_on_clipboard)
        fields = (self._fields["secret"], self._fields["second"])
        for line, field in zip(self._secrets, fields, strict=True):
            line.textChanged.connect(lambda _, field=field: field.set_fault(""))
        self._host.textChanged.connect(self._show_address)

    def _show_address(self) -> None:
        self._fields["host"].set_fault("")
        port, relay = self._port.value(), self._host.text().strip()
        relay = relay if _HOST.fullmatch(relay) else ""
        passed = f"The relay passes it on to 127.0.0.1:{port}, with the same path."
        stays = passed if relay else "It stays the same as long as the port does."
        self._fields["address"].set_hint(f"For every event (*). {stays}")
        self._address.setText(self._address_of(port, relay))
        self._address.setCursorPosition(0)

    def _put_on_clipboard(self) -> None:
        QApplication.clipboard().setText(self._address.text())
        self._fields["address"].set_hint("Copied. Register it at the server, for every event (*).")
