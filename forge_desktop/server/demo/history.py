"""The far past: the same factory over about ten years, made up order by order so that it never lies in memory.

Each customer order is closed in itself (see `chapter`). Lots, MOs and orders are dealt out evenly over them, so
that the whole reaches the wanted numbers exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import Article, Catalogue
from forge_desktop.server.demo.chapter import Chapter

LEAST = 40


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much history there is to be."""

    sales: int
    makes: int
    lots: int

    @classmethod
    def reaching(cls, scale: int | None, sales: int, makes: int, lots: int) -> Amounts:
        """What lacks of `scale` lots, a tenth as many MOs and a twentieth as many orders, beside what is there.

        Lots are exact; below some 7,000 of them there are more orders than asked for, because every lot has
        an order that explains it, and with fewer than `LEAST` lacking there is no history at all.
        """
        missing = (scale or 0) - lots
        if scale is None or missing < LEAST:
            return cls(0, 0, 0)
        enough = max(scale // 10 - makes, missing // 20)
        return cls(max(scale // 20 - sales, enough // 4, 1), enough, missing)


def chapters(
    catalogue: Catalogue, calendar: Calendar, amounts: Amounts, begin: int, end: int, seed: int
) -> Iterator[Chapter]:
    """The closed orders created between the two instants, in the order of creation."""
    rng = Random(f"{seed} far")
    by_tree: dict[int, list[Article]] = {}
    for article in catalogue.finished:
        by_tree.setdefault(article.tree(), []).append(article)
    first, last = calendar.position(begin), calendar.position(end)
    makes, lots = amounts.makes, amounts.lots
    for number in range(amounts.sales):
        left = amounts.sales - number
        share = _share(makes, left, rng)
        pieces = lots * share // makes
        step = (last - first) // amounts.sales
        chapter = Chapter(calendar, rng, first + (last - first) * number // amounts.sales, step)
        for article in _articles(by_tree, share, rng):
            chapter.sell(article)
        chapter.buy(pieces - share)
        chapter.perform()
        makes, lots = makes - share, lots - pieces
        yield chapter


def _share(makes: int, sales: int, rng: Random) -> int:
    """How many of the remaining MOs the next of the remaining orders takes: at least one, the last one all."""
    if sales == 1:
        return makes
    evenly = makes // sales + (rng.random() < makes % sales / sales)
    return max(1, min(evenly, makes - sales + 1))


def _articles(by_tree: dict[int, list[Article]], makes: int, rng: Random) -> Iterator[Article]:
    """Finished goods that take exactly so many MOs together."""
    while makes:
        size = rng.choice([size for size in by_tree if size <= makes])
        yield rng.choice(by_tree[size])
        makes -= size
