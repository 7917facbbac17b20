"""What a person reads of customers and items while choosing one."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.dialogs.order_form import order_lines
from forge_desktop.dialogs.order_form.known import Customer, Finding, Item
from forge_desktop.dialogs.order_form.picker import Done, Find, Option
from forge_desktop.dialogs.order_form.wishes import CUSTOMER
from forge_desktop.domain.text import one_line


def find_customers(lookup: Finding, *, new: str, word: str = "customer") -> Find:
    """Looks for customers; behind them stands a new one of the typed name, created together with `new`."""

    def find(text: str, done: Done) -> None:
        def told(found: Sequence[Customer]) -> None:
            options = [customer_option(customer, text) for customer in found]
            options.sort(key=lambda option: not option.exact)
            done([*options, _new(text, word, new)] if new else options)

        lookup.customers(text, told)

    return find


def find_items(lookup: Finding, *, made: bool = False) -> Find:
    """Looks for items."""

    def find(text: str, done: Done) -> None:
        def told(found: Sequence[Item]) -> None:
            options = [item_option(item, text) for item in found]
            options.sort(key=lambda option: not option.exact)
            done(options)

        lookup.items(text, told, made=made)

    return find


def customer_option(customer: Customer, typed: str = "") -> Option:
    """A customer to choose."""
    title = f"{one_line(customer.code, 40)}  {one_line(customer.title, 120)}".strip()
    called = customer.code or customer.title
    return Option(title, customer.about, customer, "users", called.casefold() == typed.casefold())


def item_option(item: Item, typed: str = "") -> Option:
    """An item to choose, with price and stock."""
    title = f"{one_line(item.code, 40)}  {one_line(item.title, 120)}"
    about = f"{order_lines.price_words(item)} · {order_lines.stock_words(item)}"
    return Option(title, about, item, "package", item.code.casefold() == typed.casefold())


def _new(text: str, word: str, together: str) -> Option:
    name = one_line(text, 120)
    told = Customer(key=CUSTOMER, title=name)
    return Option(f"New {word} “{name}”", f"Created together with this {together}", told, "plus")
