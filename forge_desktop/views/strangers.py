"""Fields a server sends that no declaration knows: offered as columns, never lost. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from forge_desktop.domain import text
from forge_desktop.domain.resource import Field, Resource
from forge_desktop.domain.scalars import Kind

MOST = 60
"""So many unknown fields become columns at most; all of them are in the details of each record."""
_HELP = "Sent by the server, not known to this program"


def extend(resource: Resource, names: Iterable[str]) -> Resource:
    """The resource with these fields beside its own; they can be shown, but neither sorted nor filtered by."""
    new = [name for name in dict.fromkeys(names) if name and not resource.has(name)]
    room = MOST - len(known(resource))
    fields = (
        Field(name=name, label=text.one_line(name, 80), kind=Kind.OTHER, help=_HELP) for name in new[:room]
    )
    return replace(resource, fields=(*resource.fields, *fields))


def known(resource: Resource) -> tuple[str, ...]:
    """The names with which the resource was extended."""
    return tuple(field.name for field in resource.fields if field.help == _HELP)
