"""What the window needs to know of the outbox, gathered in the engine's thread in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forge_desktop.domain import show, text
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.scalars import Json
from forge_desktop.domain.text import Seen
from forge_desktop.outbox import Entry, State
from forge_desktop.outbox.states import ENDS, HOLDS
from forge_desktop.sync import comparing
from forge_desktop.sync.writes import Writes
from forge_desktop.views.outbox_lines import SideWords, Told

_HISTORY = 500
"""Entries that came to their end and are shown; older ones stay in the file."""


def read(writes: Writes, *, seen: Seen) -> list[Told]:
    """Every entry that is not at its end, and the latest of those that are."""
    entries = [entry for entry in writes.outbox.entries() if writes.knows(entry)]
    ended = sorted((e for e in entries if e.state in ENDS), key=lambda e: e.seq)[-_HISTORY:]
    going = [e for e in entries if e.state not in ENDS]
    whys = writes.outbox.whys()
    return [
        *(Told(e, _why(e, whys, seen), _sides(writes, e, seen)) for e in going),
        *(Told(e, "") for e in ended),
    ]


def _why(entry: Entry, whys: Mapping[str, str], seen: Seen) -> str:
    if entry.state is State.READY and not entry.tries and entry.not_before > seen.now:
        return "It leaves in a few seconds; until then it can be taken back."
    return whys.get(entry.command.id, "")


def waiting(told: Sequence[Told]) -> list[Entry]:
    """What goes on by itself, now or later; what needs somebody is not among it."""
    return [one.entry for one in told if one.entry.state in HOLDS and one.entry.state is not State.REVIEW]


def handed_over(told: Sequence[Told]) -> set[tuple[str, int]]:
    """The records whose changes are recorded here only."""
    recorded = (one.entry.command for one in told if one.entry.state is State.RECORDED)
    return {(command.resource, command.key) for command in recorded}


def _sides(writes: Writes, entry: Entry, seen: Seen) -> tuple[SideWords, ...]:
    """Where somebody else changed the same meanwhile, three times each field."""
    if entry.state is not State.REVIEW or entry.command.verb is Verb.CREATE or entry.result_key is not None:
        return ()
    resource = writes.resource(entry)
    there = {side.field: side.theirs for side in writes.sides(entry)}
    return tuple(
        SideWords(
            side.label,
            *(_word(resource, side.field, value, seen) for value in (side.mine, side.theirs, side.was)),
        )
        for side in comparing.conflicts(resource, entry.command, there)
    )


def _word(resource: Resource, name: str, value: Json, seen: Seen) -> str:
    if resource.has(name):
        return text.visible(show.value_text(resource.field(name), value, seen), 300)
    return text.visible(str(value if value is not None else ""), 300)
