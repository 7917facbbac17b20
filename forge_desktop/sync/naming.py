"""References in what is sent: our keys of other records become what the server calls those records.

Keys of records that are called by texts cannot be turned back into them; when the cache does not hold the
record (it may have been thrown away since), its list is read for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forge_desktop.api.protocol import Lane
from forge_desktop.domain.resource import Field, Resource, Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import Missing, Refused
from forge_desktop.sync.cursors import CursorWalk
from forge_desktop.sync.ground import Ground


async def named(ground: Ground, resource: Resource, values: Values) -> Values:
    """The same values, as the server reads them. Refused when it has no record that one of them points to."""
    return await _named(ground, resource.fields, values)


async def name_of(ground: Ground, resource: Resource, key: int) -> int | str:
    """What the server calls the record. Missing when it has none."""
    offer = ground.client.offer(resource.name)
    name = ground.name_of(resource, key)
    if isinstance(name, str) or offer is None or not offer.texts:
        return name
    await CursorWalk(ground, resource, Lane.USER, anew=True, quiet=True).run()
    name = ground.name_of(resource, key)
    if isinstance(name, int):
        raise Missing(f"The server has no such {resource.singular.lower()}.")
    return name


async def _named(ground: Ground, fields: Sequence[Field], values: Mapping[str, Json]) -> dict[str, Json]:
    known = {field.name: field for field in fields}
    found = dict(values)
    for name, value in values.items():
        field = known.get(name)
        if field is None:
            continue
        if field.fields and isinstance(value, list):
            found[name] = [
                await _named(ground, field.fields, line) if isinstance(line, dict) else line for line in value
            ]
        elif field.ref is not None and type(value) is int:
            found[name] = await _name(ground, name, field.ref.resource, value)
    return found


async def _name(ground: Ground, field: str, resource: str, key: int) -> int | str:
    other = ground.named(resource)
    if other is None or key < 0:
        return key
    try:
        return await name_of(ground, other, key)
    except Missing as failure:
        raise Refused(failure.message, fields=((field, failure.message),)) from None
