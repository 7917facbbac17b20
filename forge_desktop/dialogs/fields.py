"""Labelled inputs of dialogs: the label above, a hint or the fault below, and inputs for secrets."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QStyledItemDelegate, QVBoxLayout, QWidget

from forge_desktop.domain import text as texts
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts
from forge_desktop.widgets.plain import PlainLabel
from forge_desktop.widgets.tokens import SMALL_PX

_GAP = 4


class Remark(PlainLabel):
    """A small wrapped text that asks for exactly the height it needs at the width it has."""

    def __init__(self, text: str = "", *, tone: Tone = Tone.MUTED) -> None:
        super().__init__(text, tone=tone, px=SMALL_PX, wrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def hasHeightForWidth(self) -> bool:
        """False: it says what it needs by itself, so that layouts do not guess."""
        return False

    def sizeHint(self) -> QSize:
        """As wide as its longest line would like."""
        return QSize(super().sizeHint().width(), self._needed())

    def minimumSizeHint(self) -> QSize:
        """Never lower than its text."""
        return QSize(0, self._needed())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _needed(self) -> int:
        return max(self.fontMetrics().height(), self.heightForWidth(self.width()))


class Labelled(QWidget):
    """A control between its label and the line that says what is wrong with it, or else a hint."""

    def __init__(self, label: str, control: QWidget, *, hint: str = "") -> None:
        super().__init__()
        self.control = control
        self._hint = hint
        self._fault = ""
        control.setAccessibleName(label)
        name = PlainLabel(label, tone=Tone.MUTED, px=SMALL_PX, weight=fonts.SEMIBOLD)
        self._under = Remark()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(name)
        column.addWidget(control)
        column.addWidget(self._under)
        column.addStretch(1)
        self._settle()

    @property
    def fault(self) -> str:
        """What is wrong with it; empty when nothing is."""
        return self._fault

    def set_hint(self, hint: str) -> None:
        """Say something about the control while nothing is wrong with it."""
        self._hint = hint
        self._settle()

    def set_fault(self, fault: str) -> None:
        """Say what is wrong, or nothing."""
        if fault != self._fault:
            self._fault = fault
            self._settle()

    def _settle(self) -> None:
        self._under.setText(self._fault or self._hint)
        self._under.set_tone(Tone.BAD if self._fault else Tone.MUTED)
        self.control.setAccessibleDescription(self._under.text())
        self.control.setProperty("wrong", bool(self._fault))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)


class SecretInput(QLineEdit):
    """A line whose text is never shown; blanks around something pasted are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._length = 0
        self.textChanged.connect(self._tidy)

    def _tidy(self, text: str) -> None:
        pasted = len(text) - self._length > 1
        self._length = len(text)
        if pasted and text != text.strip():
            self.setText(text.strip())


class Choice(QComboBox):
    """One of a few values, each with a word for it."""

    picked = Signal(object)
    """The value that was chosen by hand."""

    def __init__(self, choices: dict[str, str]) -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own one for such lists leaves the theme aside
        for value, word in choices.items():
            self.addItem(texts.one_line(word, 80), value)
        self.activated.connect(lambda row: self.picked.emit(self.itemData(row)))

    def value(self) -> str:
        """What is chosen."""
        return str(self.currentData())

    def choose(self, value: str) -> None:
        """Show this value as chosen."""
        self.setCurrentIndex(self.findData(value))
