"""Answers what the order forms ask, out of the local copy, in the desk's reading thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from forge_desktop.dialogs.order_form.known import Around, Customer, Item, Recipe, Sold
from forge_desktop.shell import looking, looking_made
from forge_desktop.shell.desk import Desk


class DeskLookup:
    """One for each open form; after `close` nothing is answered any more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._topics = ("customers", "items", "codes", "again", "recipe", "around", "sold")

    def customers(self, text: str, done: Callable[[Sequence[Customer]], None]) -> None:
        """Customers whose code or name has this text."""
        seen = self._desk.seen()
        self._desk.reading.ask(
            self._topic("customers"), lambda reader: looking.customers(reader, seen, text), done, urgent=True
        )

    def items(self, text: str, done: Callable[[Sequence[Item]], None], *, made: bool = False) -> None:
        """Items whose code or title has this text."""
        seen = self._desk.seen()
        self._desk.reading.ask(
            self._topic("items"), lambda reader: looking.items(reader, seen, text, made=made), done, urgent=True
        )

    def by_code(self, codes: Sequence[str], done: Callable[[Mapping[str, Item]], None]) -> None:
        """The items with these codes, by code in lower case."""
        seen = self._desk.seen()
        self._desk.reading.ask(
            self._topic("codes"), lambda reader: looking.by_code(reader, seen, codes), done, urgent=True
        )

    def again(
        self,
        customer: int | None,
        items: Sequence[int],
        done: Callable[[Customer | None, Mapping[int, Item]], None],
    ) -> None:
        """What is known now of a customer and items."""
        seen = self._desk.seen()
        self._desk.reading.ask(
            self._topic("again"),
            lambda reader: looking.again(reader, seen, customer, items),
            lambda told: done(*told),
        )

    def recipe(self, item: Item, done: Callable[[Recipe], None]) -> None:
        """How an item is made."""
        seen = self._desk.seen()
        self._desk.reading.ask(
            self._topic("recipe"), lambda reader: looking_made.recipe(reader, seen, item), done, urgent=True
        )

    def around(self, done: Callable[[Around], None]) -> None:
        """People and sites."""
        self._desk.reading.ask(self._topic("around"), looking_made.around, done, urgent=True)

    def sold(self, order: int, done: Callable[[Sold | None], None]) -> None:
        """The lines of a customer order, with what covers them."""
        seen = self._desk.seen()
        self._desk.reading.ask(
            self._topic("sold"), lambda reader: looking_made.sold(reader, seen, order), done, urgent=True
        )

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        if self._desk.is_open:
            for kind in self._topics:
                self._desk.reading.drop(self._topic(kind))

    def _topic(self, kind: str) -> tuple[str, int]:
        return (f"order form: {kind}", id(self))
