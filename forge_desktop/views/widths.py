"""How wide columns are where there is more room than they ask for, or a little less. Free of Qt.

Numbers, dates and states are as wide as they have to be; text takes what is left and gives when room is short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from forge_desktop.domain.resource import Column, Resource
from forge_desktop.domain.scalars import Kind
from forge_desktop.views.gathering import find

_LEAST = 0.7
"""Share of its width that a column of text keeps; when that does not do, the table scrolls sideways instead."""
_SHORT = 100
"""A column that asks for less holds short words, a place or a person, and keeps its width."""


_DAY = 100
"""What a day of another year needs; where there is room enough, no year is cut off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The width a column asks for, and whether it takes more or less."""

    width: int
    elastic: bool
    roomy: int = 0
    """What it takes at most when there is plenty of room, unless it is elastic."""


def asked(resource: Resource, column: Column, width: int) -> Asked:
    """What a column of this width asks for; one whose width a person chose keeps to it."""
    if width != column.width:
        return Asked(width, elastic=False)
    timed = resource.field(column.field).kind.timed
    return Asked(width, is_text(resource, column), _DAY if timed else 0)


def is_text(resource: Resource, column: Column) -> bool:
    """True when the column holds words of any length; the name of another record is such words, too."""
    if column.width < _SHORT:
        return False
    field = resource.field(column.field)
    if field.ref is not None:
        other = find(resource.dialect, field.ref.resource)
        return other is not None and other.field(field.ref.show).kind is Kind.TEXT
    return field.kind in (Kind.TEXT, Kind.NOTE)


def fitted(columns: Sequence[Asked], room: int) -> list[int]:
    """The widths of these columns in this room, from left to right.

    Long texts take and give more than short ones: by the squares of the widths that were chosen for them. Where
    nothing is elastic, the last column takes what is left.
    """
    widths = [column.width for column in columns]
    ease = [max(width, column.roomy) for width, column in zip(widths, columns, strict=True)]
    if sum(ease) <= room:
        widths = ease
    spare = room - sum(widths)
    weights = [column.width**2 if column.elastic else 0 for column in columns]
    if spare > 0 and columns and not any(weights):
        weights[-1] = 1
    if not any(weights):
        return widths
    shares = [spare * upto // sum(weights) for upto in accumulate(weights, initial=0)]
    made = [width + after - before for width, (before, after) in zip(widths, pairwise(shares), strict=True)]
    enough = all(now >= _LEAST * width for now, width in zip(made, widths, strict=True))
    return made if enough else widths
