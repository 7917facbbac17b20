"""What a failure of the client means for a write: its name in the outbox's table, and why, for a person."""

from __future__ import annotations

from forge_desktop.errors import (
    Busy,
    Conflict,
    Down,
    Failure,
    NotPermitted,
    NotSent,
    Refused,
    SignedOut,
)
from forge_desktop.outbox import Answer, Entry

ANSWERS: tuple[tuple[type[Failure], Answer], ...] = (
    (NotSent, Answer.NOT_SENT),
    (Busy, Answer.BUSY),
    (Down, Answer.DOWN),
    (SignedOut, Answer.SIGNED_OUT),
    (NotPermitted, Answer.NOT_PERMITTED),
    (Conflict, Answer.CONFLICT),
    (Refused, Answer.REFUSED),
)
"""Everything else may have been executed."""
NOT_DONE = (Answer.NOT_SENT, Answer.BUSY, Answer.DOWN, Answer.SIGNED_OUT, Answer.NOT_PERMITTED)
"""Answers to one try that tell nothing of those before it."""
_EARLIER = (
    "The server knows this with the values it had before, so that one may have arrived. Look for it there: "
    "if it is there, say so or discard this, and change that one."
)


def answer(failure: Failure) -> Answer:
    """What happened to the write."""
    return next((name for kind, name in ANSWERS if isinstance(failure, kind)), Answer.LOST)


def reasons(failure: Failure, entry: Entry | None = None) -> tuple[str, ...]:
    """The server's own words, the fields they are about first; else ours, which name what the key lacks."""
    if isinstance(failure, NotPermitted):
        return (failure.message,)
    if isinstance(failure, Conflict) and entry is not None and entry.doubted:
        return (_EARLIER, *failure.reasons)
    if isinstance(failure, Refused) and failure.reasons:
        return failure.reasons
    if isinstance(failure, Refused) and failure.fields:
        return tuple(f"{name}: {why}" for name, why in failure.fields)
    return (failure.message,)
