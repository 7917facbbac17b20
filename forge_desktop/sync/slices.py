"""The slow re-scan: time slices by creation instant, each small enough to come back in one answer."""

from __future__ import annotations

from dataclasses import dataclass

from forge_desktop.api.protocol import Lane, Page
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.sync.gone import bury_proven
from forge_desktop.sync.ground import Ground

AIM = 70
"""Rows a slice should hold: room for rows that came in between, within one page of 100."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Creation instants from `low` to `high`, both inclusive."""

    low: int
    high: int


async def scan_next(ground: Ground, resource: Resource, *, lane: Lane = Lane.BACKGROUND) -> bool:
    """Re-scan the next slice of the resource. True when the last slice was reached and it starts over."""
    name = f"scan:{resource.name}"
    told = ground.mark(name)
    low = told if isinstance(told, int) else _oldest(ground, resource)
    if low is None:
        return True
    now = ground.now
    piece = next_slice(ground, resource, low, now)
    page = await _ask(ground, resource, piece, lane=lane)
    while not page.whole and piece.high > piece.low:
        piece = Slice(piece.low, (piece.low + piece.high) // 2)
        page = await _ask(ground, resource, piece, lane=lane)
    came = {row.key for row in page.rows} | {a.key for a in page.asides if a.key is not None}
    start = 0
    while not page.whole and page.rows:  # more rows in one second than one answer holds
        ground.keep(resource, page)
        start += len(page.rows) + len(page.asides)
        page = await _ask(ground, resource, piece, start=start, lane=lane)
        came |= {row.key for row in page.rows}
    ended = piece.high >= now
    ground.keep(resource, page, {name: None if ended else max(piece.high, piece.low + 1)})
    known = _known(ground, resource, piece)
    await bury_proven(ground, resource, [key for key in known if key not in came], lane=lane)
    return ended


async def _ask(ground: Ground, resource: Resource, piece: Slice, *, start: int = 0, lane: Lane) -> Page:
    where: dict[str, str | int] = {
        f"{resource.created}_min": piece.low - 1,
        f"{resource.created}_max": piece.high + 1,
    }
    return await ground.page(resource, start=start, where=where, lane=lane)


def next_slice(ground: Ground, resource: Resource, low: int, now: int) -> Slice:
    """The slice from `low` that holds about `AIM` cached records, or reaches up to now."""
    query = Query(
        resource.name,
        where=(Condition(resource.created, Op.BETWEEN, (low, None)),),
        sort=(Sort(resource.created),),
    )
    keys = ground.reader.first(query, ground.seen(), AIM + 1)
    if len(keys) <= AIM:
        return Slice(low, now)
    last = ground.reader.records(resource, keys[-1:])[0]
    high = last.get(resource.created) if last else None
    return Slice(low, high) if isinstance(high, int) and high > low else Slice(low, low)


def _oldest(ground: Ground, resource: Resource) -> int | None:
    query = Query(
        resource.name, where=(Condition(resource.created, Op.FILLED),), sort=(Sort(resource.created),)
    )
    keys = ground.reader.first(query, ground.seen(), 1)
    record = ground.reader.records(resource, keys)[0] if keys else None
    oldest = record.get(resource.created) if record else None
    return oldest if isinstance(oldest, int) else None


def _known(ground: Ground, resource: Resource, piece: Slice) -> list[int]:
    query = Query(resource.name, where=(Condition(resource.created, Op.BETWEEN, (piece.low, piece.high)),))
    return list(ground.reader.keys(query, ground.seen()))
