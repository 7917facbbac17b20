"""What making so many pieces takes: parts with what is short of them, operations with their planned time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from forge_desktop.dialogs.order_form.known import ZERO, Part, Similar, SoldLine, Step
from forge_desktop.domain.resource import Look, Tone
from forge_desktop.domain.show import Cell
from forge_desktop.domain.text import Seen, duration, number, one_line
from forge_desktop.domain.text import day as short_day

LONGEST = 9 * 60 * 250 * 5
"""Minutes, five years of work days: whoever wants more has mistyped the quantity."""


def short_of(part: Part, quantity: Decimal) -> Decimal:
    """How much of a part is missing in stock."""
    return max(ZERO, part.each * quantity - max(ZERO, part.available))


def minutes(step: Step, quantity: Decimal) -> int:
    """The planned time: fixed, and variable for each batch, rounded up to whole minutes."""
    rounds = quantity / (step.at_once or Decimal(1))
    return int((step.fixed + step.each * rounds).to_integral_value(ROUND_CEILING))


def part_rows(parts: Sequence[Part], quantity: Decimal | None, seen: Seen) -> list[list[Cell]]:
    """Part, what is needed, what is available, and what that means."""
    return [_part_row(part, quantity, seen) for part in parts]


def step_rows(steps: Sequence[Step], quantity: Decimal | None) -> list[list[Cell]]:
    """Number, operation with its station, planned time."""
    told = []
    for step in steps:
        planned = "–" if quantity is None else duration(minutes(step, quantity))
        told.append(
            [
                Cell(text=str(step.number), tone=Tone.MUTED),
                Cell(text=one_line(step.title), second=one_line(step.station)),
                Cell(text=planned, right=True),
            ]
        )
    return told


def similar_words(similar: Sequence[Similar], seen: Seen) -> str:
    """The warning that something like it is under way; empty when nothing is."""
    if not similar:
        return ""
    first = similar[0]
    due = f", due {short_day(first.due, seen)}" if first.due is not None else ""
    state = "not sent yet" if first.pending else one_line(first.status, 40).lower()
    more = f" and {len(similar) - 1} more" if len(similar) > 1 else ""
    told = f"{one_line(first.code, 40)} for {first.quantity} ({state}{due}){more}"
    return f"Open already: {told}. Is another one meant?"


def sold_words(line: SoldLine) -> str:
    """A line of a customer order as it stands in a choice."""
    rest = f"{number(line.rest)} of {number(line.ordered)} not covered" if line.rest else "all covered"
    return f"{line.number}  {one_line(line.item.title, 50)}: {rest}"


def _part_row(part: Part, quantity: Decimal | None, seen: Seen) -> list[Cell]:
    unit = one_line(part.unit, 8)
    needed = "–" if quantity is None else f"{number(part.each * quantity)} {unit}".rstrip()
    return [
        Cell(text=one_line(part.item), second=one_line(part.code)),
        Cell(text=needed, right=True),
        Cell(text=f"{number(part.available)} {unit}".rstrip(), right=True),
        _standing(part, quantity, seen),
    ]


def _standing(part: Part, quantity: Decimal | None, seen: Seen) -> Cell:
    if quantity is None:
        return Cell()
    missing = short_of(part, quantity)
    if not missing:
        return Cell(text="enough", tone=Tone.GOOD, icon="circle-check", look=Look.DOT)
    have = ZERO
    for coming in part.coming:
        have += coming.quantity
        if have >= missing:
            when = f"by {short_day(coming.at, seen)}" if coming.at is not None else "expected"
            text = f"{number(missing)} {when}"
            return Cell(text=text, tone=Tone.WARN, icon="clock", look=Look.DOT)
    return Cell(text=f"{number(missing)} short", tone=Tone.BAD, icon="circle-alert", look=Look.DOT)
