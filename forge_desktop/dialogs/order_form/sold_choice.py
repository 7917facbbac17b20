"""What a manufacturing order is made for: stock, or a line of the customer order that it began with."""

from __future__ import annotations

from forge_desktop.dialogs.fields import Choice
from forge_desktop.dialogs.order_form import needs
from forge_desktop.dialogs.order_form.known import Sold, SoldLine
from forge_desktop.domain.scalars import Json


class SoldChoice(Choice):
    """Offers only stock when nothing was sold."""

    def __init__(self, sold: Sold | None) -> None:
        super().__init__({"": "Stock"})
        self._sold = sold
        for line in self._lines:
            self.addItem(needs.sold_words(line), str(line.number))

    @property
    def line(self) -> SoldLine | None:
        """The chosen line; None for stock."""
        return next((line for line in self._lines if str(line.number) == self.value()), None)

    @property
    def hint(self) -> str:
        """What covers the chosen line already."""
        if (line := self.line) is None:
            return ""
        return f"Covered by {line.covers}" if line.covers else "Nothing covers it yet"

    def begin(self, wanted: int | None) -> None:
        """Choose this line, else the first of which something is left to be made."""
        open_lines = (line for line in self._lines if line.rest and not line.item.bought)
        named = next((line for line in self._lines if line.number == wanted), None)
        first = named or next(open_lines, None) or next(iter(self._lines), None)
        if first is not None:
            self.choose(str(first.number))

    def values(self) -> dict[str, Json]:
        """What points to the line; nothing for stock."""
        line = self.line
        if line is None or self._sold is None:
            return {}
        values: dict[str, Json] = {"cust_ord_id": self._sold.key}
        return values | ({"cust_ord_line_id": line.line} if line.line else {})

    @property
    def _lines(self) -> tuple[SoldLine, ...]:
        return tuple(self._sold.lines) if self._sold is not None else ()
