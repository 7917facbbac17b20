"""What ForgeMRP's forms are told about quotes and open jobs, and how they ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from forge_desktop.dialogs.order_form.known import Customer, Finding, Similar
from forge_desktop.domain.text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """A line of a quote; amounts are None where the server named none."""

    description: str
    part_number: str
    quantity: Decimal | None
    price: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote that a job may be made from; a negative key is one that no server knows yet."""

    key: int
    name: str = ""
    """What the server calls it."""
    number: str = ""
    client: str = ""
    total: str = ""
    status: str = ""
    """The word of its status."""
    approved: bool = False
    job: str = ""
    """Number of the job that was made from it."""
    locked: bool = False
    lines: tuple[QuotedLine, ...] = ()

    @property
    def ref(self) -> int | str:
        """What a job holds that points to it."""
        return self.name or self.key

    @property
    def why_not(self) -> str:
        """Why no job can be made from it; empty when one can."""
        number = one_line(self.number, 40) or "This quote"
        if self.locked:
            made = f"{one_line(self.job, 40)} was" if self.job else "a job was"
            return f"{number} is locked: {made} made from it."
        if not self.approved:
            return f"{number} is {one_line(self.status, 40).lower()}: only an approved quote becomes a job."
        return ""


class ForgeFinding(Finding, Protocol):
    """Knows quotes and jobs, too."""

    def quotes(self, text: str, done: Callable[[Sequence[Quote]], None]) -> None:
        """Quotes with this text that a job can be made from."""

    def quote(self, key: int, done: Callable[[Quote | None], None]) -> None:
        """What is known now of one quote."""

    def client_of(self, key: int, done: Callable[[Customer | None], None]) -> None:
        """What is known now of one client."""

    def currencies(self, done: Callable[[Sequence[str]], None]) -> None:
        """Currencies that quotes are in, the most common one first."""

    def similar(self, part_number: str, done: Callable[[Sequence[Similar]], None]) -> None:
        """Open jobs that make this part."""
