"""What becomes of a queued write: every state, everything that can happen to it, and where that leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a queued write stands."""

    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"
    REVIEW = "review"
    REJECTED = "rejected"
    DELIVERED = "delivered"
    BLOCKED = "blocked"
    DISCARDED = "discarded"
    RECORDED = "recorded"


class Answer(StrEnum):
    """What can happen to a queued write."""

    BEGUN = "begun"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CONFLICT = "conflict"
    NOT_SENT = "not-sent"
    BUSY = "busy"
    DOWN = "down"
    LOST = "lost"
    SIGNED_OUT = "signed-out"
    NOT_PERMITTED = "not-permitted"
    STALE = "stale"
    """Too old to leave without being asked again."""
    CRASHED = "crashed"
    """Found in the file at a start as if it were being sent."""
    KEY_HOLDS = "key-holds"
    """The server honours idempotency keys and this one still lives: the same may be sent again."""
    FOUND_ONE = "found-one"
    FOUND_NONE = "found-none"
    FOUND_SEVERAL = "found-several"
    CONFIRMED_ELSEWHERE = "confirmed-elsewhere"
    """A later read, or the person, shows that what was wanted is there."""
    PARENT_REJECTED = "parent-rejected"
    PARENT_WAITING = "parent-waiting"
    """Nothing it needs is refused any more: it waits, or it is its turn."""
    EDITED = "edited"
    RETRIED = "retried"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Impossible:
    """This cannot happen in this state; nothing changes, and the sentence says why."""

    why: str


_R, _A = State, Answer
_UNASKED = Impossible("It is not on its way, so no answer can belong to it.")
_UNSENT = Impossible("It is not being sent.")
_ON_ITS_WAY = Impossible("It is being sent right now; wait for the answer.")
_IN_DOUBT = Impossible("It may have arrived; it is looked up first, then it can be changed.")
_ARRIVED = Impossible("It has arrived; what arrived is changed on the record itself.")
_DROPPED = Impossible("It was discarded; enter it anew if it is wanted after all.")
_SENT_BEFORE = Impossible("It was sent before, so everything it needs had arrived.")
_NOT_ITS_TURN = Impossible("It is not its turn: it needs somebody's decision first.")

