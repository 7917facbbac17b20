"""What the forms are told about customers, items, recipes and open orders, and how they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer or client; a negative key is one that no server knows yet."""

    key: int
    name: str = ""
    """What the server calls it, where that is no number."""
    code: str = ""
    title: str = ""
    about: str = ""
    """Open orders, payment, e-mail, in one line."""

    @property
    def ref(self) -> int | str:
        """What another record holds that points to it."""
        return self.name or self.key


@dataclass(frozen=True, slots=True)
class Tier:
    """The price of one piece from this quantity on."""

    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Coming:
    """A free quantity that is expected; `at` is UTC seconds, None when nobody said when."""

    quantity: Decimal
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stock item with all that is said of it while an order is typed. Amounts in its unit."""

    key: int
    code: str
    title: str
    unit: str = ""
    product: int | None = None
    price: Decimal | None = None
    tiers: tuple[Tier, ...] = ()
    cost: Decimal | None = None
    """What one piece cost; only where that is all that is known."""
    in_stock: Decimal = ZERO
    allocated: Decimal = ZERO
    available: Decimal = ZERO
    expected: Decimal = ZERO
    coming: tuple[Coming, ...] = ()
    """What is expected and free, the earliest first."""
    bought: bool = False
    deleted: bool = False

    def price_for(self, quantity: Decimal) -> Decimal | None:
        """The price of one piece when so many are ordered."""
        fitting = [tier for tier in self.tiers if tier.quantity <= quantity]
        return max(fitting, key=lambda tier: tier.quantity).price if fitting else self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one piece of a product needs of another item."""

    item: str
    code: str
    each: Decimal
    unit: str = ""
    available: Decimal = ZERO
    coming: tuple[Coming, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An operation of a routing; times in minutes."""

    number: int
    title: str
    station: str = ""
    fixed: Decimal = ZERO
    each: Decimal = ZERO
    at_once: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """An open manufacturing order of the same item."""

    code: str
    quantity: str
    status: str
    due: int | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an item is made, and who makes it already."""

    parts: tuple[Part, ...] = ()
    unclear_parts: int = 0
    """Parts that depend on the variation and are only known to the server."""
    steps: tuple[Step, ...] = ()
    similar: tuple[Similar, ...] = ()
    bom: str = ""
    routing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """A line of a customer order for which something may be made."""

    line: int
    number: int
    item: Item
    ordered: Decimal
    covered: Decimal
    """Shipped, booked from stock, or promised by orders that are under way."""
    covers: str
    """What covers it, in words; empty when nothing does."""

    @property
    def rest(self) -> Decimal:
        """What nothing covers."""
        return max(ZERO, self.ordered - self.covered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A customer order for which something may be made."""

    key: int
    code: str
    customer: str
    due: int | None
    lines: tuple[SoldLine, ...] = ()

    @property
    def why_not(self) -> str:
        """Why nothing can be made for it; empty when something can."""
        return "" if self.lines else "This order has no line that something could be made for."


@dataclass(frozen=True, slots=True)
class Around:
    """Who can be assigned, and which sites there are: key -> word."""

    people: Mapping[int, str] = field(default_factory=dict)
    sites: Mapping[int, str] = field(default_factory=dict)


class Finding(Protocol):
    """Answers from the local copy, later, in the window's thread; the last question of a kind wins."""

    def customers(self, text: str, done: Callable[[Sequence[Customer]], None]) -> None:
        """Customers whose code or name has this text."""

    def items(self, text: str, done: Callable[[Sequence[Item]], None], *, made: bool = False) -> None:
        """Items whose code or title has this text; `made`: none that are only bought."""

    def by_code(self, codes: Sequence[str], done: Callable[[Mapping[str, Item]], None]) -> None:
        """The items with these codes, by code in lower case; deleted ones too."""


class Lookup(Finding, Protocol):
    """Knows how things are made, too."""

    def again(
        self,
        customer: int | None,
        items: Sequence[int],
        done: Callable[[Customer | None, Mapping[int, Item]], None],
    ) -> None:
        """What is known now of a customer and items that were chosen before."""

    def recipe(self, item: Item, done: Callable[[Recipe], None]) -> None:
        """How an item is made."""

    def around(self, done: Callable[[Around], None]) -> None:
        """People and sites."""
