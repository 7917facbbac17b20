"""The columns of a table of lines: which there are, which can be typed into, and what stands in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from forge_desktop.dialogs.order_form import order_lines
from forge_desktop.dialogs.order_form.known import Item
from forge_desktop.dialogs.order_form.order_lines import OrderLine, Promise
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen, number, one_line

_TYPED = ("item", "description", "quantity", "price", "discount")
_RIGHT = ("quantity", "price", "discount", "total")


@dataclass(frozen=True, slots=True)
class Col:
    """One column."""

    name: str
    heading: str
    width: int = 0
    """0: it takes the room that is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How lines of one kind are shown and typed."""

    columns: tuple[Col, ...]
    ours: Mapping[str, str]
    """The contract's names of a line -> ours; all others are about the item."""
    adds: str
    """Asks for the next line."""
    none: str
    """Says that a line is needed."""
    item: Callable[[OrderLine, str], Cell]
    """What a line is about, with what is wrong with that."""
    stock: Callable[[Item], str]
    """What the promise of a line rests on."""
    promises: Callable[[Sequence[OrderLine], Seen], list[Promise]]
    price_note: Callable[[OrderLine], str]
    """What stands below a price that nothing is wrong with."""

    @property
    def fields(self) -> dict[int, str]:
        """Columns that can be typed into."""
        return {at: column.name for at, column in enumerate(self.columns) if column.name in _TYPED}

    def place(self, name: str) -> int:
        """Where a column stands."""
        return next(at for at, column in enumerate(self.columns) if column.name == name)

    def right(self, at: int) -> bool:
        """True for a column of amounts."""
        return self.columns[at].name in _RIGHT

    def typed(self, line: OrderLine, name: str, fault: str) -> Cell:
        """How a field that was typed looks."""
        text, value = line.text(name), line.value(name) if name in order_lines.READ else None
        if value is not None:
            text = number(value, 2 if name == "price" else None)
            unit = "%" if name == "discount" else line.item.unit if name == "quantity" and line.item else ""
            text = f"{text} {one_line(unit, 8)}".rstrip()
        below = fault or (self.price_note(line) if name == "price" else "")
        tone = Tone.BAD if fault else Tone.MUTED
        return Cell(text=one_line(text, 200), second=below, second_tone=tone, right=name in _RIGHT)

    def total(self, line: OrderLine) -> Cell:
        """What a line comes to."""
        total = line.total
        return Cell(text="–" if total is None else number(total, 2), right=True, look=Look.STRONG)


def _item(line: OrderLine, fault: str) -> Cell:
    if line.item is None:
        return Cell(text=one_line(line.code) or "–", second=fault, second_tone=Tone.BAD)
    below = fault or one_line(line.item.code)
    tip = f"{order_lines.stock_words(line.item)}\n{order_lines.price_words(line.item)}"
    return Cell(
        text=one_line(line.item.title),
        second=below,
        second_tone=Tone.BAD if fault else Tone.MUTED,
        tip=f"{line.item.code} {line.item.title}\n{tip}",
    )


def _tiers(line: OrderLine) -> str:
    return f"{len(line.item.tiers)} tiers" if line.item and line.item.tiers and not line.own_price else ""


ORDER = Sheet(
    columns=(
        Col("number", "", 28),
        Col("item", "Item"),
        Col("stock", "Can deliver", 232),
        Col("quantity", "Quantity", 96),
        Col("price", "Price", 88),
        Col("discount", "Discount", 78),
        Col("total", "Total", 92),
        Col("remove", "", 36),
    ),
    ours={"quantity": "quantity", "item_price": "price", "discount_percent": "discount"},
    adds="Type a code or name to add the next line …",
    none="An order needs at least one line",
    item=_item,
    stock=lambda item: order_lines.stock_words(item, unit=False),
    promises=order_lines.promises,
    price_note=_tiers,
)
