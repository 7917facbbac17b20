"""The stored connections: open one, add one, look at the demo, or remove one with or without its local copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.dialogs.entries import EntryList, Line
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts, paint, theme
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import SPACE

_SIZE = (560, 400)


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """One stored connection, as it is shown."""

    ident: str
    name: str
    hint: str
    """System, address and time zone."""
    open: bool = False
    """True for the one that is being looked at; it cannot be opened again."""
    stored: bool = True
    """False for one that is not in the list of stored ones (demo, environment) and so cannot be removed."""
    tells: bool = False
    """True for a system that can tell by itself what changed."""


class ConnectionsDialog(Dialog):
    """Emits one wish; removing does not close the dialog, everything else does."""

    open_wanted = Signal(str)
    """Ident of the connection to open."""
    add_wanted = Signal()
    demo_wanted = Signal()
    listen_wanted = Signal(str)
    """Ident of the connection that is to hear of changes, or not any more."""
    remove_wanted = Signal(str, bool)
    """Ident of the connection to forget, and whether its local copy is deleted too; then `show_connections`."""

    def __init__(self, connections: Sequence[ConnectionLine], parent: QWidget | None) -> None:
        super().__init__("Connections", parent)
        self._connections: Sequence[ConnectionLine] = ()
        self._over = False
        self._list = EntryList("Stored connections", two_lines=True)
        self._list.activated.connect(self.agree)
        self._none = PlainLabel(
            "No connection is stored yet. Add one, or look around with the demo.", tone=Tone.MUTED, wrap=True
        )
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._removal = _Removal()
        self._removal.answered.connect(self._remove)
        self._removal.kept.connect(self._keep)
        self.body.addWidget(self._list, 1)
        self.body.addWidget(self._none, 1)
        self.body.addWidget(self._removal)
        self._buttons()
        self._list.selectionModel().currentChanged.connect(self._settle)
        self.resize(*_SIZE)
        self.show_connections(connections)

    def show_connections(self, connections: Sequence[ConnectionLine]) -> None:
        """Show these, the first that can be opened chosen; nothing when the dialog was closed meanwhile."""
        if self._over:
            return
        self._connections = connections
        chosen = next((row for row, line in enumerate(connections) if not line.open), 0)
        lines = [
            Line(f"{c.name}  ·  open now" if c.open else c.name, c.hint, icon="check" if c.open else "database")
            for c in connections
        ]
        self._list.show_lines(lines, chosen)
        self._list.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self._settle()
        (self._list if lines else self._add).setFocus(Qt.FocusReason.OtherFocusReason)

    def done(self, result: int) -> None:
        """Close; what is still being removed is told to nobody."""
        self._over = True
        super().done(result)

    def agree(self) -> None:
        """Open the chosen connection."""
        chosen = self._chosen()
        if chosen is not None and not chosen.open and self._removal.isHidden():
            self.accept()
            self.open_wanted.emit(chosen.ident)

    def reject(self) -> None:
        """Esc takes the question back first."""
        if self._removal.isHidden():
            super().reject()
        else:
            self._keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks whether the chosen one is to be removed."""
        if event.key() == Qt.Key.Key_Delete and self._removal.isHidden():
            self._ask()
            return
        super().keyPressEvent(event)

    def _buttons(self) -> None:
        self._add = QuietButton("Add …", "plus")
        self._add.setAccessibleName("Add a connection")
        self._take = QuietButton("Remove …", "trash-2")
        self._take.setAccessibleName("Remove the chosen connection")
        self._demo = QuietButton("Demo")
        self._demo.setAccessibleName("Open the demo")
        self._demo.setToolTip("A small furniture factory, served by this very machine")
        self._hear = QuietButton("Listen …", "plug")
        self._hear.setAccessibleName("Listen for changes of the chosen connection")
        self._hear.setToolTip("Hear of changes at once, by webhooks")
        self._open = PrimaryButton("Open")
        self._add.clicked.connect(self.accept)
        self._add.clicked.connect(self.add_wanted)
        self._take.clicked.connect(self._ask)
        self._demo.clicked.connect(self.accept)
        self._demo.clicked.connect(self.demo_wanted)
        self._hear.clicked.connect(self._listen)
        self._open.clicked.connect(self.agree)
        self.foot.words.hide()
        self.foot.lead(self._add, self._take, self._hear, self._demo)
        self.foot.add(self._open)

    def _chosen(self) -> ConnectionLine | None:
        row = self._list.row
        return self._connections[row] if 0 <= row < len(self._connections) else None

    def _settle(self) -> None:
        chosen = self._chosen()
        self._open.setEnabled(chosen is not None and not chosen.open)
        self._take.setEnabled(chosen is not None and chosen.stored)
        self._hear.setVisible(chosen is not None and chosen.tells)
        self._removal.hide()
        self.foot.setEnabled(True)

    def _listen(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.tells:
            self.accept()
            self.listen_wanted.emit(chosen.ident)

    def _ask(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.stored:
            self._removal.ask(chosen.name)
            self.foot.setEnabled(False)

    def _remove(self, with_copy: bool) -> None:
        chosen = self._chosen()
        self._keep()
        if chosen is not None:
            self.remove_wanted.emit(chosen.ident, with_copy)

    def _keep(self) -> None:
        self._settle()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)


class _Removal(QWidget):
    """Asks, inside the dialog, whether a connection is removed, and what happens to its local copy."""

    answered = Signal(bool)
    """True: delete the local copy too."""
    kept = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = PlainLabel(tone=Tone.BAD, weight=fonts.MEDIUM, wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        both = QuietButton("Remove with the local copy")
        only = QuietButton("Remove, keep the copy")
        self._keep = QuietButton("Cancel")
        both.clicked.connect(lambda: self.answered.emit(True))
        only.clicked.connect(lambda: self.answered.emit(False))
        self._keep.clicked.connect(self.kept)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(both)
        row.addWidget(only)
        row.addStretch(1)
        row.addWidget(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(SPACE + 2)
        column.addWidget(self._words)
        column.addLayout(row)
        self.hide()

    def ask(self, name: str) -> None:
        self._words.setText(
            f"Remove “{texts.one_line(name, 60)}”? Its keys are forgotten. Nothing changes on the server."
        )
        self.setAccessibleName(self._words.text())
        self.show()
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of a warning."""
        paint.ground(paint.start(self), self.rect(), theme.current().tone(Tone.BAD).back)
