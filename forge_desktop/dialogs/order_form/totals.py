"""The sums of an order, right below its lines."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from forge_desktop.dialogs.order_form.sums import Sums
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import number
from forge_desktop.widgets import fonts
from forge_desktop.widgets.plain import PlainLabel

_TOTAL_PX = 15


class Totals(QWidget):
    """Lines, discount, order total; two decimal places, never rounded otherwise."""

    def __init__(self, currency: str, total: str = "Order total") -> None:
        super().__init__()
        self.currency, self._total = currency, total
        self._labels = [PlainLabel(tone=Tone.MUTED), PlainLabel(tone=Tone.MUTED), _large()]
        self._values = [PlainLabel(), PlainLabel(), _large()]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 46, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for row, (label, value) in enumerate(zip(self._labels, self._values, strict=True)):
            grid.addWidget(label, row, 1)
            grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignRight)

    def show_sums(self, sums: Sums, percent: Decimal, left_out: str) -> None:
        """Show these; `left_out` says which lines are not counted."""
        whole = f"{self._total} so far" if left_out else self._total
        words = (left_out or "Lines", f"Discount {number(percent)} %", whole)
        total = f"{number(sums.total, 2)} {self.currency}".rstrip()
        values = (number(sums.lines, 2), f"−{number(sums.discount, 2)}", total)
        for label, value, word, shown in zip(self._labels, self._values, words, values, strict=True):
            label.setText(word)
            value.setText(shown)
            value.setAccessibleName(f"{word}: {shown}")
        for part in (self._labels[1], self._values[1]):
            part.setVisible(bool(percent))


def _large() -> PlainLabel:
    return PlainLabel(px=_TOTAL_PX, weight=fonts.SEMIBOLD)
