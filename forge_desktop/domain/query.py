"""What is asked of the cache: conditions, search text and order, independent of any storage."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

LATE = "late"
"""A sort every resource with a due date knows: open records past their due day come first."""

DETAIL_AT = "detail_at"
"""A field every resource of the cache knows: when the details of a record were fetched, empty when never."""


class Op(StrEnum):
    """How a condition compares; the meaning of `values` is said beside each."""

    IN = "in"  # any of the values
    NOT_IN = "not-in"  # none of the values
    BETWEEN = "between"  # (low, high), both inclusive, either may be None
    DAYS = "days"  # (first, last) day counted from today in the connection's zone, inclusive, None is open
    HAS = "has"  # (text,): contains it, case does not matter
    EMPTY = "empty"  # no value
    FILLED = "filled"  # any value


Scalar = str | int | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a record must fulfil. Decimals are given as exact text, instants as UTC seconds."""

    field: str
    op: Op
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """One step of an order; empty values stand last in both directions."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the cache: which records of a resource, in which order."""

    resource: str
    where: tuple[Condition, ...] = ()
    text: str = ""
    sort: tuple[Sort, ...] = field(default=())

    def condition(self, name: str) -> Condition | None:
        """The condition on this field, if there is one."""
        return next((c for c in self.where if c.field == name), None)

    def with_condition(self, name: str, condition: Condition | None) -> Query:
        """The same question with the condition on this field replaced, or taken away by None."""
        kept = tuple(c for c in self.where if c.field != name)
        return replace(self, where=kept if condition is None else (*kept, condition))


def to_json(query: Query) -> dict[str, Any]:
    """A form of the question that JSON can hold, for saved views."""
    return {
        "resource": query.resource,
        "text": query.text,
        "where": [{"field": c.field, "op": c.op.value, "values": list(c.values)} for c in query.where],
        "sort": [{"field": s.field, "descending": s.descending} for s in query.sort],
    }


def from_json(data: Any) -> Query:
    """The question out of its JSON form. ValueError when it is not one."""
    try:
        return Query(
            resource=str(data["resource"]),
            text=str(data.get("text", "")),
            where=tuple(
                Condition(str(c["field"]), Op(c["op"]), tuple(_scalar(v) for v in c["values"]))
                for c in data["where"]
            ),
            sort=tuple(Sort(str(s["field"]), bool(s["descending"])) for s in data["sort"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise ValueError("not a saved question") from wrong


def _scalar(value: Any) -> Scalar:
    if value is None or (isinstance(value, (str, int)) and not isinstance(value, bool)):
        return value
    raise ValueError("a condition compares with text or whole numbers only")
