"""Many manufacturing orders out of one paste: the dialog over the form, and what was pasted till it is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from forge_desktop.dialogs.order_form.known import Finding
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.domain.text import Seen


class Many(QObject):
    """Remembers what was pasted as a part of the form's draft."""

    taken = Signal(object)
    """list[Verdict]: the rows to be made; answered by `kept` or `failed`."""
    edited = Signal()

    def __init__(self, lookup: Finding, seen: Callable[[], Seen], form: QWidget) -> None:
        super().__init__(form)
        self._lookup, self._seen, self._form = lookup, seen, form
        self._dialog: PasteDialog | None = None
        self.text = ""
        """What was pasted and is not kept yet."""

    @property
    def pasting(self) -> bool:
        """True while the dialog is open."""
        return self._dialog is not None

    def open(self, text: str | None) -> None:
        """Ask what of a text is to be made: this one, what was pasted before, or the clipboard's."""
        dialog = PasteDialog("orders", self._lookup, self._seen, self._form, text or self.text or None)
        dialog.taken.connect(self.taken)
        dialog.edited.connect(self._edited)
        dialog.finished.connect(self._over)
        self._dialog = dialog
        dialog.open()

    def kept(self) -> bool:
        """The rows are in the outbox; True while others are left to be mended."""
        self.text = ""
        return self._dialog is not None and self._dialog.kept()

    def failed(self, sentence: str) -> None:
        """The rows could not be kept."""
        if self._dialog is not None:
            self._dialog.failed(sentence)

    def _edited(self, text: str) -> None:
        self.text = text
        self.edited.emit()

    def _over(self) -> None:
        self._dialog = None
