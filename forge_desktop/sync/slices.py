"""The slow re-scan: time slices by creation instant, each small enough to come back in one answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from forge_desktop.api.protocol import Lane, Page
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.resource import Resource
from forge_desktop.sync import gone
from forge_desktop.sync.ground import Ground
from forge_desktop.sync.refresh import edge
from forge_desktop.sync.single import fetch
from forge_desktop.sync.walk import filtered

AIM = 70
"""Rows a slice should hold: room for rows that came in between, within one page of 100."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Creation instants from `low` to `high`, both inclusive; the last slice has no end."""

    low: int
    high: int | None


async def scan_next(ground: Ground, resource: Resource, *, lane: Lane = Lane.BACKGROUND) -> bool:
    """Re-scan the next slice of the resource. True when it was the last and the scan starts over."""
    name = f"scan:{resource.name}"
    told = ground.mark(name)
    low = told if isinstance(told, int) else edge(ground, resource, newest=False)
    if low is None:
        return True
    if not isinstance(told, int):
        ground.set_mark(f"round:{resource.name}", ground.now)
    piece, page = await _fitting(ground, resource, next_slice(ground, resource, low), lane)
    if page.whole:
        came = set(page.keys)
        ground.keep(resource, page)
    else:  # more rows in one second than one answer holds
        came, _ = await filtered(ground, resource, _where(resource, piece), lane)
    bring = partial(fetch, ground, resource, lane=lane)
    known = _known(ground, resource, piece)
    await gone.bury_proven(ground, resource, [key for key in known if key not in came], bring)
    ground.set_mark(name, None if piece.high is None else max(piece.high, piece.low + 1))
    if piece.high is None:
        gone.round_ended(ground, resource)
    return piece.high is None


async def _fitting(ground: Ground, resource: Resource, piece: Slice, lane: Lane) -> tuple[Slice, Page]:
    """The slice, halved until one answer holds it or it is one second long."""
    while True:
        page = await ground.page(resource, where=_where(resource, piece), lane=lane)
        newest = edge(ground, resource, newest=True) if piece.high is None else piece.high
        if page.whole or newest is None or newest <= piece.low:
            return piece, page
        piece = Slice(piece.low, (piece.low + newest) // 2)


def _where(resource: Resource, piece: Slice) -> dict[str, str | int]:
    """One second wider at both ends: whether a server counts its bounds in is unknown."""
    where: dict[str, str | int] = {f"{resource.created}_min": piece.low - 1}
    return where if piece.high is None else where | {f"{resource.created}_max": piece.high + 1}


def next_slice(ground: Ground, resource: Resource, low: int) -> Slice:
    """The slice from `low` that holds about `AIM` cached records, or all that is left."""
    query = Query(
        resource.name,
        where=(Condition(resource.created, Op.BETWEEN, (low, None)),),
        sort=(Sort(resource.created),),
    )
    keys = ground.reader.first(query, ground.seen(), AIM + 1)
    if len(keys) <= AIM:
        return Slice(low, None)
    last = ground.reader.records(resource, keys[-1:])[0]
    high = last.get(resource.created) if last else None
    return Slice(low, high) if isinstance(high, int) and high > low else Slice(low, low)


def _known(ground: Ground, resource: Resource, piece: Slice) -> list[int]:
    query = Query(resource.name, where=(Condition(resource.created, Op.BETWEEN, (piece.low, piece.high)),))
    return list(ground.reader.keys(query, ground.seen()))
