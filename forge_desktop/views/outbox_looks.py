"""How a queued write looks: word, icon and tone of its state, its group, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import State as Look
from forge_desktop.domain.resource import Tone
from forge_desktop.errors import Refused
from forge_desktop.outbox import Answer, Entry, State, moves

LOOKS: Mapping[State, Look] = {
    State.READY: Look(code=0, label="Waiting", tone=Tone.PENDING, icon="clock"),
    State.SENDING: Look(code=1, label="Sending", tone=Tone.PENDING, icon="arrow-up-from-line"),
    State.UNKNOWN: Look(code=2, label="Answer lost", tone=Tone.PENDING, icon="search"),
    State.BLOCKED: Look(code=3, label="Blocked", tone=Tone.PENDING, icon="lock"),
    State.REVIEW: Look(code=4, label="Needs a look", tone=Tone.WARN, icon="eye"),
    State.REJECTED: Look(code=5, label="Refused", tone=Tone.BAD, icon="circle-alert"),
    State.RECORDED: Look(code=6, label="Recorded here", tone=Tone.PENDING, icon="clipboard-list"),
    State.DELIVERED: Look(code=7, label="Delivered", tone=Tone.GOOD, icon="check"),
    State.DISCARDED: Look(code=8, label="Discarded", icon="trash-2", struck=True),
}
"""Always icon and word; purple is what the server does not have yet."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that are asked for together."""

    name: str
    title: str
    states: frozenset[State]


GROUPS = (
    Group("review", "Needs a look", frozenset({State.REVIEW})),
    Group("refused", "Refused", frozenset({State.REJECTED})),
    Group("sending", "Sending", frozenset({State.SENDING, State.UNKNOWN})),
    Group("waiting", "Waiting", frozenset({State.READY, State.BLOCKED})),
    Group("recorded", "Recorded here", frozenset({State.RECORDED})),
    Group("delivered", "Delivered", frozenset({State.DELIVERED})),
    Group("discarded", "Discarded", frozenset({State.DISCARDED})),
)
"""In the order in which they stand: first what needs somebody."""
OVER = frozenset({"delivered", "discarded"})


class Deed(StrEnum):
    """What a person may do with an entry."""

    EDIT = "edit"
    RETRY = "retry"
    DISCARD = "discard"
    CONFIRM = "confirm"


_STEPS: Mapping[Deed, Answer] = {
    Deed.EDIT: Answer.EDITED,
    Deed.RETRY: Answer.RETRIED,
    Deed.DISCARD: Answer.DROPPED,
    Deed.CONFIRM: Answer.CONFIRMED_ELSEWHERE,
}
_FOUND = (State.REVIEW, State.REJECTED, State.RECORDED)
"""Where a person may have found, or entered, on the server what was wanted."""


def place(state: State) -> int:
    """Number of the group of a state."""
    return next(number for number, group in enumerate(GROUPS) if state in group.states)


def why_not(entry: Entry, deed: Deed) -> str:
    """Why this cannot be done with the entry now, in the outbox's own words; empty when it can."""
    if deed is Deed.CONFIRM and entry.state not in _FOUND:
        return "It is not in question whether it is on the server."
    if deed is Deed.EDIT and entry.command.verb is Verb.UPDATE:
        return "It is changed on the record itself, once this one is discarded."
    never = entry.state is State.RECORDED and entry.command.verb is Verb.UPDATE and not entry.reasons
    if deed is Deed.RETRY and never:
        return "This server does not take it, however often it is sent."
    if deed is Deed.DISCARD and entry.result_key is not None:
        return "It has arrived."
    try:
        moves.leads_to(entry, _STEPS[deed])
    except Refused as refused:
        return refused.message
    return ""


def retry_word(entry: Entry, *, conflict: bool) -> str:
    """What sending it is called here."""
    if conflict:
        return "Send mine"
    if entry.state is State.READY:
        return "Send now"
    return "Send it" if entry.state is State.REVIEW and not entry.tries else "Send again"


def discard_word(entry: Entry, *, conflict: bool) -> str:
    """What dropping it is called here."""
    return "Keep theirs" if conflict else "Discard"


def confirm_word(entry: Entry) -> str:
    """What saying that the server has it is called here."""
    if entry.result_key is not None:
        return "I have seen to it"
    return "It is there" if entry.command.verb is Verb.CREATE else "It is done there"