_READY: Mapping[Answer, State | Impossible] = {
    _A.BEGUN: _R.SENDING,
    _A.ACCEPTED: _UNSENT,
    _A.REFUSED: _R.REJECTED,
    _A.CONFLICT: _R.REVIEW,
    _A.NOT_SENT: _R.READY,
    _A.BUSY: _R.READY,
    _A.DOWN: _R.READY,
    _A.LOST: _R.READY,  # of the reading before the write: nothing was sent
    _A.SIGNED_OUT: _R.READY,
    _A.NOT_PERMITTED: _R.RECORDED,
    _A.STALE: _R.REVIEW,
    _A.CRASHED: _UNSENT,
    _A.KEY_HOLDS: _R.READY,
    _A.FOUND_ONE: _R.DELIVERED,
    _A.FOUND_NONE: _R.READY,
    _A.FOUND_SEVERAL: _R.REVIEW,
    _A.CONFIRMED_ELSEWHERE: _R.DELIVERED,
    _A.PARENT_REJECTED: _R.BLOCKED,
    _A.PARENT_WAITING: _R.READY,
    _A.EDITED: _R.READY,
    _A.RETRIED: _R.READY,
    _A.DROPPED: _R.DISCARDED,
}
_SENDING: Mapping[Answer, State | Impossible] = {
    _A.BEGUN: _ON_ITS_WAY,
    _A.ACCEPTED: _R.DELIVERED,
    _A.REFUSED: _R.REJECTED,
    _A.CONFLICT: _R.REVIEW,
    _A.NOT_SENT: _R.READY,
    _A.BUSY: _R.READY,
    _A.DOWN: _R.READY,
    _A.LOST: _R.UNKNOWN,
    _A.SIGNED_OUT: _R.READY,
    _A.NOT_PERMITTED: _R.RECORDED,
    _A.STALE: _ON_ITS_WAY,
    _A.CRASHED: _R.UNKNOWN,
    _A.KEY_HOLDS: _ON_ITS_WAY,
    _A.FOUND_ONE: _ON_ITS_WAY,
    _A.FOUND_NONE: _ON_ITS_WAY,
    _A.FOUND_SEVERAL: _ON_ITS_WAY,
    _A.CONFIRMED_ELSEWHERE: _ON_ITS_WAY,
    _A.PARENT_REJECTED: _SENT_BEFORE,
    _A.PARENT_WAITING: _SENT_BEFORE,
    _A.EDITED: _ON_ITS_WAY,
    _A.RETRIED: _ON_ITS_WAY,
    _A.DROPPED: _ON_ITS_WAY,
}
_UNKNOWN: Mapping[Answer, State | Impossible] = {
    _A.BEGUN: _IN_DOUBT,
    _A.ACCEPTED: _UNSENT,
    _A.REFUSED: _R.REVIEW,  # the look-up itself was refused: only a person can find out
    _A.CONFLICT: _R.REVIEW,
    _A.NOT_SENT: _R.UNKNOWN,
    _A.BUSY: _R.UNKNOWN,
    _A.DOWN: _R.UNKNOWN,
    _A.LOST: _R.UNKNOWN,
    _A.SIGNED_OUT: _R.UNKNOWN,
    _A.NOT_PERMITTED: _R.REVIEW,
    _A.STALE: _IN_DOUBT,
    _A.CRASHED: _UNSENT,
    _A.KEY_HOLDS: _R.READY,
    _A.FOUND_ONE: _R.DELIVERED,
    _A.FOUND_NONE: _R.READY,
    _A.FOUND_SEVERAL: _R.REVIEW,
    _A.CONFIRMED_ELSEWHERE: _R.DELIVERED,
    _A.PARENT_REJECTED: _SENT_BEFORE,
    _A.PARENT_WAITING: _SENT_BEFORE,
    _A.EDITED: _IN_DOUBT,
    _A.RETRIED: _IN_DOUBT,
    _A.DROPPED: _IN_DOUBT,
}
_REVIEW: Mapping[Answer, State | Impossible] = {
    _A.BEGUN: _NOT_ITS_TURN,
    _A.ACCEPTED: _UNASKED,
    _A.REFUSED: _R.REVIEW,
    _A.CONFLICT: _R.REVIEW,
    _A.NOT_SENT: _R.REVIEW,
    _A.BUSY: _R.REVIEW,
    _A.DOWN: _R.REVIEW,
    _A.LOST: _R.REVIEW,
    _A.SIGNED_OUT: _R.REVIEW,
    _A.NOT_PERMITTED: _R.REVIEW,
    _A.STALE: _R.REVIEW,
    _A.CRASHED: _UNSENT,
    _A.KEY_HOLDS: _NOT_ITS_TURN,
    _A.FOUND_ONE: _R.DELIVERED,
    _A.FOUND_NONE: _R.REVIEW,
    _A.FOUND_SEVERAL: _R.REVIEW,
    _A.CONFIRMED_ELSEWHERE: _R.DELIVERED,
    _A.PARENT_REJECTED: _R.REVIEW,  # blocked and freed again it would go out without the look it needs
    _A.PARENT_WAITING: _R.REVIEW,
    _A.EDITED: _R.READY,
    _A.RETRIED: _R.READY,
    _A.DROPPED: _R.DISCARDED,
}
_REJECTED: Mapping[Answer, State | Impossible] = {
    **dict.fromkeys(Answer, _UNASKED),
    _A.BEGUN: _NOT_ITS_TURN,
    _A.CRASHED: _UNSENT,
    _A.CONFIRMED_ELSEWHERE: _R.DELIVERED,
    _A.PARENT_REJECTED: _R.REJECTED,
    _A.PARENT_WAITING: _R.REJECTED,
    _A.EDITED: _R.READY,
    _A.RETRIED: _R.READY,
    _A.DROPPED: _R.DISCARDED,
}
_DELIVERED: Mapping[Answer, State | Impossible] = {  # answers of the audit: was it doubled, is it still there
    _A.BEGUN: _ARRIVED,
    _A.ACCEPTED: _UNASKED,
    _A.REFUSED: _R.DELIVERED,
    _A.CONFLICT: _R.DELIVERED,
    _A.NOT_SENT: _R.DELIVERED,
    _A.BUSY: _R.DELIVERED,
    _A.DOWN: _R.DELIVERED,
    _A.LOST: _R.DELIVERED,
    _A.SIGNED_OUT: _R.DELIVERED,
    _A.NOT_PERMITTED: _R.DELIVERED,
    _A.STALE: _ARRIVED,
    _A.CRASHED: _UNSENT,
    _A.KEY_HOLDS: _ARRIVED,
    _A.FOUND_ONE: _R.DELIVERED,
    _A.FOUND_NONE: _R.REVIEW,
    _A.FOUND_SEVERAL: _R.REVIEW,
    _A.CONFIRMED_ELSEWHERE: _R.DELIVERED,
    _A.PARENT_REJECTED: _SENT_BEFORE,
    _A.PARENT_WAITING: _SENT_BEFORE,
    _A.EDITED: _ARRIVED,
    _A.RETRIED: _ARRIVED,
    _A.DROPPED: _ARRIVED,
}
_BLOCKED: Mapping[Answer, State | Impossible] = {
    **dict.fromkeys(Answer, _UNASKED),
    _A.BEGUN: _NOT_ITS_TURN,
    _A.CRASHED: _UNSENT,
    _A.PARENT_REJECTED: _R.BLOCKED,
    _A.PARENT_WAITING: _R.READY,
    _A.EDITED: _R.BLOCKED,  # what it needs is looked at next
    _A.RETRIED: _R.BLOCKED,
    _A.DROPPED: _R.DISCARDED,
}
_DISCARDED: Mapping[Answer, State | Impossible] = {
    **dict.fromkeys(Answer, _DROPPED),
    _A.PARENT_REJECTED: _R.DISCARDED,
    _A.PARENT_WAITING: _R.DISCARDED,
}
_RECORDED: Mapping[Answer, State | Impossible] = {
    **dict.fromkeys(Answer, _UNASKED),
    _A.BEGUN: _NOT_ITS_TURN,
    _A.CRASHED: _UNSENT,
    _A.NOT_PERMITTED: _R.RECORDED,
    _A.FOUND_ONE: _R.DELIVERED,
    _A.FOUND_NONE: _R.RECORDED,
    _A.CONFIRMED_ELSEWHERE: _R.DELIVERED,
    _A.PARENT_REJECTED: _R.RECORDED,
    _A.PARENT_WAITING: _R.RECORDED,
    _A.EDITED: _R.READY,
    _A.RETRIED: _R.READY,
    _A.DROPPED: _R.DISCARDED,
}
_ROWS: Mapping[State, Mapping[Answer, State | Impossible]] = {
    _R.READY: _READY,
    _R.SENDING: _SENDING,
    _R.UNKNOWN: _UNKNOWN,
    _R.REVIEW: _REVIEW,
    _R.REJECTED: _REJECTED,
    _R.DELIVERED: _DELIVERED,
    _R.BLOCKED: _BLOCKED,
    _R.DISCARDED: _DISCARDED,
    _R.RECORDED: _RECORDED,
}
TABLE: Mapping[tuple[State, Answer], State | Impossible] = {
    (state, answer): leads for state, row in _ROWS.items() for answer, leads in row.items()
}

