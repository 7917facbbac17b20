"""What must hold after a schedule: of what the person was told, what left, and what the server has."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from forge_desktop.domain.commands import Command, Verb
from forge_desktop.outbox import Entry, State

if TYPE_CHECKING:
    from tests.faults.schedules import Schedule

_ENDS = (State.DELIVERED, State.REJECTED, State.REVIEW, State.RECORDED, State.BLOCKED)


def wrongs(schedule: Schedule) -> list[str]:
    """Each begins with its kind: lost, doubled, stuck or wrong."""
    return list(_wrongs(schedule))


def _wrongs(schedule: Schedule) -> Iterator[str]:
    for command in [*schedule.told, *schedule.waiting]:
        entry = schedule.entries.get(command.id)
        if entry is None:
            yield f"lost: {command.verb} {command.id[:6]} is not in the outbox any more"
        elif command.verb is Verb.CREATE:
            yield from _created(schedule, command, entry)
        else:
            yield from _changed(schedule, command, entry)
        if entry is not None and entry.state not in _ENDS and not _waits_for_another(schedule, entry):
            yield f"stuck: {command.verb} {command.resource} {command.id[:6]} is {entry.state}"
    yield from _overwritten(schedule)


def _created(schedule: Schedule, command: Command, entry: Entry) -> Iterator[str]:
    name = f"{command.resource} {command.id[:6]}"
    keys = [key for resource, origin, key in schedule.server.origins if origin == command.id]
    if len(keys) > 1:
        yield f"doubled: {name} is there as {keys}"
    if entry.state is State.DELIVERED and entry.result_key not in keys:
        yield f"lost: {name} is said to be {entry.result_key}, but is {keys}"
    if entry.state in (State.REJECTED, State.BLOCKED, State.RECORDED) and keys:
        yield f"wrong: {name} is {entry.state}, but is there as {keys}"
    if entry.state is State.REJECTED and command.id not in schedule.bad:
        yield f"wrong: {name} was refused without a reason: {entry.reasons}"
    sent = command.patch.get("quantity")
    for key in keys:
        there = schedule.server.rows[command.resource][key].get("quantity")
        if sent is not None and Decimal(str(there)) != Decimal(str(sent)):
            yield f"wrong: {name} has the quantity {there} instead of {sent}"


def _changed(schedule: Schedule, command: Command, entry: Entry) -> Iterator[str]:
    ours = [
        values
        for resource, key, values, *_ in schedule.server.changes
        if (resource, key) == (command.resource, command.key) and dict(values) == dict(command.patch)
    ]
    if entry.state is State.DELIVERED and not ours:
        yield f"lost: the change {dict(command.patch)} of {command.key} never came"
    if entry.state in (State.REJECTED, State.BLOCKED):
        yield f"wrong: the change of {command.key} is {entry.state}: {entry.reasons}"


def _overwritten(schedule: Schedule) -> Iterator[str]:
    """Our change must not follow somebody else's that we had read, nor come in another order.

    What happens between our read and our write cannot be seen: neither contract has If-Match.
    """
    last: dict[tuple[str, int], tuple[str, int]] = {}
    for number, (resource, key, values, who, seen) in enumerate(schedule.server.changes):
        if "quantity" not in values:
            continue
        before, at = last.get((resource, key), ("", 0))
        now = f"{who}{values['quantity']}"
        if who and before and not before.startswith("us") and at < seen:
            yield f"wrong: somebody else's {before} of {key} was overwritten by {now}"
        if (before, now) == ("us12", "us11") and not _twice(schedule, key):
            yield f"wrong: changes of {key} came in another order"
        last[resource, key] = now, number


def _twice(schedule: Schedule, key: int) -> bool:
    """More than one pair of changes was wanted of this record, so 11 may well follow 12."""
    wanted = [c for c in schedule.told if c.verb is Verb.UPDATE and c.key == key]
    return sum(1 for c in wanted if c.patch.get("quantity") == "11") != 1


def _waits_for_another(schedule: Schedule, entry: Entry) -> bool:
    """Behind an entry of its chain, or a parent, that needs somebody to look at it."""
    others = schedule.entries.values()
    if any(o.state in (State.REVIEW, State.BLOCKED) and o.command.chain == entry.command.chain for o in others):
        return entry.state is State.READY
    parents = [schedule.entries.get(ident) for ident in entry.command.after]
    return any(p is not None and p.state is not State.DELIVERED for p in parents)
