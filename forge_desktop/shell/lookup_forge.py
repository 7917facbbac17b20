"""Answers what ForgeMRP's forms ask, out of the local copy, in the desk's reading thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from forge_desktop.dialogs.order_form.known import Customer, Item, Similar
from forge_desktop.dialogs.order_form.known_forge import Quote
from forge_desktop.shell import looking_forge as looking
from forge_desktop.shell.lookup import Asking


class ForgeLookup(Asking):
    """One for each open form."""

    def customers(self, text: str, done: Callable[[Sequence[Customer]], None]) -> None:
        """Clients whose name, mail or phone has this text."""
        self._ask("clients", lambda reader, seen: looking.clients(reader, seen, text), done)

    def items(self, text: str, done: Callable[[Sequence[Item]], None], *, made: bool = False) -> None:
        """Parts in inventory whose number or name has this text; nobody says which of them are made."""
        self._ask("parts", lambda reader, seen: looking.parts(reader, seen, text), done)

    def by_code(self, codes: Sequence[str], done: Callable[[Mapping[str, Item]], None]) -> None:
        """The parts with these numbers, by number in lower case."""
        self._ask("numbers", lambda reader, seen: looking.by_number(reader, seen, codes), done)

    def quotes(self, text: str, done: Callable[[Sequence[Quote]], None]) -> None:
        """Quotes with this text that a job can be made from."""
        self._ask("quotes", lambda reader, seen: looking.quotes(reader, seen, text), done)

    def quote(self, key: int, done: Callable[[Quote | None], None]) -> None:
        """What is known now of one quote."""
        self._ask("quote", lambda reader, seen: looking.quote(reader, seen, key), done)

    def client_of(self, key: int, done: Callable[[Customer | None], None]) -> None:
        """What is known now of one client."""
        self._ask("client", lambda reader, seen: looking.client(reader, seen, key), done)

    def currencies(self, done: Callable[[Sequence[str]], None]) -> None:
        """Currencies that quotes are in, the most common one first."""
        self._ask("currencies", lambda reader, seen: looking.currencies(reader), done)

    def similar(self, part_number: str, done: Callable[[Sequence[Similar]], None]) -> None:
        """Open jobs that make this part."""
        self._ask("similar", lambda reader, seen: looking.similar(reader, seen, part_number), done)
