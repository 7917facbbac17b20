"""What a person reads of parts in inventory and of quotes while choosing one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from forge_desktop.dialogs.order_form.known import Finding, Item
from forge_desktop.dialogs.order_form.known_forge import ForgeFinding, Quote
from forge_desktop.dialogs.order_form.picker import Done, Find, Option
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import money, number, one_line

UNKNOWN = "Not in inventory; sent as typed"


@dataclass(frozen=True, slots=True)
class Written:
    """What a line is about in the person's own words: a part number nobody has in stock, or a description."""

    code: str = ""
    description: str = ""


def find_parts(lookup: Finding, *, free: bool = False) -> Find:
    """Looks for parts; behind them, with `free`, stands what was typed, as a number or as a description."""

    def find(text: str, done: Done) -> None:
        def told(found: Sequence[Item]) -> None:
            options = [part_option(item, text) for item in found]
            done([*options, *_as_written(text, found)] if free else options)

        lookup.items(text, told)

    return find


def _as_written(text: str, found: Sequence[Item]) -> list[Option]:
    shown = one_line(text, 80)
    described = Option(
        f"“{shown}” as a description", "A line without a part number", Written("", text), "message-square-text"
    )
    if any(item.code.casefold() == text.casefold() for item in found):
        return [described]
    numbered = Option(f"“{shown}” as a part number", "Nothing in inventory has it", Written(text), "hash")
    return [described, numbered] if " " in text else [numbered, described]


def find_quotes(lookup: ForgeFinding) -> Find:
    """Looks for quotes that a job can be made from."""

    def find(text: str, done: Done) -> None:
        lookup.quotes(text, lambda found: done([quote_option(quote, text) for quote in found]))

    return find


def part_option(item: Item, typed: str = "") -> Option:
    """A part to choose, with its cost and stock."""
    title = f"{one_line(item.code, 40)}  {one_line(item.title, 120)}".rstrip()
    about = " · ".join(part for part in (stock_words(item), cost_words(item)) if part)
    return Option(title, about, item, "package", item.code.casefold() == typed.casefold())


def quote_option(quote: Quote, typed: str = "") -> Option:
    """A quote to choose, with what it is about."""
    title = f"{one_line(quote.number, 40)}  {one_line(quote.client, 80)}".rstrip()
    about = " · ".join(part for part in (quote.why_not, quote.total, lines_words(quote)) if part)
    return Option(title, about, quote, "file-text", quote.number.casefold() == typed.casefold())


def lines_words(quote: Quote) -> str:
    """What a quote offers, "Oak table and 2 more"."""
    if not quote.lines:
        return "no lines"
    first = one_line(quote.lines[0].description or quote.lines[0].part_number, 60)
    return first if len(quote.lines) == 1 else f"{first} and {len(quote.lines) - 1} more"


def stock_words(item: Item, *, unit: bool = True) -> str:
    """On hand, allocated and available in one line."""
    told = (
        f"on hand {number(item.in_stock)} · allocated {number(item.allocated)} · "
        f"available {number(item.available)}"
    )
    return f"{told} {one_line(item.unit, 12)}".rstrip() if unit else told


def cost_words(item: Item) -> str:
    """What one piece costs to have, "costs 12.50 each"."""
    return "" if item.cost is None else f"costs {money(item.cost)} each"


def need_row(place: int, part: str, name: str, quantity: Decimal | None, item: Item | None) -> list[Cell]:
    """What is to be made of one part, and what of it is in stock already."""
    unit = one_line(item.unit, 8) if item is not None else ""
    wanted = "–" if quantity is None else f"{number(quantity)} {unit}".rstrip()
    return [
        Cell(text=str(place), tone=Tone.MUTED),
        Cell(text=one_line(name or part) or "–", second=one_line(part) if name else ""),
        Cell(text=wanted, right=True),
        _standing(item, quantity),
    ]


def _standing(item: Item | None, quantity: Decimal | None) -> Cell:
    if item is None:
        return Cell(text="nothing in inventory", tone=Tone.MUTED)
    below = stock_words(item, unit=False)
    if quantity is not None and item.available >= quantity:
        return Cell(
            text=f"{number(item.available)} free already",
            tone=Tone.INFO,
            icon="boxes",
            look=Look.DOT,
            second=below,
        )
    free = f"{number(item.available)} free" if item.available > 0 else "none free"
    return Cell(text=free, tone=Tone.MUTED, look=Look.DOT, icon="boxes", second=below)
