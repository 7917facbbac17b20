"""The commands of a change of status, kept and taken back in the engine's thread, and how they are said."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.dialogs.status_change import StatusChoice
from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.domain.moving import HOLD, Move, Moves
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Code, Resource
from forge_desktop.domain.text import inside
from forge_desktop.domain.wanting import state_word
from forge_desktop.errors import Refused, StorageTrouble
from forge_desktop.outbox import Entry
from forge_desktop.sync.writes import Writes
from forge_desktop.views.facts import code_of


def commands(
    resource: Resource, moves: Moves, records: Sequence[Record], to: Code, reason: str, now: int
) -> list[Command]:
    return [
        command(
            resource.name,
            Verb.STATUS,
            record.key,
            {moves.field: to},
            made=now,
            base={moves.field: record.get(moves.field)},
            reason=reason,
        )
        for record in records
    ]


def choices_of(resource: Resource, moves: Moves, offered: Sequence[Move]) -> list[StatusChoice]:
    """What the chooser shows of these moves."""
    known = resource.field(moves.field).choices
    states = {move.to: known.get(move.to) for move in offered} if known is not None else {}
    return [
        StatusChoice(move.to, state.label, state.icon, move.says, move.reason)
        for move in offered
        if (state := states.get(move.to)) is not None
    ]


def submit_all(wanted: Sequence[Command], writes: Writes) -> tuple[list[Entry], StorageTrouble | None]:
    """In the engine's thread; what was kept before a disk failed stays kept."""
    kept: list[Entry] = []
    for one in wanted:
        try:
            kept.append(writes.submit(one, HOLD))
        except StorageTrouble as trouble:
            return kept, trouble
    return kept, None


def discard_all(idents: Sequence[str], writes: Writes) -> list[str]:
    """In the engine's thread; why some could not be taken back."""
    failed = []
    for ident in reversed(idents):
        try:
            writes.discard(ident)
        except (Refused, StorageTrouble) as failure:
            failed.append(failure.message)
    return failed


def named(resource: Resource, records: Sequence[Record]) -> str:
    if len(records) != 1:
        return f"{len(records)} {resource.title.lower().split()[-1]}"
    return code_of(resource, records[0])


def now_words(resource: Resource, moves: Moves, records: Sequence[Record]) -> str:
    """What they are now: "MO00012 · In progress", "3 Scheduled, 1 New"."""
    words = [state_word(resource, moves.field, record.get(moves.field)) for record in records]
    if len(records) == 1:
        caption = str(records[0].get(resource.caption[0]) or "") if resource.caption else ""
        return " · ".join(part for part in (caption, f"now {words[0]}") if part)
    return ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))


def why_not(resource: Resource, moves: Moves | None) -> str:
    """Why no status can be chosen: it is none of ours to change, or nothing is chosen that it could be of."""
    title = inside(resource.title)
    return (
        f"The status of {title} is not changed here." if moves is None else f"Choose one of the {title} first."
    )


def why_none(moves: Moves, records: Sequence[Record]) -> str:
    if any(record.key < 0 for record in records):
        return "not sent yet; change it in the outbox"
    if any(moves.lock[0] and record.get(moves.lock[0]) for record in records):
        return moves.lock[1]
    return moves.why_none([record.get(moves.field) for record in records])
