"""References in what is sent: our keys of other records become what the server calls those records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forge_desktop.domain.resource import Field, Resource, Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import BadReply
from forge_desktop.sync.ground import Ground


def named(ground: Ground, resource: Resource, values: Values) -> Values:
    """The same values, as the server reads them. BadReply while a record it points to was not read yet."""
    return _named(ground, resource.fields, values)


def _named(ground: Ground, fields: Sequence[Field], values: Mapping[str, Json]) -> dict[str, Json]:
    known = {field.name: field for field in fields}
    found = dict(values)
    for name, value in values.items():
        field = known.get(name)
        if field is None:
            continue
        if field.fields and isinstance(value, list):
            found[name] = [
                _named(ground, field.fields, line) if isinstance(line, dict) else line for line in value
            ]
        elif field.ref is not None and type(value) is int:
            found[name] = _name(ground, field.ref.resource, value)
    return found


def _name(ground: Ground, resource: str, key: int) -> int | str:
    other, offer = ground.named(resource), ground.client.offer(resource)
    if other is None or offer is None or not offer.texts:
        return key
    name = ground.name_of(other, key)
    if isinstance(name, int):
        raise BadReply(f"What the server calls the new {other.singular.lower()} was not read yet.")
    return name
