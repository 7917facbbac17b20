"""What a start does to what it finds: doubts what was being sent, shortens waits, forgets old history."""

from __future__ import annotations

from collections.abc import Mapping

from forge_desktop.outbox.entry import Entry, changed
from forge_desktop.outbox.moves import LONGEST_AUDIT, LONGEST_WAIT, after_parents, settled
from forge_desktop.outbox.states import ENDS, Answer, State

QUIET = 120
"""Seconds in which a server finishes what it was asked; a look-up before that proves nothing."""
KEPT = 90 * 86_400
"""How long history is kept."""
ALWAYS = 1_000
"""So many of the latest ended entries are kept however old they seem: a clock that is years ahead must not take
away which records on the server are ours, and which temporary keys they had."""


def started(entries: Mapping[str, Entry], now: int, quiet: int) -> tuple[list[Entry], list[str]]:
    """The entries that change at a start, and the ids of history that is old enough to go."""
    found: dict[str, Entry] = {}
    for ident, entry in entries.items():
        now_so = _from_here(entry, now, quiet)
        if now_so.state not in ENDS:
            now_so = after_parents(now_so, {**entries, **found}, now)
        if now_so is not entry:
            found[ident] = now_so
    return list(found.values()), [] if found else _old(entries, now)


def _from_here(entry: Entry, now: int, quiet: int) -> Entry:
    if entry.state is State.SENDING:
        return settled(
            entry,
            Answer.CRASHED,
            now=now,
            not_before=now + quiet,
            result_key=None,
            reasons=("The program ended while it was being sent.",),
        )
    longest = LONGEST_AUDIT if entry.state is State.DELIVERED else LONGEST_WAIT
    if entry.not_before > now + longest:
        return changed(entry, not_before=now + longest)
    return entry


def _old(entries: Mapping[str, Entry], now: int) -> list[str]:
    """Counted from the newest entry where the clock is ahead of it, so that a wrong year costs nothing."""
    newest = max((max(entry.changed_at, entry.agreed_at) for entry in entries.values()), default=0)
    until = min(now, newest) - KEPT
    ended = sorted((entry for entry in entries.values() if entry.state in ENDS), key=lambda entry: entry.seq)
    return [entry.command.id for entry in ended[: max(0, len(ended) - ALWAYS)] if entry.changed_at < until]
