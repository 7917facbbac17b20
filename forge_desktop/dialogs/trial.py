"""The test inside the connect dialog: a button, the wait that can be cancelled, and the verdict in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.busy import Progress
from forge_desktop.widgets.buttons import QuietButton
from forge_desktop.widgets.tokens import SPACE

_TEST = "Test connection"
_STOP = "Stop testing"
_LONGEST = 400
"""Characters of a verdict; a server's own words may be in it."""


class Trial(QWidget):
    """Waits for the verdict about one draft at a time; verdicts about others are dropped.

    The button that started the wait stops it, so that the keyboard stays where it is.
    """

    wanted = Signal()
    """The button was pressed; `begin` follows when there is something to test."""
    dropped = Signal()
    """The running test is for nobody any more."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: object = None
        self._button = QuietButton(_TEST, "plug")
        self._button.clicked.connect(self._pressed)
        self._wait = Progress()
        self._verdict = Banner(rounded=True)
        row = QHBoxLayout()
        row.setSpacing(SPACE + 4)
        row.addWidget(self._button)
        row.addWidget(self._wait, 1)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(row)
        column.addWidget(self._verdict)

    @property
    def running(self) -> bool:
        """True while a verdict is waited for."""
        return self._asked is not None

    @property
    def sentence(self) -> str:
        """The verdict that is shown."""
        return self._verdict.sentence

    def begin(self, asked: object) -> None:
        """Wait for the verdict about this draft."""
        self.drop()
        self._asked = asked
        self._button.set_label(_STOP)
        self._wait.tell("Asking the server …", cancel=False)

    def tell(self, asked: object, *, ok: bool, title: str, message: str) -> None:
        """Show a verdict, if it is about the draft that is waited for."""
        if asked is not self._asked:
            return
        self._rest()
        words = texts.one_line(f"{title.rstrip('.')}. {message}" if message else title, _LONGEST)
        self._verdict.say(Tone.GOOD if ok else Tone.BAD, words)

    def drop(self) -> None:
        """What was tested is no longer what is typed."""
        running = self.running
        self._rest()
        self._verdict.clear()
        if running:
            self.dropped.emit()

    def _pressed(self) -> None:
        if self.running:
            self.drop()
        else:
            self.wanted.emit()

    def _rest(self) -> None:
        self._asked = None
        self._button.set_label(_TEST)
        self._wait.done()
