"""Which change of a status makes sense to a person, what it is called, and what follows from it: as data.

The server has the last word (`server.world.states` for our own); this table only keeps a person from asking for
what is never granted, and says beforehand what a change brings about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forge_desktop.domain.resource import Code, Resource, Values
from forge_desktop.domain.scalars import Json

HOLD = 10
"""Seconds in which a change of status can be taken back before it is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One status that may follow."""

    to: Code
    says: str
    """What it brings about, in one sentence."""
    reason: bool = False
    """Somebody will ask why, so the person is asked now."""
    by_hand: bool = False
    """Only where people enter it on the server themselves; ours refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The changes of one field of a resource."""

    field: str
    after: Mapping[Code, tuple[Move, ...]]
    """Status → what may follow it."""
    remark: tuple[str, str] = ("", "")
    """Field of lines, and the name in a line, that take the reason where the server takes remarks."""
    lock: tuple[str, str] = ("", "")
    """A field that says of a record that nothing may follow any more, and why."""

    def stands(self, values: Values) -> Json:
        """The status a record moves on from; None when it is locked."""
        return None if values.get(self.lock[0]) else values.get(self.field)

    def common(self, states: Iterable[Json], *, by_hand: bool) -> tuple[Move, ...]:
        """The changes that all records in these states may make."""
        offered = [self._from(state, by_hand=by_hand) for state in states]
        if not offered:
            return ()
        return tuple(move for move in offered[0] if all(move in others for others in offered[1:]))

    def why_none(self, states: Iterable[Json]) -> str:
        """Why no change is offered."""
        ends = [state for state in states if not self._from(state, by_hand=True)]
        return "nothing follows this status" if ends else "no status can follow all of these"

    def _from(self, state: Json, *, by_hand: bool) -> tuple[Move, ...]:
        moves = self.after.get(state, ()) if isinstance(state, (int, str)) else ()
        return tuple(move for move in moves if by_hand or not move.by_hand)


_NEW = Move(to=10, says="It leaves the schedule; its dates are taken away.")
_SCHEDULED = Move(to=20, says="It is planned onto the work stations.")
_RUNNING = Move(to=30, says="Work on it begins now.")
_AGAIN = Move(to=30, says="Work on it goes on.")
_PAUSED = Move(to=35, says="Whatever anybody is working on ends now.", reason=True)
_DONE = Move(to=40, says="Every operation ends, its parts are used up, its lot is received.")
_CLOSED = Move(to=60, says="Nothing more is expected of it.")
_CANCELLED = Move(to=70, says="Its parts go back to stock and its lot is called off. Final.", reason=True)
_BACK = Move(to=30, says="It is returned to production.", reason=True, by_hand=True)

_PENDING = Move(to="pending", says="It leaves the schedule; its dates are taken away.")
_RELEASED = Move(to="released", says="It is planned onto the equipment.")
_BEGUN = Move(to="in_progress", says="Work on it begins now.")
_GOES_ON = Move(to="in_progress", says="Work on it goes on.")
_ON_HOLD = Move(to="on_hold", says="Whatever anybody is working on ends now.", reason=True)
_COMPLETED = Move(to="completed", says="Every work order ends, and what was made goes into stock. Final.")
_CALLED_OFF = Move(to="cancelled", says="Its material goes back to stock. Final.", reason=True)

_DRAFT = Move(to="draft", says="It is worked on again before it is sent.")
_SENT = Move(to="sent", says="It is with the client, who decides.")
_APPROVED = Move(to="approved", says="The client wants it; a job can be made from it.")
_DECLINED = Move(to="declined", says="The client does not want it.", reason=True)
_EXPIRED = Move(to="expired", says="It is no longer valid.")

_MOVES: Mapping[tuple[str, str], Moves] = {
    ("mrpeasy", "manufacturing-orders"): Moves(
        field="status",
        after={
            10: (_SCHEDULED, _RUNNING, _DONE, _CANCELLED),
            15: (_NEW, _SCHEDULED, _RUNNING, _DONE, _CANCELLED),
            20: (_RUNNING, _DONE, _NEW, _CANCELLED),
            30: (_PAUSED, _DONE, _CANCELLED),
            35: (_AGAIN, _DONE, _CANCELLED),
            40: (_CLOSED, _BACK),
            50: (_CLOSED,),
        },
        remark=("notes", "text"),
    ),
    ("forgemrp", "quotes"): Moves(
        field="status",
        after={
            "draft": (_SENT, _APPROVED, _DECLINED, _EXPIRED),
            "sent": (_APPROVED, _DECLINED, _EXPIRED, _DRAFT),
            "approved": (_DECLINED, _EXPIRED),
            "declined": (_DRAFT,),
            "expired": (_DRAFT,),
        },
        lock=("converted", "a job was made from it, which locks it"),
    ),
    ("forgemrp", "jobs"): Moves(
        field="status",
        after={
            "pending": (_RELEASED, _BEGUN, _COMPLETED, _CALLED_OFF),
            "released": (_BEGUN, _COMPLETED, _PENDING, _CALLED_OFF),
            "in_progress": (_ON_HOLD, _COMPLETED, _CALLED_OFF),
            "on_hold": (_GOES_ON, _COMPLETED, _CALLED_OFF),
        },
    ),
}


def moves_of(resource: Resource) -> Moves | None:
    """The changes of status of this resource; None when there are none to ask for."""
    return _MOVES.get((resource.dialect, resource.name))


def remarked(resource: Resource, patch: Values, reason: str, takes: Iterable[str]) -> Values:
    """What is sent: the wanted values, and the reason as a remark where the server takes one."""
    moves = moves_of(resource)
    if not reason or moves is None or moves.remark[0] not in takes or moves.remark[0] in patch:
        return patch
    lines, name = moves.remark
    return {**patch, lines: [{name: reason}]}
