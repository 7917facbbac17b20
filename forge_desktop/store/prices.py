"""What each way of finding rows costs when it has to go to the end, in microseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from forge_desktop.store.conditions import Test
from forge_desktop.store.ways import Ask, Span, Ways

WALKED = 0.05
"""A row passed on an index, with tests that need nothing else."""
LOOKED_AT = 0.13
"""A row read in the narrow copy."""
COLLECTED = 0.7
"""A row read because an index led to it."""
FOUND = 1.2
"""A row read because the trigrams led to it, or tested with its long texts."""
SIEVED = 0.15
"""A row tested by a sieve."""
KEPT = 0.3
"""A key put into a sieve by the trigrams, which give the keys in order."""
STREWN = 1.5
"""A key put into a sieve by the index of a column, which does not."""
SORTED = 0.6
"""A row sorted into a whole list; the few of a first screen cost nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the whole answer."""

    price: float
    whole: Callable[[], Ask]
    part: Callable[[Span], Ask] | None = None
    """The same among some of the keys, for a way that does not depend on the order of the index."""


def priced(ways: Ways, sizes: Mapping[Test, int], rows: int, limit: int | None, ordered: bool) -> Iterator[Way]:
    """The ways there are, given how many rows the demands leave; those of too many rows have no size."""
    least = min(sizes.values(), default=rows)
    sorting = SORTED * least if limit is None else 0.0
    matched = [test for test in sizes if test.match]
    for test in sizes:
        collect = partial(ways.collect, test, limit, () if test.match else matched)
        yield Way(_collecting(ways, test, sizes, rows) + sorting, collect, partial(_part, collect))
    if ways.index is not None and ordered:
        sieves = [test for test in ways.others if test in sizes]
        looked = FOUND * (rows if not sieves else least) * (len(sieves) < len(ways.others))
        price = WALKED * rows + _sieving(sieves, sizes, rows) + looked
        yield Way(price, partial(ways.walk, limit, sieves=sieves))
    looked = FOUND * rows * any(test.wide and test not in matched for test in ways.every)
    scan = partial(ways.scan, limit, matched)
    price = LOOKED_AT * rows + _sieving(matched, sizes, rows) + looked + sorting
    yield Way(price, scan, partial(_part, scan))


def _part(whole: Callable[..., Ask], span: Span) -> Ask:
    return whole(span=span)


def _collecting(ways: Ways, by: Test, sizes: Mapping[Test, int], rows: int) -> float:
    """An index of a column tests the status and the sieves in passing, so that fewer rows are read."""
    if by.match:
        others = [test for test in sizes if test.match and test is not by]
        return FOUND * sizes[by] * (1 + len(others))
    passing = [test for test in sizes if test is not by and (test.match or test.own == ways.table.state)]
    share = min([1.0, *(sizes[test] / max(rows, 1) for test in passing)])
    kept = sum(KEPT * sizes[test] + SIEVED * sizes[by] for test in passing if test.match)
    return (WALKED + COLLECTED * share) * sizes[by] + kept


def spans(least: int, most: int, count: int) -> list[Span]:
    """These keys in so many parts of equal width."""
    edges = [least + (most + 1 - least) * at // count for at in range(count + 1)]
    return [(low, high - 1) for low, high in pairwise(edges)]


def _sieving(sieves: list[Test], sizes: Mapping[Test, int], rows: int) -> float:
    kept = sum((KEPT if test.match else STREWN) * sizes[test] for test in sieves)
    return kept + SIEVED * rows * bool(sieves)
