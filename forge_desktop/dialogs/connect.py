"""Asks for a connection to a server: where it is, whose keys, in which time zone; and lets it be tried out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from forge_desktop.dialogs.draft import ConnectDraft, Faults, Make, ProfileChoice
from forge_desktop.dialogs.fields import Choice, Labelled, SecretInput
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.dialogs.trial import Trial
from forge_desktop.dialogs.zones import ZoneInput
from forge_desktop.domain.keys import Keys
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.tokens import MARGIN

_WIDTH = 560


class ConnectDialog(Dialog):
    """Emits `agreed(ConnectDraft)` and closes; nothing is stored or sent here."""

    agreed = Signal(object)
    """The ConnectDraft, as the dialog closes."""
    test_wanted = Signal(object)
    """A ConnectDraft to be tried out; answered by `show_verdict`."""
    test_dropped = Signal()
    """Nobody waits for the outcome of the test any more: cancelled, changed or closed."""

    def __init__(
        self,
        profiles: Sequence[ProfileChoice],
        taken_names: Collection[str],
        parent: QWidget | None,
        *,
        make: Make,
        keychain_words: str,
    ) -> None:
        super().__init__("Add a connection", parent, foot_icon="key-round")
        self.draft: ConnectDraft | None = None
        self._profiles = {profile.name: profile for profile in profiles}
        self._taken = taken_names
        self._make = make
        self._name = QLineEdit()
        self._profile = Choice({profile.name: profile.label for profile in profiles})
        self._address = QLineEdit(profiles[0].base_url)
        self._api_key = SecretInput()
        self._access_key = SecretInput()
        self._zone = ZoneInput()
        self._currency = QLineEdit()
        self._fields = self._labelled()
        self._trial = Trial()
        self._lay_out()
        self._buttons(keychain_words)
        self._listen()
        self._offered()
        self._first = self._told()
        self.fit_to(_WIDTH)
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> bool:
        """True when a field is not as it was at the beginning."""
        return self._told() != self._first

    def agree(self) -> None:
        """Return what was typed, when nothing is wrong with it."""
        draft = self._checked()
        if draft is not None:
            self.draft = draft
            self.agreed.emit(draft)
            self.accept()

    def show_verdict(self, asked: ConnectDraft, *, ok: bool, title: str, message: str) -> None:
        """Tell how the test of this draft ended; dropped when something else was typed meanwhile."""
        self._trial.tell(asked, ok=ok, title=title, message=message)

    def done(self, result: int) -> None:
        """Close; a test that still runs is for nobody."""
        self._trial.drop()
        super().done(result)

    def _labelled(self) -> dict[str, Labelled]:
        self._name.setPlaceholderText("Our workshop")
        self._currency.setPlaceholderText("EUR")
        return {
            "name": Labelled("Name", self._name),
            "profile": Labelled("System", self._profile),
            "base_url": Labelled("Address", self._address),
            "api_key": Labelled("API key", self._api_key),
            "access_key": Labelled("Access key", self._access_key),
            "timezone": Labelled("Time zone", self._zone, hint="Dates are shown as this place's days."),
            "currency": Labelled("Currency", self._currency, hint="Written behind prices; may be empty."),
        }

    def _lay_out(self) -> None:
        rows = (("name",), ("profile",), ("base_url",), ("api_key", "access_key"), ("timezone", "currency"))
        for row in rows:
            beside = QHBoxLayout()
            beside.setSpacing(MARGIN)
            for name in row:
                beside.addWidget(self._fields[name], 1)
            self.body.addLayout(beside)
        self.body.addSpacing(4)
        self.body.addWidget(self._trial)
        self.body.addStretch(1)

    def _buttons(self, keychain_words: str) -> None:
        self.foot.words.setText(keychain_words)
        cancel = QuietButton("Cancel")
        cancel.clicked.connect(self.reject)
        add = PrimaryButton("Add connection")
        add.setToolTip("Ctrl+Enter")
        add.clicked.connect(self.agree)
        self.foot.add(cancel, add)

    def _listen(self) -> None:
        self._profile.picked.connect(self._offered)
        self._profile.picked.connect(self._trial.drop)
        lines: dict[str, QLineEdit | ZoneInput] = {
            "name": self._name,
            "base_url": self._address,
            "api_key": self._api_key,
            "access_key": self._access_key,
            "timezone": self._zone,
        }
        for name, line in lines.items():
            changed = line.currentTextChanged if isinstance(line, ZoneInput) else line.textChanged
            changed.connect(self._looks_at(name))
        self._trial.wanted.connect(self._try)
        self._trial.dropped.connect(self.test_dropped)

    def _looks_at(self, name: str) -> Callable[[str], None]:
        def look(typed: str) -> None:
            self._trial.drop()
            self._fields[name].set_fault(self._fault(name, typed))

        return look

    def _offered(self) -> None:
        """A kind of server was chosen: explain it, and offer its address unless one was typed."""
        profile = self._profiles[self._profile.value()]
        self._fields["profile"].set_hint(profile.help)
        self._fields["api_key"].set_hint(profile.keys.hint)
        self._fields["access_key"].setVisible(profile.keys.pair)
        if key := self._api_key.text():
            self._fields["api_key"].set_fault(self._fault("api_key", key))
        typed = self._address.text().strip()
        if not typed or typed in {other.base_url for other in self._profiles.values()}:
            self._address.setText(profile.base_url)
        self._fields["base_url"].set_fault(self._fault("base_url", self._address.text()))

    def _try(self) -> None:
        draft = self._checked()
        if draft is not None:
            self._trial.begin(draft)
            self.test_wanted.emit(draft)

    def _fault(self, name: str, typed: str) -> str:
        profiles = self._profiles
        faults = Faults(self._make, profiles[self._profile.value()], self._taken, profiles.values())
        look: Callable[[str], str] = getattr(faults, name)
        return look(typed)

    def _checked(self) -> ConnectDraft | None:
        """What was typed; None, with the keyboard in the first wrong field, when it cannot be used."""
        told, pair = self._told(), self._profiles[self._profile.value()].keys.pair
        wrong = None
        for name in ("name", "base_url", "api_key", "access_key", "timezone"):
            fault = self._fault(name, told[name])
            self._fields[name].set_fault(fault)
            if fault and wrong is None:
                wrong = self._fields[name].control
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return ConnectDraft(
            name=" ".join(told["name"].split()),
            profile=told["profile"],
            base_url=told["base_url"].strip(),
            timezone=told["timezone"],
            currency=told["currency"].strip(),
            keys=Keys(told["api_key"], told["access_key"] if pair else ""),
        )

    def _told(self) -> dict[str, str]:
        return {
            "name": self._name.text(),
            "profile": self._profile.value(),
            "base_url": self._address.text(),
            "api_key": self._api_key.text(),
            "access_key": self._access_key.text(),
            "timezone": self._zone.currentText().strip(),
            "currency": self._currency.text(),
        }
