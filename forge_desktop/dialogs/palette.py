"""The command palette: type a few letters, choose a command or a record, Enter does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from forge_desktop.dialogs.entries import ONE_LINE, EntryList, Line
from forge_desktop.dialogs.matching import fitting
from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import paint, plain, theme
from forge_desktop.widgets.buttons import IconButton
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.tokens import SPACE

_WIDTH = 640
_ROWS = 9
_PAUSE = 120
"""Milliseconds without a key before records are looked for."""
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be done, or a record that can be opened."""

    title: str
    hint: str
    keys: str
    run: Callable[[], None]


Done = Callable[[Sequence[Entry]], None]
Find = Callable[[str, Done], None]
"""Looks for records by code or title and hands them to `done`, in the window's thread, whenever it likes."""


class CommandPalette(QDialog):
    """Closes before it runs what was chosen."""

    ran = Signal(str)
    """Title of the command that is run; whoever keeps the recent ones puts it first."""

    def __init__(
        self,
        entries: Sequence[Entry],
        parent: QWidget | None,
        *,
        find: Find | None = None,
        recent: Sequence[str] = (),
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Commands")
        self.setAccessibleName("Commands")
        self.setFixedWidth(_WIDTH)
        self._commands = entries
        self._recent = recent
        self._records: Sequence[Entry] = ()
        self._shown: list[Entry] = []
        self._find = find
        self._asked = 0
        self._over = False
        self._line = _Line("Go to a page, a record or a command")
        self._list = EntryList("What fits")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = PlainLabel(tone=Tone.MUTED, wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._lay_out()
        self._listen()
        self._fill()

    def done(self, result: int) -> None:
        """Close; what is still being looked for is for nobody."""
        self._over = True
        self._pause.stop()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        """In the upper part of its window, with the keyboard in the line."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            left = (window.width() - self.width()) // 2
            self.move(window.mapToGlobal(QPoint(max(0, left), max(SPACE, window.height() // 8))))
        self._line.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded panel with a border of its own, as no frame is around it."""
        tokens = theme.current()
        paint.ground(paint.start(self), self.rect(), tokens.panel, tokens.outline, 10)

    def _lay_out(self) -> None:
        close = IconButton("Close", "x")
        close.clicked.connect(self.reject)
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self._line, 1)
        top.addWidget(close)
        foot = plain.small("↑ ↓ choose · Enter opens · Esc closes")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(SPACE)
        column.addLayout(top)
        for part in (self._list, self._nothing):
            part.setFixedHeight(_ROWS * ONE_LINE)
            column.addWidget(part)
        column.addWidget(foot)

    def _listen(self) -> None:
        self._line.textChanged.connect(self._typed)
        self._line.stepped.connect(lambda by: self._list.choose(self._list.row + by))
        self._line.returnPressed.connect(self._run)
        self._list.clicked.connect(self._run)
        self._pause.timeout.connect(self._look)

    def _typed(self) -> None:
        self._asked += 1
        self._records = ()
        self._fill()
        if self._find is not None and self._line.text().strip():
            self._pause.start()
        else:
            self._pause.stop()

    def _look(self) -> None:
        asked = self._asked

        def found(records: Sequence[Entry]) -> None:
            if asked == self._asked and not self._over:
                self._records = records
                self._fill(self._list.row)

        if self._find is not None:
            self._find(self._line.text().strip(), found)

    def _fill(self, row: int = 0) -> None:
        typed = self._line.text()
        commands = fitting(typed, self._commands, lambda entry: (entry.title, entry.hint), self._recent)
        self._shown = [*commands, *self._records]
        self._list.show_lines([Line(e.title, e.hint, e.keys) for e in self._shown], row)
        shown, other = (self._list, self._nothing) if self._shown else (self._nothing, self._list)
        other.hide()  # first: both at once would make the panel higher for good
        shown.show()
        self._nothing.setText(f"Nothing is called “{texts.one_line(typed, 60)}”.")

    def _run(self) -> None:
        row = self._list.row
        if not 0 <= row < len(self._shown):
            return
        entry = self._shown[row]
        if entry in self._commands:
            self.ran.emit(entry.title)
        self.accept()
        entry.run()


class _Line(SearchBox):
    """The line to type in; arrows move the choice, Esc belongs to the dialog."""

    stepped = Signal(int)

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder, hint="")
        self.setMaximumWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (step := _STEPS.get(Qt.Key(event.key()))) is not None:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
