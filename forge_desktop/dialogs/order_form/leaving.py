"""Asks in the foot of a form that is being closed what becomes of what was typed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from forge_desktop.dialogs.frame import Foot
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton


class Leaving(Foot):
    """Stands in the place of the foot while a person is asked what becomes of what was typed."""

    stayed = Signal()
    left = Signal()
    threw = Signal()

    def __init__(self) -> None:
        super().__init__("circle-help")
        self.words.setText("Close? What you typed can wait here as a draft.")
        self.setAccessibleName(self.words.text())
        self.keep = QuietButton("Keep editing")
        throw = QuietButton("Throw away")
        leave = PrimaryButton("Close, keep the draft")
        for button, wish in ((self.keep, self.stayed), (throw, self.threw), (leave, self.left)):
            button.clicked.connect(wish)
        self.add(self.keep, throw, leave)
        self.hide()
