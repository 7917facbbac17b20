"""How one thing that happens changes an entry and all that need it: plain functions without a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from forge_desktop.domain.commands import Command, Verb, chain_of, rekeyed, temporary_keys
from forge_desktop.domain.resource import Values
from forge_desktop.errors import Refused
from forge_desktop.outbox.entry import Entry, changed
from forge_desktop.outbox.states import ENDS, FAILS, TABLE, Answer, Impossible, State

LONGEST_WAIT = 15 * 60
"""No entry waits longer, so that a clock that was wrong for a while costs no more than this."""
LONGEST_AUDIT = 24 * 3600
_DOUBTFUL = frozenset({Answer.LOST, Answer.BUSY, Answer.DOWN, Answer.CRASHED})
_ARRIVED = "It has arrived; sending it again would double it."
_SENT = "It was sent before and may have reached the server, so it cannot be changed until that is known."
_DECIDED = (State.REVIEW, State.REJECTED, State.RECORDED)
"""A person has to decide here, and nothing is on its way."""
_FRESH: Mapping[str, Any] = {
    "tries": 0,
    "reached": False,
    "token": "",
    "watermark": None,
    "frozen": None,
    "result_key": None,
}

Entries = Mapping[str, Entry]


def leads_to(entry: Entry, answer: Answer) -> State:
    """Where an answer leads. Refused, in words, when it cannot happen here."""
    leads = TABLE[entry.state, answer]
    if answer in (Answer.EDITED, Answer.RETRIED) and not isinstance(leads, Impossible):
        if entry.result_key is not None:
            leads = Impossible(_ARRIVED)
        elif answer is Answer.EDITED and entry.state is State.READY and entry.reached:
            leads = Impossible(_SENT)
    if isinstance(leads, Impossible):
        raise Refused(leads.why, title="This cannot be done now")
    return leads


def moved(entry: Entry, answer: Answer, now: int, **fields: Any) -> Entry:
    """The entry after an answer."""
    state = leads_to(entry, answer)
    if state is not entry.state:
        fields["changed_at"] = now
    return changed(entry, state=state, **fields)


def settled(
    entry: Entry, answer: Answer, *, now: int, not_before: int, result_key: int | None, reasons: tuple[str, ...]
) -> Entry:
    """The entry after an answer of a server, a look-up or an audit."""
    state = leads_to(entry, answer)
    reached = entry.reached or (entry.state is State.SENDING and answer in _DOUBTFUL)
    if state is State.DELIVERED:
        result_key = _arrived(entry, result_key)
    else:
        not_before = min(not_before, now + LONGEST_WAIT)
        result_key = None if answer is Answer.FOUND_NONE else entry.result_key
    return moved(
        entry, answer, now, not_before=not_before, result_key=result_key, reasons=reasons, reached=reached
    )


def _arrived(entry: Entry, told: int | None) -> int:
    if told is None:
        told = entry.result_key
    if told is None and entry.command.verb is not Verb.CREATE:
        told = entry.command.key
    if told is None or told < 0:
        raise ValueError("what arrived has an id on the server, and it must be told")
    return told


def edited(
    entry: Entry,
    entries: Entries,
    patch: Values,
    base: Values | None,
    now: int,
    reason: str | None = None,
) -> Entry:
    """The entry with other values, as if it were new but in its old place."""
    old = entry.command
    plain = replace(
        old,
        patch=patch,
        base=old.base if base is None else base,
        reason=old.reason if reason is None else reason,
        after=tuple(one for one in old.after if one not in _named(entries, old)),
    )
    wanted = replace(plain, after=_parents(entries, plain))
    if any(entry.command.id in _ancestors(entries, parent) for parent in wanted.after):
        raise Refused("It would need something that itself needs this entry.", title="This cannot be done now")
    request = {"doubted": _in_doubt(entry), **_request(entry)}
    fields = {"command": wanted, "agreed_at": now, "not_before": 0, "reasons": (), **_FRESH, **request}
    return moved(entry, Answer.EDITED, now, **fields)


def retried(entry: Entry, now: int) -> Entry:
    """The entry as it is, wanted after all."""
    again = _request(entry)
    if again and not entry.reached:
        again["watermark"] = None  # nothing of it can be older than the next attempt
    return moved(entry, Answer.RETRIED, now, agreed_at=now, not_before=0, reasons=(), **again)


def _request(entry: Entry) -> dict[str, Any]:
    """A new request where the one before was surely refused: under its key the same refusal would come again.

    What may have arrived keeps its key, so that it is not done twice: with the same values the server repeats
    its answer, with others it tells of a conflict (contracts/forgemrp-api.txt, "Idempotency").
    """
    return {"request": entry.request + 1} if entry.state in _DECIDED and not _in_doubt(entry) else {}


def _in_doubt(entry: Entry) -> bool:
    return entry.doubted or (entry.reached and entry.state is State.REVIEW)


def queued(entries: Entries, command: Command, account: str, seq: int, now: int, not_before: int = 0) -> Entry:
    """A new entry that knows what it needs; blocked at once when that was refused already."""
    for parent in command.after:
        if parent not in entries:
            raise ValueError(f"{command.id} waits for {parent}, which is not here")
    known = command.key > 0 or command.key in _made(entries)
    if known == (command.verb is Verb.CREATE):
        raise ValueError(f"a {command.verb} cannot have the key {command.key}")
    command = replace(command, after=_parents(entries, command))
    entry = Entry(
        command, State.READY, account, seq, agreed_at=command.made, changed_at=now, not_before=not_before
    )
    return replace(after_parents(entry, entries, now), rev=1)


def after_parents(child: Entry, entries: Entries, now: int) -> Entry:
    """The entry as what it needs leaves it: their ids in place of temporary ones, blocked, or free again."""
    keys: dict[int, int] = {}
    waits, failed = [], []
    for ident in child.command.after:
        parent = entries.get(ident)
        if parent is not None and parent.result_key is not None:
            keys[parent.command.key] = parent.result_key
            continue
        waits.append(ident)
        if parent is None or parent.state in FAILS:
            failed.append(parent)
    answer = Answer.PARENT_REJECTED if failed else Answer.PARENT_WAITING
    leads = TABLE[child.state, answer]
    state = child.state if isinstance(leads, Impossible) else leads
    command = replace(_with_keys(child.command, keys), after=tuple(waits))
    if state is child.state and command == child.command:
        return child
    reasons = child.reasons
    if state is not child.state:
        reasons = tuple(_needs(parent) for parent in failed) if state is State.BLOCKED else ()
    changed_at = child.changed_at if state is child.state else now
    return changed(child, command=command, state=state, reasons=reasons, changed_at=changed_at)


def family(entries: Entries, first: Entry, now: int) -> dict[str, Entry]:
    """An entry that changed, and all entries that change with it."""
    found = {first.command.id: first}
    wait = [first.command.id]
    while wait:
        parent = wait.pop()
        now_so = {**entries, **found}
        for ident, child in now_so.items():
            if parent in child.command.after and child.state not in ENDS:
                after = after_parents(child, now_so, now)
                if after is not child:
                    found[ident] = after
                    wait.append(ident)
    return found


def _with_keys(command: Command, keys: Mapping[int, int]) -> Command:
    if not keys:
        return command
    patch, base = rekeyed(dict(command.patch), keys), rekeyed(dict(command.base), keys)
    assert isinstance(patch, dict)
    assert isinstance(base, dict)
    key, chain = command.key, command.chain
    if command.verb is not Verb.CREATE and key in keys:
        if chain == chain_of(command.resource, key):
            chain = chain_of(command.resource, keys[key])
        key = keys[key]
    return replace(command, key=key, patch=patch, base=base, chain=chain)


def _made(entries: Entries) -> dict[int, str]:
    return {e.command.key: ident for ident, e in entries.items() if e.command.verb is Verb.CREATE}


def _named(entries: Entries, command: Command) -> list[str]:
    keys = temporary_keys(dict(command.patch))
    if command.verb is not Verb.CREATE and command.key < 0:
        keys |= {command.key}
    if not keys:
        return []
    made = _made(entries)
    return [made[key] for key in sorted(keys, reverse=True) if made.get(key, command.id) != command.id]


def _parents(entries: Entries, command: Command) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*command.after, *_named(entries, command))))


def _ancestors(entries: Entries, ident: str) -> set[str]:
    found, wait = set(), [ident]
    while wait:
        one = wait.pop()
        if one not in found:
            found.add(one)
            wait.extend(entries[one].command.after if one in entries else ())
    return found


def _needs(parent: Entry | None) -> str:
    if parent is None:
        return "It needs an entry that was lost when the file was damaged."
    thing = parent.command.resource.replace("-", " ")
    return f"It needs the {parent.command.verb} of {thing} that is {parent.state}."


def by_place(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in the order they were made."""
    return sorted(entries, key=lambda entry: entry.seq)
