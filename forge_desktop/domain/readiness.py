"""What an order waits for: its lines that are not here yet, the worst first, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from forge_desktop.domain import text
from forge_desktop.domain.record import Record
from forge_desktop.domain.text import Seen

Known = Callable[[str, Iterable[int]], Mapping[int, Record]]
"""Reads records of a resource by their keys, with details; what is not in the local copy is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One thing that is not here: what, out of which order or lot, and when it is expected."""

    what: str
    source: str = ""
    link: tuple[str, int] | None = None
    at: int | None = None
    why: str = ""
    """Said instead of a date: "is not booked", "is on hold in L00012"."""
    urgent: bool = False
    """It comes too late, or nobody knows when."""
    because: Wait | None = None
    """What the order behind it waits for in its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How far one line is covered: what is here of what is needed, both in the item's unit."""

    have: Decimal
    need: Decimal
    unit: str = ""

    @property
    def short(self) -> bool:
        """True when something is missing now."""
        return self.have < self.need


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What an order waits for, and how each line of `field` is covered (None: nothing is known of it)."""

    field: str
    waits: tuple[Wait, ...] = ()
    lines: tuple[Line | None, ...] = ()
    summary: str = ""
    """A few words beside the number of lines, "1 short"."""

    @property
    def urgent(self) -> bool:
        """True when something comes too late."""
        return any(wait.urgent for wait in self.waits)


Ready = Callable[[Record, Known, Seen], Readiness]
"""Works out the readiness of a record; in the reader's thread."""


def worst_first(waits: Sequence[Wait]) -> tuple[Wait, ...]:
    """Those nobody can date first, then by the latest date: that one decides when the order can go on."""
    return tuple(sorted(waits, key=lambda w: (not w.urgent, w.at is not None, -(w.at or 0))))


def sentence(readiness: Readiness, seen: Seen) -> str:
    """ "waits for oak board 40 mm from PO00231, due Thu 26 Nov, and 2 more"; empty when nothing is missing."""
    if not readiness.waits:
        return ""
    first, *rest = readiness.waits
    alike = sum(1 for wait in rest if first.why and wait.why == first.why)
    if first.why and alike == len(rest) and rest:
        return f"{len(rest) + 1} {_many(readiness)} {_plural(first.why)}"
    said = _said(first, seen, dated=first.because is None)
    if first.because is not None:
        said += f", which {_said(first.because, seen)}"
    return f"{said}, and {len(rest)} more" if rest else said


def _said(wait: Wait, seen: Seen, *, dated: bool = True) -> str:
    what = text.inside(text.one_line(wait.what, 80))
    if wait.why:
        return f"{what} {wait.why}"
    source = f" from {text.one_line(wait.source, 40)}" if wait.source else ""
    return f"waits for {what}{source}{_due(wait.at, seen) if dated else ''}"


def _due(at: int | None, seen: Seen) -> str:
    if at is None:
        return ", which has no date"
    if not text.in_range(at):
        return ""
    days = text.days_from_today(at, seen)
    if days == 0:
        return ", due today"
    return f", due {text.weekday(at, seen)}" if days > 0 else f", overdue since {text.weekday(at, seen)}"


def _many(readiness: Readiness) -> str:
    return "parts" if readiness.field == "parts" else "lines"


def _plural(why: str) -> str:
    return f"are {why.removeprefix('is ')}" if why.startswith("is ") else why
