"""How fast the cache answers and writes with a million lots, beside the same question to bare SQLite.

    python -m tests.benchmarks.tables --rows 1000000 [--rows5 5000000] [--folder DIR] [--rounds 3]

Fills a cache of lots in the folder (kept and used again by the next run) and prints, for every column both
ways, for filters and for searches: the first 40 rows, the whole list of keys, and one plain statement that
SQLite plans by itself and hands over as a list; then what writing costs. Times are medians in milliseconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.scalars import Json
from forge_desktop.store import Cache, Reader
from tests.benchmarks import bare
from tests.benchmarks.lots import LOTS, RARE, lots
from tests.benchmarks.prepared import SEEN, cache_in, filled

_USUAL = Query(LOTS.name, LOTS.where, "", LOTS.sort)
_PAGE = 100


def sorts() -> Iterator[tuple[str, Query]]:
    """Every column of the table, both ways, with the default filter and without any."""
    for where, words in ((LOTS.where, "open"), ((), "all")):
        for column in LOTS.columns:
            for down in (False, True):
                name = f"{words}, by {column.field}{' descending' * down}"
                yield name, Query(LOTS.name, where, "", (Sort(column.field, down),))
    yield "open, by the default order", _USUAL
    yield "open, by status and the default order", replace(_USUAL, sort=(Sort("status"), *LOTS.sort))


def filters() -> Iterator[tuple[str, Query]]:
    """Filters of each kind, alone and together, in the default order and in one that depends on them."""
    found = {
        "status one": Condition("status", Op.IN, (10,)),
        "status none of": Condition("status", Op.NOT_IN, (20,)),
        "group one, 7 %": Condition("group_title", Op.IN, ("Beds",)),
        "place one, 0.3 %": Condition("places", Op.IN, ("C-07",)),
        "place has “-07”": Condition("places", Op.HAS, ("-07",)),
        "available 5 to 6": Condition("available", Op.BETWEEN, ("5", "6")),
        "available at least 390": Condition("available", Op.BETWEEN, ("390", None)),
        "last 30 days": Condition("available_from", Op.DAYS, (-30, 0)),
        "three years ago": Condition("available_from", Op.DAYS, (-1_460, -1_095)),
        "no date": Condition("available_from", Op.EMPTY),
    }
    for name, condition in found.items():
        yield name, _USUAL.with_condition(condition.field, condition)
    both = _USUAL.with_condition("group_title", found["group one, 7 %"])
    yield "group and place", both.with_condition("places", found["place one, 0.3 %"])
    yield "group, by item", replace(both, sort=(Sort("item_title"),))
    old = _USUAL.with_condition("available_from", found["three years ago"])
    yield "three years ago, by created", replace(old, sort=(Sort("created"),))


def searches() -> Iterator[tuple[str, Query]]:
    """Words that are common, rare, short and nowhere, in the default order and by the column they stand in."""
    for text in ("oak", "walnut cha", "cm", RARE, "l01234", "no such thing", "ak", "zi", "zz", "o"):
        yield f"“{text}”", replace(_USUAL, text=text)
    yield "“oak”, by item", replace(_USUAL, text="oak", sort=(Sort("item_title"),))
    yield "“walnut”, by item descending", replace(_USUAL, text="walnut", sort=(Sort("item_title", True),))


def asked(reader: Reader, rounds: int) -> None:
    """Print one line per question."""
    say(f"{'question':44}{'rows':>10}{'first 40':>10}{'all keys':>10}{'bare':>10}{'all/bare':>10}")
    for title, questions in (("Sorts", sorts()), ("Filters", filters()), ("Searches", searches())):
        say(f"-- {title}")
        for name, query in questions:
            first = middle(rounds, partial(reader.first, query, SEEN))
            keys = middle(rounds, partial(reader.keys, query, SEEN))
            floor = median(bare.seconds(reader, query, SEEN) for _ in range(rounds))
            rows = len(reader.keys(query, SEEN))
            say(
                f"{name:44}{rows:>10,}{first * 1e3:>10.1f}{keys * 1e3:>10.1f}{floor * 1e3:>10.1f}"
                f"{keys / floor:>10.2f}"
            )


def written(rows: int) -> None:
    """Print what writing costs: the first load, the indexes after it, and a refresh in which 1 % changed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Cache.open(Path(folder) / "cache.db", "mrpeasy")) as cache,
    ):
        given = list(lots(rows))
        say(f"-- Writing {rows:,} lots in pages of {_PAGE}")
        say(rate("first load, a commit per page", rows // 2, lambda: load(cache, given[: rows // 2], 1)))
        say(rate("first load, a commit per 10 pages", rows // 2, lambda: load(cache, given[rows // 2 :], 10)))
        say(rate("all indexes and search, afterwards", rows, lambda: cache.records.settle(LOTS)))
        say(rate("refresh, nothing changed", rows, lambda: load(cache, given, 1)))
        turned = [(key, {**v, "available": "1.5"} if key % 100 == 0 else v) for key, v in given]
        before = cache._connection.total_changes
        say(rate("refresh, 1 % changed", rows, lambda: load(cache, turned, 1)))
        wrote, changed = cache._connection.total_changes - before, rows // 100
        say(f"{'rows written / rows changed':44}{wrote:,} / {changed:,} = {wrote / changed:.2f}")
        more = list(lots(rows // 10, first=rows + 1))
        say(rate("new lots, all indexes and search standing", len(more), lambda: load(cache, more, 10)))


def load(cache: Cache, given: list[tuple[int, dict[str, Json]]], together: int) -> None:
    """Put pages as sync does."""
    step = _PAGE * together
    for at in range(0, len(given), step):
        with cache.records.batch():
            for start in range(at, min(at + step, len(given)), _PAGE):
                cache.records.put(LOTS, given[start : start + _PAGE], now=1)


def rate(name: str, rows: int, work: Callable[[], object]) -> str:
    """Rows per second of wall time, and the part of a core at the contract's 1,000 rows/s."""
    wall, cpu = perf_counter(), process_time()
    work()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return f"{name:44}{rows / wall:>10,.0f} rows/s; {cpu / rows * 1000:.1%} of a core at 1,000 rows/s"


def middle(rounds: int, work: Callable[[], object]) -> float:
    """The median time of the work."""
    took = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        took.append(perf_counter() - began)
    return median(took)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="lots in the cache")
    parser.add_argument("--rows5", type=int, default=0, help="lots in a second, larger cache; none when 0")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "forge-desktop-benchmarks")
    parser.add_argument("--rounds", type=int, default=3, help="times each question is asked")
    parser.add_argument("--written", type=int, default=50_000, help="lots that are written for the rates")
    wanted = parser.parse_args()
    for rows in (wanted.rows, wanted.rows5):
        if rows:
            data = filled(wanted.folder, rows)
            say(f"== {rows:,} lots, {cache_in(data).stat().st_size / rows:,.0f} bytes each; ms")
            with closing(Cache.open(cache_in(data), LOTS.dialect)) as cache, closing(cache.reader()) as reader:
                asked(reader, wanted.rounds)
    written(wanted.written)


if __name__ == "__main__":
    main()
