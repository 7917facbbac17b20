"""Rows that could not be read: which, why, and what the server sent, as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from forge_desktop.dialogs.entries import EntryList, Line
from forge_desktop.dialogs.frame import Dialog
from forge_desktop.domain import text as texts
from forge_desktop.widgets import plain
from forge_desktop.widgets.buttons import PrimaryButton
from forge_desktop.widgets.plain import PlainLabel

_SIZE = (640, 520)


@dataclass(frozen=True, slots=True)
class AsideLine:
    """One row that stands aside."""

    key: int | None
    reason: str
    raw: str
    at: str
    """When it came, in words."""


class AsidesDialog(Dialog):
    """Shows the rows and lets what came be copied; there is nothing to decide."""

    def __init__(self, title: str, rows: Sequence[AsideLine], parent: QWidget | None) -> None:
        super().__init__(f"{title}: rows that stand aside", parent)
        self._rows = rows
        self._list = EntryList("Rows that could not be read", two_lines=True)
        self._raw = QPlainTextEdit()
        self._raw.setReadOnly(True)
        self._raw.setTabChangesFocus(True)
        self._raw.setAccessibleName("What the server sent")
        close = PrimaryButton("Close")
        close.clicked.connect(self.agree)
        self.foot.add(close)
        self.body.addWidget(PlainLabel(_WORDS, wrap=True))
        self.body.addWidget(self._list, 2)
        self.body.addWidget(plain.section("What the server sent"))
        self.body.addWidget(self._raw, 1)
        self._list.selectionModel().currentChanged.connect(lambda now, before: self._show(now.row()))
        named = (
            (f"Record {row.key}" if row.key is not None else "A record without a key", row) for row in rows
        )
        self._list.show_lines([Line(name, f"{row.reason} · {row.at}", icon="info") for name, row in named])
        self.resize(*_SIZE)
        self._list.setFocus()

    def _show(self, row: int) -> None:
        self._raw.setPlainText(texts.visible(self._rows[row].raw) if 0 <= row < len(self._rows) else "")


_WORDS = (
    "The server sent these rows in a form that the program does not understand. They are kept as they came and "
    "read again with the next refresh; everything else is in the table."
)
