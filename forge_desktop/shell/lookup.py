"""Answers what the order forms ask, out of the local copy, in the desk's reading thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from forge_desktop.dialogs.order_form.known import Around, Customer, Item, Recipe, Sold
from forge_desktop.domain.text import Seen
from forge_desktop.shell import looking, looking_made
from forge_desktop.shell.desk import Desk
from forge_desktop.store import Reader

Answer = TypeVar("Answer")


class Asking:
    """One for each open form; after `close` nothing is answered any more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kinds: set[str] = set()

    def close(self) -> None:
        """Nobody waits for an answer any more."""
        if self._desk.is_open:
            for kind in self._kinds:
                self._desk.reading.drop(self._topic(kind))

    def _ask(
        self,
        kind: str,
        read: Callable[[Reader, Seen], Answer],
        done: Callable[[Answer], None],
        *,
        urgent: bool = True,
    ) -> None:
        """Read in the other thread; the last question of a kind wins."""
        seen = self._desk.seen()
        self._kinds.add(kind)
        self._desk.reading.ask(self._topic(kind), lambda reader: read(reader, seen), done, urgent=urgent)

    def _topic(self, kind: str) -> tuple[str, int]:
        return (f"order form: {kind}", id(self))


class DeskLookup(Asking):
    """What MRPeasy's forms ask."""

    def customers(self, text: str, done: Callable[[Sequence[Customer]], None]) -> None:
        """Customers whose code or name has this text."""
        self._ask("customers", lambda reader, seen: looking.customers(reader, seen, text), done)

    def items(self, text: str, done: Callable[[Sequence[Item]], None], *, made: bool = False) -> None:
        """Items whose code or title has this text."""
        self._ask("items", lambda reader, seen: looking.items(reader, seen, text, made=made), done)

    def by_code(self, codes: Sequence[str], done: Callable[[Mapping[str, Item]], None]) -> None:
        """The items with these codes, by code in lower case."""
        self._ask("codes", lambda reader, seen: looking.by_code(reader, seen, codes), done)

    def again(
        self,
        customer: int | None,
        items: Sequence[int],
        done: Callable[[Customer | None, Mapping[int, Item]], None],
    ) -> None:
        """What is known now of a customer and items."""
        self._ask(
            "again",
            lambda reader, seen: looking.again(reader, seen, customer, items),
            lambda told: done(*told),
            urgent=False,
        )

    def recipe(self, item: Item, done: Callable[[Recipe], None]) -> None:
        """How an item is made."""
        self._ask("recipe", lambda reader, seen: looking_made.recipe(reader, seen, item), done)

    def around(self, done: Callable[[Around], None]) -> None:
        """People and sites."""
        self._ask("around", lambda reader, seen: looking_made.around(reader), done)

    def sold(self, order: int, done: Callable[[Sold | None], None]) -> None:
        """The lines of a customer order, with what covers them."""
        self._ask("sold", lambda reader, seen: looking_made.sold(reader, seen, order), done)
