"""What a person wanted, what the server has now, and what the person saw: field by field, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from forge_desktop.domain.commands import Command
from forge_desktop.domain.resource import Field, Resource, Values
from forge_desktop.domain.scalars import Json, exact


@dataclass(frozen=True, slots=True)
class Side:
    """One field as the person wants it, as the server has it, and as the person saw it."""

    field: str
    label: str
    mine: Json
    theirs: Json
    was: Json


def reached(resource: Resource, wanted: Values, there: Values) -> bool:
    """True when a record already is what somebody wants it to be."""
    return all(same(_field(resource, name), value, there.get(name)) for name, value in wanted.items())


def conflicts(resource: Resource, command: Command, there: Values) -> tuple[Side, ...]:
    """The wanted fields that somebody else changed meanwhile to something else than what is wanted."""
    return tuple(
        side
        for side in sides(resource, command, there)
        if not same(_field(resource, side.field), side.theirs, side.was)
        and not same(_field(resource, side.field), side.theirs, side.mine)
    )


def sides(resource: Resource, command: Command, there: Values) -> tuple[Side, ...]:
    """All wanted fields, three times each."""
    return tuple(
        Side(name, _label(resource, name), mine, there.get(name), command.base.get(name))
        for name, mine in command.patch.items()
    )


def words(resource: Resource, side: Side) -> str:
    """A conflict in one line for a person."""
    field = _field(resource, side.field)
    mine, theirs, was = (_word(field, value) for value in (side.mine, side.theirs, side.was))
    return f"{side.label}: yours {mine}, theirs {theirs}, before {was}"


def same(field: Field | None, one: Json, other: Json) -> bool:
    """True when two values mean the same; empty text, an empty list and no value do."""
    if one in (None, "", []) or other in (None, "", []):
        return one in (None, "", []) and other in (None, "", [])
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            _same_line(field, mine, theirs) for mine, theirs in zip(one, other, strict=True)
        )
    if field is None or field.kind.decimal or field.kind.integral:
        mine, theirs = _number(one), _number(other)
        if mine is not None and theirs is not None:
            return mine == theirs
    return str(one) == str(other) if not isinstance(one, (dict, bool)) else one == other


def _same_line(field: Field | None, mine: Json, theirs: Json) -> bool:
    """A line that is wanted names only some fields; only those count."""
    if not isinstance(mine, Mapping) or not isinstance(theirs, Mapping):
        return mine == theirs
    inner = {part.name: part for part in field.fields} if field is not None else {}
    return all(name not in inner or same(inner[name], value, theirs.get(name)) for name, value in mine.items())


def _number(value: Json) -> Decimal | None:
    try:
        found = exact(value)
    except InvalidOperation:
        return None
    return found if found is None or found.is_finite() else None


def _field(resource: Resource, name: str) -> Field | None:
    return resource.field(name) if resource.has(name) else None


def _label(resource: Resource, name: str) -> str:
    return resource.field(name).label if resource.has(name) else name


def _word(field: Field | None, value: Json) -> str:
    if value in (None, "", []):
        return "nothing"
    state = field.choices.get(value) if field is not None and field.choices is not None else None
    if state is not None:
        return state.label
    return f"{len(value)} lines" if isinstance(value, list) else str(value)
