"""How fast the cache answers and writes with a million lots, beside the same question to bare SQLite.

    python -m tests.benchmarks.tables --rows 1000000 [--rows5 5000000] [--folder DIR] [--rounds 3]

Fills a cache of lots in the folder (kept and used again by the next run) and prints, for every column both
ways, for filters and for searches: the first 40 rows, the whole list of keys, and one plain statement that
SQLite plans by itself and hands over as a list; then what writing costs. Times are medians in milliseconds, and
of the first rows also the quietest round, because other programs on the machine cost the rest.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
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
_AT_ONCE = 0.05


def sorts() -> Iterator[tuple[str, Query]]:
    """Every column of the table, both ways, with the default filter and without any."""
    for where, words in ((LOTS.where, "open"), ((), "all")):
        for column in LOTS.columns:
            for down in (False, True):
                name = f"{words}, by {column.field}{' descending' * down}"
                yield name, Query(LOTS.name, where, "", (Sort(column.field, down),))
    yield "open, by the default order", _USUAL
    yield "open, by status and the default order", replace(_USUAL, sort=(Sort("status"), *LOTS.sort))


_FILTERS = {
    "status one": Condition("status", Op.IN, (10,)),
    "status none of": Condition("status", Op.NOT_IN, (20,)),
    "group one, 7 %": Condition("group_title", Op.IN, ("Beds",)),
    "place one, 0.3 %": Condition("places", Op.IN, ("C-07",)),
    "place has “-07”": Condition("places", Op.HAS, ("-07",)),
    "unit one, 20 %": Condition("unit_id", Op.IN, (3,)),
    "unit has “m2”": Condition("unit", Op.HAS, ("m2",)),
    "group code has “05”": Condition("group_code", Op.HAS, ("05",)),
    "from has “O0123”": Condition("source", Op.HAS, ("O0123",)),
    "from has “zz”, nowhere": Condition("source", Op.HAS, ("zz",)),
    "available 5 to 6": Condition("available", Op.BETWEEN, ("5", "6")),
    "available at least 390": Condition("available", Op.BETWEEN, ("390", None)),
    "available at least 10": Condition("available", Op.BETWEEN, ("10", None)),
    "last 30 days": Condition("available_from", Op.DAYS, (-30, 0)),
    "three years ago": Condition("available_from", Op.DAYS, (-1_460, -1_095)),
    "no date": Condition("available_from", Op.EMPTY),
    "transfer filled, none": Condition("transfer_id", Op.FILLED),
}


def filters() -> Iterator[tuple[str, Query]]:
    """Filters of each kind in the default order."""
    for name, condition in _FILTERS.items():
        yield name, _USUAL.with_condition(condition.field, condition)


def together() -> Iterator[tuple[str, Query]]:
    """Filters, searches and orders together, also where the one hangs on the other."""

    def asked(names: Sequence[str], sort: str, down: bool = False, text: str = "") -> Query:
        query = replace(_USUAL, text=text, sort=(Sort(sort, down),))
        for name in names:
            query = query.with_condition(_FILTERS[name].field, _FILTERS[name])
        return query

    yield "group and place", asked(("group one, 7 %", "place one, 0.3 %"), "available_from")
    yield "group, by item", asked(("group one, 7 %",), "item_title")
    yield "group, by item descending", asked(("group one, 7 %",), "item_title", True)
    yield "group, by lot descending", asked(("group one, 7 %",), "code", True)
    yield "group and unit, by cost", asked(("group one, 7 %", "unit one, 20 %"), "total_cost", True)
    yield "unit and date, by available", asked(("unit one, 20 %", "three years ago"), "available", True)
    yield "status one, by created", asked(("status one",), "created")
    yield "status one and unit, by item", asked(("status one", "unit one, 20 %"), "item_title", True)
    yield "last 30 days, by lot", asked(("last 30 days",), "code")
    yield "three years ago, by created", asked(("three years ago",), "created")
    yield "three years ago, by created descending", asked(("three years ago",), "created", True)
    yield "available 390 up, by available", asked(("available at least 390",), "available")
    yield "available 390 up, by quantity", asked(("available at least 390",), "quantity")
    yield "available 10 up, by booked descending", asked(("available at least 10",), "booked", True)
    yield "place has “-07”, by item", asked(("place has “-07”",), "item_title")
    yield "“oak”, by item", asked((), "item_title", text="oak")
    yield "“walnut”, by item descending", asked((), "item_title", True, "walnut")
    yield "“beech”, by created descending", asked((), "created", True, "beech")
    yield "“oak” in a group, by item", asked(("group one, 7 %",), "item_title", text="oak")
    yield "“walnut cha” of three years ago, by lot", asked(("three years ago",), "code", text="walnut cha")
    yield f"“{RARE}”, by cost", asked((), "item_cost", text=RARE)
    yield "“cm”, by from", asked((), "source", text="cm")


def searches() -> Iterator[tuple[str, Query]]:
    """Words that are common, rare, short and nowhere, in the default order."""
    for text in ("oak", "walnut cha", "cm", RARE, "l01234", "no such thing", "ak", "zi", "zz", "o"):
        yield f"“{text}”", replace(_USUAL, text=text)


def asked(reader: Reader, rounds: int) -> None:
    """Print one line per question."""
    heads = ("rows", "first 40", "quietest", "all keys", "bare", "all/bare")
    say(f"{'question':44}{''.join(f'{head:>10}' for head in heads)}")
    firsts, ratios = list[list[float]](), list[float]()
    for title, questions in (
        ("Sorts", sorts()),
        ("Filters", filters()),
        ("Searches", searches()),
        ("Together", together()),
    ):
        say(f"-- {title}")
        for name, query in questions:
            reader.first(query, SEEN)  # whoever helps comes with the first long question
            first = times(rounds, partial(reader.first, query, SEEN))
            keys = median(times(rounds, partial(reader.keys, query, SEEN)))
            floor = median(bare.seconds(reader, query, SEEN) for _ in range(rounds))
            rows = len(reader.keys(query, SEEN))
            say(
                f"{name:44}{rows:>10,}{median(first) * 1e3:>10.1f}{min(first) * 1e3:>10.1f}{keys * 1e3:>10.1f}"
                f"{floor * 1e3:>10.1f}{keys / floor:>10.2f}"
            )
            firsts.append(first)
            ratios.append(min(keys / floor, 1.3) if keys < _AT_ONCE else keys / floor)
    usual, quiet = (sum(of(f) <= _AT_ONCE for f in firsts) for of in (median, min))
    say(f"first rows within 50 ms: {usual} of {len(firsts)}, {quiet} in the quietest round")
    say(f"whole list within 1.3 × bare SQLite, or 50 ms: {sum(r <= 1.3 for r in ratios)} of {len(ratios)}")


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
        bites = list[float]()
        say(rate("all indexes and search, in bites", rows, lambda: bites.extend(bitten(cache))))
        say(f"{'longest bite of ' + str(len(bites)):44}{max(bites) * 1e3:.0f} ms")
        say(rate("refresh, nothing changed", rows, lambda: load(cache, given, 1)))
        turned = [(key, {**v, "available": "1.5"} if key % 100 == 0 else v) for key, v in given]
        before = cache._connection.total_changes
        say(rate("refresh, 1 % changed", rows, lambda: load(cache, turned, 1)))
        wrote, changed = cache._connection.total_changes - before, rows // 100
        say(f"{'rows written / rows changed':44}{wrote:,} / {changed:,} = {wrote / changed:.2f}")
        more = list(lots(rows // 10, first=rows + 1))
        say(rate("new lots, all indexes and search standing", len(more), lambda: load(cache, more, 10)))


def bitten(cache: Cache) -> Iterator[float]:
    """Settle as sync does between its requests; the seconds of each bite."""
    more = True
    while more:
        began = perf_counter()
        more = cache.records.settle_some(LOTS)
        yield perf_counter() - began


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


def times(rounds: int, work: Callable[[], object]) -> list[float]:
    """How long the work takes, several times over."""
    took = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        took.append(perf_counter() - began)
    return took


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
