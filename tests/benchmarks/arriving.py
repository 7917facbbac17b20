"""The window's beat while lots arrive under an open, live table: the engine's thread writes, qasync paints."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from qasync import QEventLoop

from forge_desktop.api import jsontext
from forge_desktop.api.mrpeasy.endpoints import ENDPOINTS
from forge_desktop.api.wire import Decoder
from forge_desktop.domain.changes import Feed
from forge_desktop.qtmodels.feed import Beat
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.shell.bridge import Bridge
from forge_desktop.store import Cache
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import PageState
from tests.benchmarks import screen
from tests.benchmarks.lots import LOTS, NOW, lots
from tests.benchmarks.prepared import SEEN

_PAGE = 100
_THERE = 1_000
"""Lots that are cached before, so that the table shows something from the start."""


@dataclass
class Round:
    """One round: how many rows a second, and the gaps of the beat in seconds."""

    rate: float
    p99: float
    longest: float
    idle_p99: float
    idle_longest: float


def measure(count: int, rounds: int = 5) -> list[Round]:
    """So many rounds, each into a new cache, each beside an idle control run of the same window."""
    loop = QEventLoop(screen.application())
    asyncio.set_event_loop(loop)
    bodies = _bodies(count)
    try:
        with loop:
            return [loop.run_until_complete(_round(bodies)) for _ in range(rounds)]
    finally:
        asyncio.set_event_loop(None)


async def _round(bodies: list[bytes]) -> Round:
    with TemporaryDirectory() as folder:
        bridge = Bridge()
        cache = await bridge.run(lambda: _open(Path(folder) / "cache.db"))
        reading = ReaderThread(cache.reader)
        page = Page(LOTS, reading, lambda: SEEN, PageState(LOTS))
        window = screen.window_of(page)
        window.show()
        feed, told, beat = Feed(), Beat(), screen.Beat()
        feed.listen(told.tell)
        told.changed.connect(page.changed)
        await asyncio.sleep(1.0)
        began = perf_counter()
        beat.start()
        await bridge.run(lambda: _arrive(cache, feed, bodies))
        took = perf_counter() - began
        await asyncio.sleep(0.5)  # the last ones are shown
        beat.stop()
        p99, longest = beat.p99, beat.longest
        await asyncio.sleep(3.0)
        beat.start()
        await asyncio.sleep(min(took, 10.0))
        beat.stop()
        assert page.table.rowCount() > len(bodies) * _PAGE // 2
        page.close_down()
        screen.discard(window)
        reading.close()
        await bridge.run(lambda: _close(cache))
        bridge.close()
        return Round(len(bodies) * _PAGE / took, p99, longest, beat.p99, beat.longest)


async def _open(path: Path) -> Cache:
    cache = Cache.open(path, LOTS.dialect)
    cache.records.put(LOTS, lots(_THERE), now=NOW)
    return cache


async def _arrive(cache: Cache, feed: Feed, bodies: list[bytes]) -> None:
    """Each page parsed, checked, written in its own transaction, and told: as fast as it goes.

    What the first load went without is built afterwards, in bites as the engine does it.
    """
    decoder = Decoder(LOTS, ENDPOINTS[LOTS.name])
    for body in bodies:
        sent = jsontext.parse(body)
        assert isinstance(sent, list)
        rows, asides = decoder.rows(sent)
        assert not asides
        put = cache.records.put(LOTS, [(row.key, row.values) for row in rows], now=NOW)
        for change in put.changes:
            feed.tell(change)
        await asyncio.sleep(0)
    more = True
    while more:
        more = cache.records.settle_some(LOTS)
        await asyncio.sleep(0)


def _bodies(count: int) -> list[bytes]:
    """Answers of the server, newest ones first as a real list comes, built before anything is timed."""
    made = [values for _, values in lots(count, first=_THERE + 1)]
    return [json.dumps(made[at : at + _PAGE]).encode() for at in range(0, count, _PAGE)]


async def _close(cache: Cache) -> None:
    cache.close()
