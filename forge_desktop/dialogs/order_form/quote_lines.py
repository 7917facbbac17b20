"""A line of a new quote: a part or a description, how much of it and at what price; and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from forge_desktop.dialogs.order_form import parts
from forge_desktop.dialogs.order_form.known import ZERO, Item
from forge_desktop.dialogs.order_form.order_lines import NOTHING, OrderLine, Promise
from forge_desktop.dialogs.order_form.sheet import Col, Sheet
from forge_desktop.dialogs.order_form.typed import Unclear, price, quantity
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen, number, one_line

_READ = {"quantity": quantity, "price": price}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine(OrderLine):
    """One line as text. Without a price the server takes the part's own."""

    description: str = ""

    def wrong(self) -> dict[str, str]:
        """Field -> why it cannot be taken."""
        found: dict[str, str] = {}
        if not self.code and not self.description.strip():
            found["item"] = "Which part? Or describe it"
        for name, read in _READ.items():
            text = getattr(self, name)
            if name == "price" and not text.strip():
                continue
            try:
                read(text)
            except Unclear as unclear:
                found[name] = str(unclear)
        if not self.code and not self.price.strip():
            found["price"] = "Type a price"
        return found

    def about(self, item: Item | None, code: str = "") -> QuoteLine:
        """The line for another part; its name is the description, unless another was typed."""
        said = tuple(pair for pair in self.said if pair[0] != "item")
        before = self.item.title if self.item is not None else ""
        kept = self.description if self.description.strip() != before.strip() else ""
        described = kept or (item.title if item is not None else "")
        number = item.code if item is not None else code
        return replace(self, item=item, code=number, description=described, said=said)

    def chosen(self, value: object) -> QuoteLine:
        """The line for what was chosen in its picker."""
        if isinstance(value, Item):
            return self.about(value)
        if isinstance(value, parts.Written):
            line = self.about(None, value.code)
            return replace(line, description=value.description) if value.description else line
        return self

    def priced(self) -> QuoteLine:
        """A price is never made up: what a part costs to have is not what it is sold for."""
        return self

    def values(self, place: int) -> dict[str, Json]:
        """What goes out, by the contract's names; only of a line without faults."""
        wanted, asked = self.value("quantity"), self.value("price")
        told: dict[str, Json] = {
            "description": self.description.strip(),
            "part_number": self.code,
            "quantity": None if wanted is None else plain(wanted),
            "unit_price": None if asked is None else plain(asked),
        }
        return dict(self.more) | {name: value for name, value in told.items() if value not in ("", None)}


def promises(lines: Sequence[OrderLine], seen: Seen) -> list[Promise]:
    """What is free of each part; lines of the same part share it, the first one first."""
    taken: dict[str, Decimal] = {}
    told: list[Promise] = []
    for line in lines:
        wanted = line.value("quantity")
        if line.item is None or wanted is None:
            told.append(NOTHING)
            continue
        free = max(ZERO, line.item.available - taken.get(line.item.code, ZERO))
        taken[line.item.code] = taken.get(line.item.code, ZERO) + wanted
        if free >= wanted:
            words = f"{number(wanted)} of {number(free)} available"
            told.append(Promise(words, Tone.GOOD, "circle-check", now=True))
        else:
            have = f"{number(free)} available" if free else "none available"
            told.append(Promise(f"{have}, {number(wanted - free)} short", Tone.WARN, "factory", now=False))
    return told


def _item(line: OrderLine, fault: str) -> Cell:
    """The part's number, and what one costs to have."""
    if fault or not line.code:
        return Cell(text=one_line(line.code) or "–", second=fault or "No part", second_tone=_tone(fault))
    if line.item is None:
        return Cell(text=one_line(line.code), second="Not in inventory", second_tone=Tone.MUTED)
    cost = parts.cost_words(line.item)
    tip = f"{line.item.code} {line.item.title}\n{parts.stock_words(line.item)}\n{cost}".rstrip()
    return Cell(text=one_line(line.code), second=cost, second_tone=Tone.MUTED, tip=tip)


def _tone(fault: str) -> Tone:
    return Tone.BAD if fault else Tone.MUTED


def _price_note(line: OrderLine) -> str:
    return "the part’s own" if line.code and not line.price.strip() else ""


QUOTE = Sheet(
    columns=(
        Col("number", "", 28),
        Col("item", "Part", 132),
        Col("description", "Description"),
        Col("stock", "In inventory", 226),
        Col("quantity", "Quantity", 92),
        Col("price", "Price each", 128),
        Col("total", "Total", 92),
        Col("remove", "", 36),
    ),
    ours={"quantity": "quantity", "unit_price": "price", "description": "description"},
    adds="Type a part number, a name or a description to add the next line …",
    none="A quote needs at least one line",
    item=_item,
    stock=lambda item: parts.stock_words(item, unit=False),
    promises=promises,
    price_note=_price_note,
)
