"""A queued write with all that is known of it, and its one spelling in both files."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any

from forge_desktop.domain.commands import Command, Verb
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.outbox.states import FORBIDDEN, WHY, State

_DEEPEST = 64
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A command in the outbox; every change makes a new one with a higher revision. Times are UTC seconds."""

    command: Command
    state: State
    account: str
    """The account it was made for; it is never sent to another."""
    seq: int
    """Its place in the queue."""
    agreed_at: int
    """When a person last wanted it so: made it, changed it or asked to send it again."""
    changed_at: int
    """When its state last changed."""
    rev: int = 1
    """Of two copies of an entry the one with the higher revision is the newer."""
    tries: int = 0
    not_before: int = 0
    """Not due before; of a delivered one when to look again whether it was doubled, 0: never."""
    sent_at: int | None = None
    """When the last attempt began."""
    reached: bool = False
    """An attempt may have reached the server."""
    result_key: int | None = None
    """The server's id of what arrived."""
    reasons: tuple[str, ...] = ()
    """Why it stands where it does, in the server's words or ours."""
    token: str = ""
    watermark: int | None = None
    frozen: Values | None = None
    """What is sent, the same at every attempt; None before the first."""
    request: int = 0
    """How many requests before this one were surely refused: each has an idempotency key of its own."""
    doubted: bool = False
    """A request under the present key may have been carried out, with other values than are wanted now."""

    @property
    def idempotency(self) -> str:
        """The key of its request, the same at every attempt."""
        return f"{self.command.id}.{self.request}" if self.request else self.command.id


def explained(entry: Entry) -> str:
    """Why it stands where it does: its state in words, then the server's or our reasons."""
    forbidden = entry.state is State.RECORDED and entry.reasons
    return " ".join((FORBIDDEN if forbidden else WHY[entry.state], *entry.reasons))


class Unwritable(TypeError):
    """A value that no command may hold because it would not come back from a file as it is."""


def written(entry: Entry) -> str:
    """An entry as one line of ASCII JSON, so that NUL and half surrogate pairs survive."""
    for values in (entry.command.patch, entry.command.base, entry.frozen or {}):
        _check(dict(values))
    whole: dict[str, Any] = {each.name: getattr(entry, each.name) for each in fields(entry)}
    whole["command"] = {each.name: getattr(entry.command, each.name) for each in fields(entry.command)}
    return json.dumps(whole, separators=(",", ":"), allow_nan=False, default=dict)


def unpacked(whole: Any) -> Entry:
    """The entry behind its JSON; what an older program did not write has its default. ValueError, else."""
    try:
        told = whole["command"]
        told = told | {"verb": Verb(told["verb"]), "after": tuple(told["after"])}
        rest = whole | {"state": State(whole["state"]), "reasons": tuple(whole["reasons"])}
        return Entry(**(rest | {"command": Command(**told)}))
    except (TypeError, KeyError) as error:
        raise ValueError(f"not an entry: {error}") from error


def same(entry: Entry) -> Entry:
    """The entry as it will come back from a file, sharing nothing with what it was made of."""
    return unpacked(json.loads(written(entry)))


def changed(entry: Entry, **fields_: Any) -> Entry:
    """The next revision of an entry."""
    return replace(entry, rev=entry.rev + 1, **fields_)


def _check(value: Json, depth: int = 0) -> None:
    if depth > _DEEPEST:
        raise Unwritable(f"a value lies deeper than {_DEEPEST} levels")
    if isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise Unwritable(f"a field is named by a {type(name).__name__}")
            _check(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check(part, depth + 1)
    elif isinstance(value, int):
        if not _SMALLEST <= value <= _LARGEST:
            raise Unwritable("a whole number has more than 64 bits")
    elif value is not None and not isinstance(value, str):
        raise Unwritable(f"a value is a {type(value).__name__}")
