"""What an event is about: which resource, and which record of it. Nothing else of an event is ever used."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

TABLES: Mapping[str, Mapping[str, str]] = {
    "forgemrp": {
        "quote": "quotes",
        "job": "jobs",
        "client": "clients",
        "supplier": "suppliers",
        "purchase_order": "purchase-orders",
        "rfq": "rfqs",
        "inventory": "inventory",
    }
}
"""Dialect → what stands before the dot of an event's type → the resource that it is about.

What happened (`created`, `updated`, …) is not in it: whatever it was, the answer is to look. The contract names
`quote.created` and `job.updated`; the other things are assumed (contracts/forgemrp-assumptions.md).
"""
_TYPE = re.compile(r"([a-z][a-z_]{0,40})\.[a-z][a-z_]{0,40}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
"""An id as it may stand in an address; any other one leads to a look at the whole list."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something of this resource changed: the record of this name, or who knows which."""

    resource: str
    name: int | str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """The type, as it was sent, and what to look at; nothing for a type that is not known here."""

    type: str
    hint: Hint | None


class NotAnEvent(ValueError):
    """The body was signed, yet it is no event; the text says why."""


def read_event(body: bytes, table: Mapping[str, str]) -> Event:
    """What this signed body tells. NotAnEvent when it tells nothing."""
    try:
        told = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotAnEvent("the body is not JSON") from None
    kind = told.get("type") if isinstance(told, dict) else None
    if not isinstance(kind, str) or not kind:
        raise NotAnEvent("the body is not an object with a type")
    known = _TYPE.fullmatch(kind)
    resource = table.get(known[1]) if known is not None else None
    return Event(kind, None if resource is None else Hint(resource, _name_in(told.get("data"))))


def everything(table: Mapping[str, str]) -> list[Hint]:
    """Something changed, nobody knows where."""
    return [Hint(resource) for resource in dict.fromkeys(table.values())]


def _name_in(data: object) -> int | str | None:
    name = data.get("id") if isinstance(data, dict) else None
    if isinstance(name, str):
        return name if _NAME.fullmatch(name) else None
    return name if isinstance(name, int) and not isinstance(name, bool) and 0 < name < 1 << 63 else None
