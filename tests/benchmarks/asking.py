"""Sorting, filtering and searching in an open page: first painted rows, the whole order, the longest block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.qtmodels.reading import ReaderThread
from forge_desktop.store import Cache, Reader
from forge_desktop.views.page import Page
from forge_desktop.views.page_state import PageState, default_query
from tests.benchmarks import bare, screen
from tests.benchmarks.frames import Frames
from tests.benchmarks.lots import LOTS, RARE
from tests.benchmarks.prepared import SEEN, cache_in

_ON_SCREEN = 12
"""Rows that have to be right for a frame to count."""


@dataclass
class Took:
    """One question, asked several times; seconds."""

    rows: int = 0
    first: list[float] = field(default_factory=list)
    complete: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def questions() -> Iterator[tuple[str, Query]]:
    """Every column that a page shows at first, both ways; filters of each kind; searches."""
    usual = default_query(LOTS)
    for column in LOTS.columns:
        if column.shown:
            for down in (False, True):
                label = LOTS.field(column.field).label.lower()
                yield (
                    f"sort by {label}{', descending' * down}",
                    replace(usual, sort=(Sort(column.field, down),)),
                )
    yield "no filter", replace(usual, where=())
    for name, condition in (
        ("status: one", Condition("status", Op.IN, (10,))),
        ("text: item has “oak”", Condition("item_title", Op.HAS, ("oak",))),
        ("text: item has “stained 3”, few", Condition("item_title", Op.HAS, ("stained 3",))),
        ("text: location is one", Condition("places", Op.IN, ("C-07",))),
        ("number: 5 to 6 available", Condition("available", Op.BETWEEN, ("5", "6"))),
        ("number: at least 10 available", Condition("available", Op.BETWEEN, ("10", None))),
        ("date: last 30 days", Condition("available_from", Op.DAYS, (-30, 0))),
        ("date: not after today", Condition("available_from", Op.DAYS, (None, 0))),
    ):
        yield f"filter {name}", usual.with_condition(condition.field, condition)
    for name, text in (
        ("“table”, common", "table"),
        (f"“{RARE.lower()}”, rare", RARE),
        ("“oa”, two letters", "oa"),
        ("“zi”, two rare letters", "zi"),
        ("“walnut cha”, two words", "walnut cha"),
        ("“l00123”", "l00123"),
    ):
        yield f"search {name}", replace(usual, text=text)


class Asked:
    """An open page and one question after the other."""

    def __init__(self, data: Path) -> None:
        screen.application()
        self._cache = Cache.open(cache_in(data), LOTS.dialect)
        self._reading = ReaderThread(self._cache.reader)
        self.reader: Reader = self._cache.reader()
        self.page = Page(LOTS, self._reading, lambda: SEEN, PageState(LOTS))
        self._window = screen.window_of(self.page)
        self._beat = screen.Beat()
        self._waiting = screen.Waiting()
        self.page.table.counted.connect(lambda _: self._settled())
        self.page.nothing.told.connect(self._explained)
        self._frames = Frames(self.page.view.viewport(), self._painted)
        self._words = Frames(self.page.nothing, self._painted)
        self._expected: list[int] = []
        self._empty = False
        """The page has said of this question that nothing fits it."""
        self._began = self._first = self._complete = 0.0
        self._window.show()
        self.ask(default_query(LOTS))
        screen.rest(500)

    def ask(self, query: Query) -> tuple[float, float, float]:
        """Seconds to the first right frame, to the whole order, and of the window's longest block meanwhile."""
        self._expected = self.reader.first(query, SEEN, _ON_SCREEN)
        screen.rest(30)
        self._first = self._complete = 0.0
        self._empty = False
        self._waiting = screen.Waiting()
        self._beat.start()
        self._began = perf_counter()
        self.page.filters.changed.emit(query)
        self._waiting.wait()
        screen.rest(50)  # what the page does when all is there belongs to it
        self._beat.stop()
        return self._first, self._complete, self._beat.longest

    def idle(self) -> float:
        """The longest gap of the beat in two seconds while nothing is asked."""
        self._beat.start()
        screen.rest(2_000)
        self._beat.stop()
        return self._beat.longest

    def close(self) -> None:
        """Close everything."""
        self.page.close_down()
        self._frames.deleteLater()
        self._words.deleteLater()
        screen.discard(self._window)
        self._reading.close()
        self.reader.close()
        self._cache.close()

    def _painted(self) -> None:
        if not self._first and self._right():
            self._first = perf_counter() - self._began
            self._finish()

    def _right(self) -> bool:
        """True when what is on screen answers the question; where no row fits, words stand there instead."""
        if not self._expected:
            return self._empty
        table = self.page.table
        return [table.key(row) for row in range(len(self._expected))] == self._expected

    def _settled(self) -> None:
        if not self._complete:
            self._complete = perf_counter() - self._began
            self._finish()
        if not self._first:  # rows that are the same as before are not painted by themselves
            self.page.view.viewport().update()

    def _explained(self) -> None:
        if self._complete and not self._empty:
            self._empty = True
            self.page.nothing.update()  # nor are words that are the same as before

    def _finish(self) -> None:
        if self._first and self._complete:
            self._waiting.over()


def measure(data: Path, rounds: int = 5) -> tuple[dict[str, Took], list[float]]:
    """All questions so many times over, each beside its bare query; and the control run of each round."""
    asked = Asked(data)
    found = {name: Took() for name, _ in questions()}
    idle: list[float] = []
    try:
        for _ in range(rounds):
            idle.append(asked.idle())
            for name, query in questions():
                took = found[name]
                first, complete, longest = asked.ask(query)
                took.rows = asked.page.table.rowCount()
                took.first.append(first)
                took.complete.append(complete)
                took.longest.append(longest)
                took.bare.append(bare.seconds(asked.reader, query, SEEN))
    finally:
        asked.close()
    return found, idle
