"""What the order forms return: values by the contract's names, ready for the outbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forge_desktop.domain.scalars import Json, whole

Values = Mapping[str, Json]
CUSTOMER = 0
"""Stands for the key of the customer that is created with the order."""


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or client that is created together with what is wanted."""

    field: str
    """Where the others point to it; there they hold `CUSTOMER`."""
    resource: str
    values: Values


@dataclass(frozen=True, slots=True)
class Wish:
    """New records of one resource, one or many; or one that waits in the outbox, as it is wanted now."""

    resource: str
    records: tuple[Values, ...]
    party: Party | None = None


_COMPLAINT = re.compile(r"([A-Za-z_]+)((?:\[\w+\]|\.\w+)*)\s*:\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing a server says is wrong. An empty field: it did not say where."""

    field: str
    words: str
    row: int | None = None
    """Line of the field, from 0."""


def complaints(reasons: Iterable[str], known: Iterable[str]) -> list[Complaint]:
    """The words, each for the field they name: `status: …`, `products[0][sku]: …`, `products.0.sku: …`."""
    names = set(known)
    found: list[Complaint] = []
    for reason in reasons:
        told = _COMPLAINT.fullmatch(reason.strip())
        if told is None or told[1] not in names:
            found.append(Complaint("", reason.strip()))
            continue
        inside = [part for part in re.split(r"[\[\].]+", told[2]) if part]
        row = whole(inside[0]) if inside else None
        name = inside[-1] if inside and whole(inside[-1]) is None else told[1]
        found.append(Complaint(name if row is not None else told[1], told[3], row))
    return found
