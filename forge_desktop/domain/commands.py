"""A wanted write: the message that goes down through the house, from a wish on the screen to a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json


class Verb(StrEnum):
    """What is wanted of a record."""

    CREATE = "create"
    UPDATE = "update"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Command:
    """One write that a person wants; it stays the same however often it has to be sent."""

    id: str
    """32 hex digits."""
    resource: str
    verb: Verb
    key: int
    """The server's id; for CREATE a temporary negative one, used once in an outbox."""
    patch: Values
    """The wanted values by the contract's names; other pending records are named by their negative keys."""
    base: Values
    """What the person saw of these fields; empty for CREATE."""
    made: int
    """UTC seconds."""
    chain: str
    """Commands of one chain go out in the order they were made."""
    after: tuple[str, ...] = ()
    """Ids of commands that must be delivered first."""
    reason: str = ""
    """Why the person wants it, in their own words; it goes along where the server takes remarks."""


def command(
    resource: str,
    verb: Verb,
    key: int,
    patch: Values,
    *,
    made: int,
    base: Values | None = None,
    after: tuple[str, ...] = (),
    reason: str = "",
) -> Command:
    """A new command with an id of its own, in the chain of its record."""
    chain = chain_of(resource, key)
    return Command(uuid4().hex, resource, verb, key, patch, base or {}, made, chain, after, reason)


def chain_of(resource: str, key: int) -> str:
    """The chain of everything that is wanted of one record."""
    return f"{resource}/{key}"


def rekeyed(value: Json, keys: Mapping[int, int]) -> Json:
    """The same value with temporary keys replaced by the server's, however deeply they lie."""
    if type(value) is int:
        return keys.get(value, value)
    if isinstance(value, list):
        return [rekeyed(part, keys) for part in value]
    if isinstance(value, dict):
        return {name: rekeyed(part, keys) for name, part in value.items()}
    return value


def temporary_keys(value: Json) -> frozenset[int]:
    """All negative whole numbers in a value: those of pending records among them."""
    if type(value) is int:
        return frozenset((value,)) if value < 0 else frozenset()
    if isinstance(value, list):
        return frozenset().union(*map(temporary_keys, value))
    if isinstance(value, dict):
        return frozenset().union(*map(temporary_keys, value.values()))
    return frozenset()
