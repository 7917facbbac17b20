"""A walk over a list that changes at every page boundary misses no row that lived through the walk."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from forge_desktop.api.protocol import Page, Row
from forge_desktop.sync.walk import Position, advance

SIZES = (0, 1, 99, 100, 101, 199, 200, 201, 999, 1000, 1001)


def _page(rows: list[int], start: int, length: int = 100) -> Page:
    piece = rows[start : start + length]
    whole = start == 0 and len(piece) == len(rows)
    whole = whole or start + len(piece) >= len(rows)
    return Page(tuple(Row(key, {}) for key in piece), (), start, len(rows), whole)


def _walk(
    rows: list[int],
    position: Position,
    change: Callable[[int], object],
    step: Callable[[Position, Page], bool] = advance,
) -> set[int]:
    seen: set[int] = set()
    for turn in range(10_000):
        page = _page(rows, position.start)
        seen |= {row.key for row in page.rows}
        if step(position, page):
            return seen
        change(turn)
    raise AssertionError("the walk never ended")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_quiet_list_is_read_whole_in_whole_pages(size: int, newest_first: bool) -> None:
    rows = list(range(size))
    if newest_first:
        rows.reverse()
    turns: list[int] = []
    assert _walk(rows, Position(until=1), turns.append) == set(rows)
    assert len(turns) + 1 == max(1, -(-size // 100))


@pytest.mark.parametrize("size", SIZES[3:])
@pytest.mark.parametrize("boundary", range(11))
@pytest.mark.parametrize("place", ["first", "middle", "last", "just-read"])
def test_a_deletion_at_any_page_boundary_hides_no_other_row(size: int, boundary: int, place: str) -> None:
    rows = list(range(size))
    lived = set(rows)
    position = Position(until=1)

    def change(turn: int) -> None:
        if turn == boundary and rows:
            at = {"first": 0, "middle": len(rows) // 2, "last": len(rows) - 1}.get(
                place, min(max(position.start - 1, 0), len(rows) - 1)
            )
            lived.discard(rows.pop(at))

    assert lived <= _walk(rows, position, change)


def test_random_deletions_between_pages_hide_no_other_row() -> None:
    assert _missed_by_chance(advance) == {}


def test_plain_paging_would_be_caught_by_these_random_deletions() -> None:
    def plain(position: Position, page: Page) -> bool:
        position.start += len(page.rows)
        return page.whole

    assert len(_missed_by_chance(plain)) > 100


def _missed_by_chance(step: Callable[[Position, Page], bool]) -> dict[int, set[int]]:
    """The rows that lived and were missed, by the seed of the walk; empty when all 300 walks read them."""
    found = {}
    for seed in range(300):
        dice = random.Random(seed)
        rows = list(range(dice.randrange(1, 1500)))
        lived = set(rows)

        def change(_: int, rows: list[int] = rows, lived: set[int] = lived, dice: random.Random = dice) -> None:
            for _ in range(dice.choice((0, 0, 0, 1, 3))):
                if rows:
                    lived.discard(rows.pop(dice.randrange(len(rows))))

        missed = lived - _walk(rows, Position(until=1), change, step)
        if missed:
            found[seed] = missed
    return found


@pytest.mark.parametrize("many", [1, 30, 99, 100, 101, 250, 700])
@pytest.mark.parametrize("boundary", range(12))
def test_many_deletions_at_once_hide_no_other_row(many: int, boundary: int) -> None:
    rows = list(range(1_500))
    lived = set(rows)

    def change(turn: int) -> None:
        if turn == boundary:
            for key in rows[50 : 50 + many]:
                lived.discard(key)
            del rows[50 : 50 + many]

    assert lived <= _walk(rows, Position(until=1), change)


def test_a_deletion_before_every_single_page_neither_hides_a_row_nor_keeps_the_walk_from_ending() -> None:
    rows = list(range(3_000))
    lived = set(rows)
    turns: list[int] = []

    def change(turn: int) -> None:
        turns.append(turn)
        if rows:
            lived.discard(rows.pop(0))

    assert lived <= _walk(rows, Position(until=1), change)
    assert len(turns) <= 60  # 30 pages when nobody deletes anything


def test_random_insertions_and_deletions_under_an_overlapping_walk_miss_no_row_that_lived() -> None:
    """Fewer than the overlap changes between two pages; more is what the second walk is for."""
    for seed in range(300):
        dice = random.Random(seed)
        rows = list(range(dice.randrange(1, 1200)))
        lived = set(rows)

        def change(
            turn: int, rows: list[int] = rows, lived: set[int] = lived, dice: random.Random = dice
        ) -> None:
            for number in range(dice.randrange(0, 3)):
                if rows:
                    lived.discard(rows.pop(dice.randrange(len(rows))))
                rows.insert(dice.randrange(len(rows) + 1), 1_000_000 + turn * 10 + number)

        missed = lived - _walk(rows, Position(until=None), change)
        assert not missed, f"seed {seed}: {sorted(missed)[:5]}"


def test_a_position_survives_being_stored() -> None:
    position = Position(until=5, start=200, total=450, tail=(1, 2))
    assert Position.from_json(position.to_json()) == position
    assert Position.from_json("nonsense") is None
    assert Position.from_json({"start": "x"}) is None
