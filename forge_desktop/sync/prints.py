"""Remembers by page what the rows of a list looked like, so that walking it again reads only what changed.

A row counts as known when its text is the one that was read before and the cache still holds what came out of
it; whatever wrote the row since has changed its checksum.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress

from forge_desktop.domain.resource import Resource
from forge_desktop.sync.ground import Ground

VERSION = "1"
"""To be raised when the same text is read differently than before."""
_ROW = struct.Struct("<qQI")


def known(ground: Ground, resource: Resource, start: int) -> dict[int, int]:
    """Fingerprints, by key, of the rows that the page at this place brought and that lie here unchanged.

    None at all while rows of the resource are damaged or set aside: those are mended by writing them again.
    """
    told = ground.mark(_name(resource, start))
    if not isinstance(told, str) or not told.startswith(f"{VERSION}:"):
        return {}
    if ground.mark(f"damaged/{resource.name}") is not None or ground.reader.asides(resource):
        return {}
    rows = _unpacked(told)
    there = ground.cache.checksums(resource, [key for key, _, _ in rows])
    return {key: told for key, told, crc in rows if there.get(key) == crc}


def remember(ground: Ground, resource: Resource, start: int, prints: Mapping[int, int]) -> None:
    """The page at this place was kept: from now on its rows are known."""
    there = ground.cache.checksums(resource, list(prints))
    rows = b"".join(_ROW.pack(key, told, there[key]) for key, told in prints.items() if key in there)
    ground.set_mark(_name(resource, start), f"{VERSION}:{b64encode(rows).decode()}")


def _unpacked(told: str) -> list[tuple[int, int, int]]:
    with suppress(ValueError, struct.error):
        return list(_ROW.iter_unpack(b64decode(told.partition(":")[2], validate=True)))
    return []


def _name(resource: Resource, start: int) -> str:
    return f"prints:{resource.name}/{start}"
