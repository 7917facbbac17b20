"""What can be done by key anywhere in the window: one list, drawn as shortcuts, key sheet and palette."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget


@dataclass(frozen=True, slots=True)
class Act:
    """A thing to do: its words, where they stand in the key sheet, its keys, and the doing."""

    title: str
    section: str
    keys: tuple[str, ...]
    run: Callable[[], None]
    typed: bool = False
    """A plain character: idle while somebody types in a field."""


def bind(acts: Iterable[Act], window: QWidget) -> None:
    """Make every act's keys work in the window."""
    for act in acts:
        for keys in act.keys:
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(_unless_typing(act) if act.typed else act.run)
            if act.typed:
                _Silence(shortcut)


def typing() -> bool:
    """True while the keyboard belongs to a field that takes text."""
    focus = QApplication.focusWidget()
    return isinstance(focus, (QLineEdit, QPlainTextEdit, QAbstractSpinBox)) or (
        isinstance(focus, QComboBox) and focus.isEditable()
    )


def _unless_typing(act: Act) -> Callable[[], None]:
    def run() -> None:
        if not typing():
            act.run()

    return run


class _Silence(QObject):
    """A shortcut that is a plain character leaves it to the field that has the focus."""

    def __init__(self, shortcut: QShortcut) -> None:
        super().__init__(shortcut)
        self._shortcut = shortcut
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._look)

    @Slot()
    def _look(self) -> None:
        self._shortcut.setEnabled(not typing())
