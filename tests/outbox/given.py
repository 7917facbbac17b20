"""Commands with only the interesting part named, and ways to bring an entry into any state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.domain.scalars import Json
from forge_desktop.outbox import Answer, Entry, Outbox, State

NOW = 1_790_000_000
ACCOUNT = "acme"

ROUTES: dict[State, Sequence[Answer]] = {
    State.READY: (),
    State.SENDING: (Answer.BEGUN,),
    State.UNKNOWN: (Answer.BEGUN, Answer.LOST),
    State.REVIEW: (Answer.STALE,),
    State.REJECTED: (Answer.BEGUN, Answer.REFUSED),
    State.DELIVERED: (Answer.BEGUN, Answer.ACCEPTED),
    State.BLOCKED: (Answer.PARENT_REJECTED,),
    State.DISCARDED: (Answer.DROPPED,),
    State.RECORDED: (Answer.NOT_PERMITTED,),
}
"""How an entry gets into each state."""


def create(outbox: Outbox, resource: str = "customers", **patch: Json) -> Command:
    """Wanted: a new record."""
    return command(resource, Verb.CREATE, outbox.next_key(), {"title": "Oak", **patch}, made=NOW)


def update(key: int = 7, resource: str = "manufacturing-orders", **patch: Json) -> Command:
    """Wanted: other values of a record."""
    return command(resource, Verb.UPDATE, key, patch or {"quantity": "5"}, made=NOW, base={"quantity": "4"})


def begin(outbox: Outbox, ident: str, now: int = NOW, **payload: Json) -> Entry:
    """It is being sent."""
    return outbox.begin(ident, token=f"FD-{now}", payload=payload or {"a": "1"}, watermark=9, now=now)


def answer(outbox: Outbox, ident: str, told: Answer, now: int = NOW, **more: Any) -> Entry:
    """One step, whoever takes it."""
    if told is Answer.BEGUN:
        return begin(outbox, ident, now)
    if told is Answer.DROPPED:
        return outbox.discard(ident)
    if told is Answer.RETRIED:
        return outbox.retry(ident, now)
    if told is Answer.EDITED:
        return outbox.edit(ident, {"quantity": "8"})
    return outbox.settle(ident, told, now=now, **({"result_key": 4711} | more))


def bring(outbox: Outbox, wanted: Command, state: State) -> Entry:
    """Submit a command and lead it into a state."""
    entry = outbox.submit(wanted)
    for told in ROUTES[state]:
        entry = answer(outbox, wanted.id, told)
    assert entry.state is state
    return entry
