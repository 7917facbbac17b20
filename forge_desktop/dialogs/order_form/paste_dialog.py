"""Asks what of a pasted spreadsheet is to be taken: the text above, a verdict for each row below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from forge_desktop.dialogs.frame import Dialog
from forge_desktop.dialogs.order_form import pasted
from forge_desktop.dialogs.order_form.cells_model import CellsModel, cells_table
from forge_desktop.dialogs.order_form.known import Finding, Item
from forge_desktop.dialogs.order_form.pasted import Kind, Verdict
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen, number, one_line
from forge_desktop.domain.text import day as short_day
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton

_PAUSE = 150
_LONGEST = 1 << 20
_SIZE = (820, 600)
_HEADINGS: Mapping[Kind, tuple[str, ...]] = {
    "lines": ("Row", "Item", "Quantity", "Price", "Day", "Verdict"),
    "orders": ("Row", "Item", "Quantity", "Due", "Verdict"),
    "quote": ("Row", "Part", "Quantity", "Price", "Verdict"),
}
_AMOUNTS: Mapping[Kind, tuple[int, ...]] = {"lines": (2, 3), "orders": (2,), "quote": (2, 3)}
_WIDTHS = {
    "Row": 48,
    "Item": 200,
    "Part": 200,
    "Quantity": 84,
    "Price": 84,
    "Day": 76,
    "Due": 76,
    "Verdict": 272,
}
_ICONS = {Tone.BAD: "circle-alert", Tone.WARN: "triangle-alert", Tone.GOOD: "circle-check"}
_TITLES: Mapping[Kind, str] = {
    "lines": "Paste lines",
    "orders": "Paste manufacturing orders",
    "quote": "Paste lines",
}
_WORDS: Mapping[Kind, str] = {
    "lines": "One line each: code, quantity, price, date. Separated by tab, semicolon or comma.",
    "orders": "One order each: code, quantity, due date. Separated by tab, semicolon or comma.",
    "quote": "One line each: part number, quantity, price, description. Separated by tab, semicolon or comma.",
}


class PasteDialog(Dialog):
    """Emits `taken` with the good rows; rows that cannot be taken stay in the text, to be mended there."""

    taken = Signal(object)
    """list[Verdict]: the rows that can be used; answered by `kept` or `failed`."""
    edited = Signal(str)
    """The text, whenever it changed."""

    def __init__(
        self, kind: Kind, lookup: Finding, seen: Callable[[], Seen], parent: QWidget | None, text: str | None
    ) -> None:
        super().__init__(_TITLES[kind], parent, foot_icon="info")
        self._kind, self._lookup, self._seen = kind, lookup, seen
        self._items: dict[str, Item] = {}
        self._judged = ""
        self._busy = False
        self.verdicts: list[Verdict] = []
        self._text = QPlainTextEdit()
        self._text.setAccessibleName("Pasted rows")
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText(_WORDS[kind])
        self._model = CellsModel(_HEADINGS[kind], _AMOUNTS[kind], self)
        self._trouble = Banner(rounded=True)
        self._add = PrimaryButton("Add")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look_up)
        self._lay_out()
        self._text.textChanged.connect(self._pause.start)
        self._text.textChanged.connect(lambda: self.edited.emit(self._text.toPlainText()))
        self._text.setPlainText((QGuiApplication.clipboard().text() if text is None else text)[:_LONGEST])
        self._first = self._text.toPlainText()
        self._look_up()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.body.addWidget(plain.small(_WORDS[self._kind]))
        self.body.addWidget(self._text, 2)
        widths = [_WIDTHS[heading] for heading in _HEADINGS[self._kind]]
        self.body.addWidget(self._trouble)
        self.body.addWidget(cells_table("Verdicts", self._model, widths, wide=1, compact=True), 3)
        cancel = QuietButton("Cancel")
        cancel.clicked.connect(self.reject)
        self._add.setToolTip("Ctrl+Enter")
        self._add.clicked.connect(self.agree)
        self.foot.add(cancel, self._add)
        self.resize(*_SIZE)

    def typed(self) -> bool:
        """True when the text was changed by hand."""
        return self._text.toPlainText() != self._first

    @property
    def good(self) -> list[Verdict]:
        """The rows that can be taken."""
        return [verdict for verdict in self.verdicts if not verdict.wrong]

    def agree(self) -> None:
        """Hand over the good rows; `kept` or `failed` follows."""
        if self._busy or self._judged != self._text.toPlainText() or not self.good:
            return
        self._trouble.clear()
        self._busy = True
        self.taken.emit(self.good)

    def kept(self) -> bool:
        """The good rows are where they belong; the others stay to be mended. False, and closed, without any."""
        self._busy = False
        rest = pasted.rest_of(self._judged, self.verdicts)
        if all(not verdict.wrong for verdict in self.verdicts):
            self.accept()
            return False
        self._text.setPlainText(rest)
        self._first = rest
        self._look_up()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def failed(self, sentence: str) -> None:
        """The rows could not be kept: they are all still here."""
        self._busy = False
        self._trouble.say(Tone.BAD, sentence)

    def _look_up(self) -> None:
        text = self._text.toPlainText()
        rows = pasted.rows_of(text, self._kind)
        codes = sorted({row.code for row in rows if row.code})

        def told(items: Mapping[str, Item]) -> None:
            if text == self._text.toPlainText():
                self._judge(text, rows, items)

        self._lookup.by_code(codes, told)

    def _judge(self, text: str, rows: Sequence[pasted.Row], items: Mapping[str, Item]) -> None:
        self._judged = text
        self.verdicts = pasted.judge(rows, items, self._seen(), self._kind)
        self._model.show_rows([_cells(verdict, self._kind, self._seen()) for verdict in self.verdicts])
        good, all_ = len(self.good), len(self.verdicts)
        word = "order" if self._kind == "orders" else "line"
        self._add.set_label(f"{'Create' if self._kind == 'orders' else 'Add'} {number_of(good, word)}")
        self._add.setEnabled(bool(good))
        bad = all_ - good
        stay = "stays" if bad == 1 else "stay"
        left = f" {number_of(bad, 'row')} cannot be taken and {stay} above to be mended."
        self.foot.words.setText(f"{good} of {all_} can be taken.{left if bad else ''}" if all_ else "")


def number_of(count: int, word: str) -> str:
    """A count with its noun."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _cells(verdict: Verdict, kind: Kind, seen: Seen) -> list[Cell]:
    row, item = verdict.row, verdict.item
    amount = number(verdict.quantity) if verdict.quantity is not None else one_line(row.quantity, 24)
    price = number(verdict.price, 2) if verdict.price is not None else one_line(row.price, 24)
    day = short_day(verdict.day, seen) if verdict.day is not None else one_line(row.day, 24)
    return [
        Cell(text=str(row.number), tone=Tone.MUTED),
        Cell(
            text=one_line(row.code, 60) or "–", second=one_line(row.description or (item.title if item else ""))
        ),
        Cell(text=amount, right=True),
        *([Cell(text=price, right=True)] if kind != "orders" else []),
        *([Cell(text=day)] if kind != "quote" else []),
        Cell(text=verdict.words, tone=verdict.tone, icon=_ICONS[verdict.tone], look=Look.DOT),
    ]
