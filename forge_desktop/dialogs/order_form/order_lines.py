"""A line of a new customer order: what was typed, what it means, what is wrong, and what stock can give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from forge_desktop.dialogs.order_form import sums, typed
from forge_desktop.dialogs.order_form.known import ZERO, Item
from forge_desktop.dialogs.order_form.typed import Unclear, written
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.scalars import Json, plain
from forge_desktop.domain.text import Seen, number, one_line
from forge_desktop.domain.text import day as short_day

READ = {"quantity": typed.quantity, "price": typed.price, "discount": typed.percent}
"""Fields that hold amounts, and how each is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line as text. `said` holds what a server said of its fields, until they are changed."""

    code: str = ""
    item: Item | None = None
    quantity: str = "1"
    price: str = ""
    discount: str = ""
    own_price: bool = False
    """The price was typed, so it no longer follows the quantity."""
    said: tuple[tuple[str, str], ...] = field(default=())
    more: tuple[tuple[str, Json], ...] = field(default=())
    """What else goes out with it, as it came: a description, a variation."""

    def text(self, name: str) -> str:
        """What was typed into a field."""
        return self.code if name == "item" else str(getattr(self, name))

    def value(self, name: str) -> Decimal | None:
        """What was typed into a field; None where it is wrong."""
        try:
            return READ[name](getattr(self, name))
        except Unclear:
            return None

    def faults(self) -> dict[str, str]:
        """Field -> why it cannot be taken, or what a server said of it."""
        return {**self.wrong(), **dict(self.said)}

    def wrong(self) -> dict[str, str]:
        """Field -> why it cannot be taken."""
        found: dict[str, str] = {}
        if self.item is None:
            found["item"] = f"No item has the code “{one_line(self.code, 24)}”" if self.code else "Which item?"
        elif self.item.deleted:
            found["item"] = f"{one_line(self.item.code, 40)} was deleted"
        for name, read in READ.items():
            try:
                read(getattr(self, name))
            except Unclear as unclear:
                found[name] = str(unclear)
        if not self.price.strip() and self.item is not None:
            found["price"] = "No price is known: type one"
        return found

    @property
    def total(self) -> Decimal | None:
        """What it comes to; None while something of it is wrong."""
        parts = (self.value("quantity"), self.value("price"), self.value("discount"))
        return None if None in parts else sums.line_total(*(part for part in parts if part is not None))

    def changed(self, name: str, text: str) -> OrderLine:
        """The line with another text in a field; the price follows the quantity by its tiers."""
        said = tuple(pair for pair in self.said if pair[0] != name)
        line = replace(self, **{name: text}, said=said)  # type: ignore[arg-type]  # names are those of text fields
        if name == "price":
            return replace(line, own_price=bool(text.strip()))
        return line.priced() if name == "quantity" else line

    def about(self, item: Item | None, code: str = "") -> OrderLine:
        """The line for another item, or for what is known of it by now."""
        said = tuple(pair for pair in self.said if pair[0] != "item")
        return replace(self, item=item, code=item.code if item else code, said=said).priced()

    def chosen(self, value: object) -> OrderLine:
        """The line for what was chosen in its picker."""
        return self.about(value) if isinstance(value, Item) else self

    def priced(self) -> OrderLine:
        """With the price of the item for this quantity, unless another was typed."""
        if self.own_price or self.item is None:
            return self
        found = self.item.price_for(self.value("quantity") or Decimal(1))
        return replace(self, price="" if found is None else written(found))

    def values(self, place: int) -> dict[str, Json]:
        """What goes out, by the contract's names; only of a line without faults."""
        assert self.item is not None
        quantity, price, discount = self.value("quantity"), self.value("price"), self.value("discount")
        assert quantity is not None
        assert price is not None
        assert discount is not None
        found: dict[str, Json] = {
            **dict(self.more),
            "ord": place,
            "article_id": self.item.key,
            "quantity": plain(quantity),
            "item_price": plain(price),
            "total_price": plain(sums.line_total(quantity, price, discount)),
        }
        return found | ({"discount_percent": plain(discount)} if discount else {})


def of_pasted(code: str, item: Item | None, quantity: str, price: str) -> OrderLine:
    """A line out of a pasted row."""
    line = OrderLine(code=code, quantity=quantity).about(item, code)
    return line.changed("price", price) if price else line


@dataclass(frozen=True, slots=True)
class Promise:
    """Whether a line can be delivered, in words."""

    words: str
    tone: Tone
    icon: str
    now: bool
    """All of it is free in stock."""


NOTHING = Promise("", Tone.MUTED, "", now=False)


def promises(lines: Sequence[OrderLine], seen: Seen) -> list[Promise]:
    """What stock can give to each line; lines of the same item share what is free, the first one first."""
    taken: dict[int, Decimal] = {}
    told: list[Promise] = []
    for line in lines:
        wanted = line.value("quantity")
        if line.item is None or wanted is None:
            told.append(NOTHING)
            continue
        before = taken.get(line.item.key, ZERO)
        taken[line.item.key] = before + wanted
        told.append(_promise(line.item, wanted, before, seen))
    return told


def _promise(item: Item, wanted: Decimal, before: Decimal, seen: Seen) -> Promise:
    free = max(ZERO, item.available - before)
    if free >= wanted:
        return Promise(f"{number(wanted)} of {number(free)} free", Tone.GOOD, "circle-check", now=True)
    now = f"{number(free)} now" if free else "none now"
    missing, skip = wanted - free, max(ZERO, before - item.available)
    for coming in item.coming:
        had = max(ZERO, coming.quantity - skip)
        skip = max(ZERO, skip - coming.quantity)
        missing -= had
        if missing <= 0:
            when = f"by {short_day(coming.at, seen)}" if coming.at is not None else "expected"
            return Promise(f"{now}, {number(wanted - free)} {when}", Tone.WARN, "clock", now=False)
    verb = "buy" if item.bought else "make"
    return Promise(f"{now}: {verb} {number(missing)}", Tone.BAD, "circle-alert", now=False)


def earliest(lines: Iterable[OrderLine]) -> int | None:
    """When the last of what is promised will be here, as far as anybody said; None when all or nothing is."""
    ends: list[int] = []
    for line in lines:
        wanted = line.value("quantity")
        if line.item is None or wanted is None or line.item.available >= wanted:
            continue
        have = line.item.available
        for coming in line.item.coming:
            have += coming.quantity
            if have >= wanted and coming.at is not None:
                ends.append(coming.at)
                break
    return max(ends, default=None)


def stock_words(item: Item, *, unit: bool = True) -> str:
    """Stock, available and expected in one line."""
    told = (
        f"stock {number(item.in_stock)} · available {number(item.available)} · expected {number(item.expected)}"
    )
    return f"{told} {one_line(item.unit, 12)}".rstrip() if unit else told


def price_words(item: Item) -> str:
    """The price and its tiers, "480.00, from 10: 450.00"."""
    told = [number(item.price, 2)] if item.price is not None and not item.tiers else []
    told += [f"from {number(tier.quantity)}: {number(tier.price, 2)}" for tier in item.tiers]
    return ", ".join(told) or "no price"