HOLDS = frozenset({State.READY, State.SENDING, State.UNKNOWN, State.REVIEW, State.BLOCKED})
"""While an entry stands here, later ones of its chain wait: it may still go out before them."""
FAILS = frozenset({State.REJECTED, State.BLOCKED, State.DISCARDED, State.RECORDED})
"""While an entry stands here, those that need it cannot go out."""
ENDS = frozenset({State.DELIVERED, State.DISCARDED})
"""Nothing more is expected; kept as history."""

WHY: Mapping[State, str] = {
    State.READY: "It goes out as soon as it is its turn and the server can be reached.",
    State.SENDING: "It is being sent right now.",
    State.UNKNOWN: "It was sent, but no answer came back. After a quiet time it is looked up on the server.",
    State.REVIEW: "It needs a look: nothing happens until somebody decides.",
    State.REJECTED: "The server refused it. It can be changed and sent again, or discarded.",
    State.DELIVERED: "It has arrived.",
    State.BLOCKED: "It needs another entry that did not get through.",
    State.DISCARDED: "It was discarded and is never sent.",
    State.RECORDED: "It is recorded here only: this server does not take it. Enter it there by hand.",
}
"""The state in words, for a person who asks why."""
FORBIDDEN = "It is recorded here only. Send it again once it is permitted, or enter it there by hand."
"""What is said of RECORDED when the server was asked and said no, which a key with other rights may change."""
