"""Which lines fit a few typed words, and in which order: free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def fitting(
    typed: str,
    things: Sequence[Thing],
    words_of: Callable[[Thing], tuple[str, str]],
    recent: Sequence[str] = (),
) -> list[Thing]:
    """The things that contain every typed word in title or hint.

    Best first: titles that begin with what was typed, titles with a word that begins so, other titles, hints;
    among equals the one used last (`recent` holds titles, latest first), then the given order.
    """
    wanted = typed.casefold().split()
    used = {title: place for place, title in enumerate(recent)}
    ranked = []
    for place, thing in enumerate(things):
        title, hint = words_of(thing)
        rank = _rank(wanted, title.casefold(), hint.casefold())
        if rank is not None:
            ranked.append((rank, used.get(title, len(used)), place, thing))
    ranked.sort(key=lambda found: found[:3])
    return [found[3] for found in ranked]


def _rank(wanted: Sequence[str], title: str, hint: str) -> int | None:
    if not wanted:
        return 0
    if title.startswith(" ".join(wanted)):
        return 0
    if all(word in title for word in wanted):
        begins = any(part.startswith(wanted[0]) for part in title.split())
        return 1 if begins else 2
    return 3 if all(word in title or word in hint for word in wanted) else None
