"""Every dialog as a person may meet it, for the tests and for looking at: run it and look.

python -m tests.dialogs.samples FOLDER
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QTabWidget, QWidget

from forge_desktop.api import PROFILES
from forge_desktop.connections import make_connection
from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.dialogs.connect import ConnectDialog
from forge_desktop.dialogs.connections import ConnectionLine, ConnectionsDialog
from forge_desktop.dialogs.draft import ConnectDraft, ProfileChoice
from forge_desktop.dialogs.keys import KeyLine, KeySheet
from forge_desktop.dialogs.listen import ListenDialog, ListenState
from forge_desktop.dialogs.palette import CommandPalette, Done, Entry
from forge_desktop.dialogs.settings import SettingsDialog
from forge_desktop.dialogs.status_change import StatusChangeDialog, StatusChoice
from forge_desktop.errors import Refused
from forge_desktop.hooks import check_secret
from forge_desktop.settings import Settings
from forge_desktop.shell.words import SYSTEMS
from forge_desktop.widgets import theme

CHOICES = tuple(
    ProfileChoice(p.name, p.label, p.dialect, p.base_url, SYSTEMS[p.name], p.keys) for p in PROFILES.values()
)
STORED = (
    ConnectionLine(
        "oak-1", "Oak & Sons", "MRPeasy, as documented · app.mrpeasy.com · Europe/Tallinn", open=True
    ),
    ConnectionLine("pine-2", "Pine Works", "MRPeasy, as it is today · api.mrpeasy.com · Europe/Riga"),
    ConnectionLine("shop-3", "Workshop", "Forge Desktop's own server · 192.168.1.20:8765 · UTC"),
)
TELLING = (
    ConnectionLine(
        "forge-4", "Forge", "ForgeMRP · https://app.forgemrp.com/api/v1 · Europe/Tallinn", tells=True
    ),
)
KEYS = (
    KeyLine("Everywhere", "Commands and search for any record", "Ctrl+K"),
    KeyLine("Everywhere", "These keys", "? or F1"),
    KeyLine("Everywhere", "Refresh the page", "F5"),
    KeyLine("Everywhere", "Close the tab", "Ctrl+W"),
    KeyLine("Everywhere", "Next tab", "Ctrl+Tab"),
    KeyLine("Pages", "Customer orders, manufacturing orders, operations, stock lots", "Ctrl+1…4"),
    KeyLine("Table", "Search in the table", "/ or Ctrl+F"),
    KeyLine("Table", "Open the record", "Enter"),
    KeyLine("Table", "Open the record in a window", "Ctrl+Enter"),
    KeyLine("Table", "Show or hide the preview", "Space"),
    KeyLine("Table", "Copy with headers", "Ctrl+C"),
    KeyLine("Dialogs", "Yes", "Ctrl+Enter"),
    KeyLine("Dialogs", "No; asks only when something was typed", "Esc"),
)


def nothing() -> None:
    """Does nothing."""


def commands() -> list[Entry]:
    """What a palette may hold."""
    return [
        Entry("Customer orders", "page", "Ctrl+1", nothing),
        Entry("Manufacturing orders", "page", "Ctrl+2", nothing),
        Entry("Operations", "page", "Ctrl+3", nothing),
        Entry("Stock lots", "page", "Ctrl+4", nothing),
        Entry("Refresh", "ask the server what changed", "F5", nothing),
        Entry("Export", "what is shown, as CSV or XLSX", "", nothing),
        Entry("Settings", "theme, rows, refreshing", "", nothing),
        Entry("Keys", "all shortcuts", "? or F1", nothing),
    ]


def connect(parent: QWidget, taken: Sequence[str] = ("Oak & Sons",)) -> ConnectDialog:
    """The connect dialog with the real checks."""
    words = "Kept in the system's keychain, never in a file."
    return ConnectDialog(CHOICES, taken, parent, make=make_connection, keychain_words=words)


def pictures() -> dict[str, Callable[[QWidget], QDialog]]:
    """Each dialog in each state worth looking at."""
    return {
        "connect": connect,
        "connect-wrong": _connect_wrong,
        "connect-testing": lambda parent: _connect_tested(parent, None),
        "connect-verdict": lambda parent: _connect_tested(parent, False),
        "connect-good": lambda parent: _connect_tested(parent, True),
        "connect-esc": _connect_asks,
        "change-key": _change_key,
        "change-key-forge": _checked_key,
        "connect-forge": _connect_forge,
        "connections": lambda parent: ConnectionsDialog(STORED, parent),
        "connections-empty": lambda parent: ConnectionsDialog((), parent),
        "connections-remove": _removing,
        "connections-tells": lambda parent: ConnectionsDialog(TELLING, parent),
        "listen": listen,
        "listen-on": lambda parent: listen(parent, on=True, secret=True, second=True),
        "listen-wrong": _listen_wrong,
        "settings": lambda parent: SettingsDialog(
            Settings(compact_rows=True), Path("/srv/mari/share/forge-desktop"), parent
        ),
        "settings-fixed": lambda parent: SettingsDialog(
            Settings(theme="dark"), Path("/x"), parent, fixed={"theme": "the command line"}
        ),
        "about": _about,
        "palette": lambda parent: CommandPalette(commands(), parent),
        "palette-found": _found,
        "palette-nothing": _not_found,
        "keys": lambda parent: KeySheet(KEYS, parent),
        "keys-narrowed": _narrowed,
        "status": lambda parent: status(parent),
        "status-reason": lambda parent: status(parent, chosen=35),
        "status-trouble": _status_trouble,
    }


PATH = "/bqZ0rM3Y1_WkU7p8xv2LdS5cT9aHnEoG"


def listen(
    parent: QWidget, *, on: bool = False, secret: bool = False, second: bool = False, text: str = ""
) -> ListenDialog:
    """The dialog of a connection that may hear of changes; `text` in place of all its words."""
    heard = "Listening now. 1,204 events were taken, 2 had a wrong signature." if on else ""
    state = ListenState(text or "Forge", on, 8_766, text, secret, second, fixed=text, status=text or heard)
    return ListenDialog(
        state,
        parent,
        address=lambda port, relay: (
            text or (f"https://{relay}" if relay else f"http://127.0.0.1:{port}") + PATH
        ),
        fault=_fault,
        keychain_words=text or "Kept in the system's keychain, never in a file.",
    )


def _fault(secret: str) -> str:
    try:
        check_secret(secret)
    except Refused as refused:
        return refused.message
    return ""


def _listen_wrong(parent: QWidget) -> QDialog:
    dialog = listen(parent, on=True)
    dialog._host.setText("https://hooks.example.com/x")
    dialog._secrets[0].setText("fmrp_live_abc")
    dialog._secrets[1].setText("whsec_ä")
    dialog.agree()
    return dialog


def status(parent: QWidget, *, chosen: int | None = None, text: str = "") -> StatusChangeDialog:
    """A chooser of a status; `text` in place of all its words."""
    choices = (
        StatusChoice(35, text or "Paused", "pause", text or "Whatever anybody is working on ends now.", True),
        StatusChoice(40, text or "Done", "check", text or "Its parts are used up, its lot is received.", False),
    )
    title = text or "Change the status of MO00012"
    about, says = text or "Oak dining table 210 · now In progress", text or "MRPeasy does not take this."
    return StatusChangeDialog(title, about, choices, parent, chosen=chosen, consequence=says)


def _status_trouble(parent: QWidget) -> QDialog:
    dialog = status(parent, chosen=35)
    dialog.agree()
    dialog.fail("Nothing was changed. The disk is full. Free some room on it and try again.")
    return dialog


def _change_key(parent: QWidget) -> QDialog:
    dialog = ChangeKeyDialog(
        "Change the key",
        "Pine Works",
        "https://api.mrpeasy.com/rest/v1",
        parent,
        form=PROFILES["mrpeasy-current"].keys,
        keychain_words="Kept in the system's keychain, never in a file.",
    )
    fault = "The key does not belong to the account that “Pine Works” was made for."
    dialog.check_wanted.connect(lambda keys: dialog.show_checked(keys, fault))
    dialog._keys[0].setText("k-4711")
    dialog._keys[1].setText("s-0815")
    dialog.agree()
    return dialog


def change_forge_key(parent: QWidget) -> ChangeKeyDialog:
    """One key of ForgeMRP, which is looked into by somebody else."""
    return ChangeKeyDialog(
        "Change the key",
        "Forge",
        "https://app.forgemrp.com/api/v1",
        parent,
        form=PROFILES["forgemrp"].keys,
        keychain_words="Kept in the system's keychain, never in a file.",
    )


def _checked_key(parent: QWidget) -> QDialog:
    dialog = change_forge_key(parent)
    dialog._keys[0].setText("fmrp_live_abc_def_00000000")
    dialog.agree()
    return dialog


def _connect_forge(parent: QWidget) -> QDialog:
    dialog = connect(parent)
    dialog._profile.choose("forgemrp")
    dialog._profile.picked.emit("forgemrp")
    type_into(dialog, "Name", "Forge")
    type_into(dialog, "API key", "fmrp_live_abc")
    return dialog


def type_into(dialog: QWidget, name: str, text: str) -> None:
    """Put a text into the control of this accessible name."""
    for child in dialog.findChildren(QWidget):
        if child.accessibleName() == name:
            child.setProperty("currentText" if child.inherits("QComboBox") else "text", text)
            return
    raise LookupError(name)


def fill(dialog: ConnectDialog) -> None:
    """Type in what is needed."""
    type_into(dialog, "Name", "Pine Works")
    type_into(dialog, "API key", "k-1234567890")
    type_into(dialog, "Access key", "s-0987654321")


def press(dialog: QWidget, name: str) -> None:
    """Press the button of this accessible name."""
    next(b for b in dialog.findChildren(QPushButton) if b.accessibleName() == name).click()


def _connect_wrong(parent: QWidget) -> QDialog:
    dialog = connect(parent)
    type_into(dialog, "Name", "oak & sons")
    type_into(dialog, "Address", "http://mrpeasy.example/rest/v1")
    type_into(dialog, "API key", "abc\ndef")
    type_into(dialog, "Access key", "ключ")
    type_into(dialog, "Time zone", "Mars/Base")
    return dialog


def _connect_tested(parent: QWidget, ok: bool | None) -> QDialog:
    dialog = connect(parent)
    dialog.open()
    fill(dialog)
    asked: list[ConnectDraft] = []
    dialog.test_wanted.connect(asked.append)
    press(dialog, "Test connection")
    title = "It works" if ok else "The key was refused"
    message = (
        "2,431 customer orders can be read."
        if ok
        else "The server answered 401. Check that both keys were copied whole and belong to this account."
    )
    if ok is not None:
        dialog.show_verdict(asked[0], ok=ok, title=title, message=message)
    return dialog


def _connect_asks(parent: QWidget) -> QDialog:
    dialog = connect(parent)
    dialog.open()
    fill(dialog)
    dialog.reject()
    return dialog


def _removing(parent: QWidget) -> QDialog:
    dialog = ConnectionsDialog(STORED, parent)
    press(dialog, "Remove the chosen connection")
    return dialog


def _about(parent: QWidget) -> QDialog:
    dialog = SettingsDialog(Settings(), Path("/srv/mari/share/forge-desktop"), parent)
    tabs = dialog.findChild(QTabWidget)
    assert tabs is not None
    tabs.setCurrentIndex(1)
    return dialog


def _found(parent: QWidget) -> QDialog:
    def find(text: str, done: Done) -> None:
        done(
            [
                Entry("MO01482", "Oak dining table 210 · 24 pcs · In progress", "", nothing),
                Entry("MO01491", "Table leg 70 mm, turned · 400 pcs", "", nothing),
                Entry("CO00713", "Nordic Living · due 16 Nov", "", nothing),
            ]
        )

    dialog = CommandPalette(commands(), parent, find=find)
    type_into(dialog, "Go to a page, a record or a command", "o")
    dialog._look()
    return dialog


def _not_found(parent: QWidget) -> QDialog:
    dialog = CommandPalette(commands(), parent)
    type_into(dialog, "Go to a page, a record or a command", "<b>zzz</b>")
    return dialog


def _narrowed(parent: QWidget) -> QDialog:
    dialog = KeySheet(KEYS, parent)
    type_into(dialog, "Find a key or what it does", "open")
    return dialog


def main() -> None:
    """Save every picture, light and dark."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv)
    window = QWidget()
    window.resize(1280, 800)
    window.show()
    for name in ("light", "dark"):
        theme.apply(app, name)
        for picture, make in pictures().items():
            dialog = make(window)
            dialog.open()
            for _ in range(3):
                app.processEvents()
            dialog.grab().save(str(folder / f"{picture}-{name}.png"))
            dialog.done(0)
            app.processEvents()


if __name__ == "__main__":
    main()
