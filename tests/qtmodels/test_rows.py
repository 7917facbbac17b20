"""Key lists and the row cache, without Qt."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.domain.record import Record
from forge_desktop.qtmodels.rows import PAGE, KeyList, Row, RowCache, ahead, missing, page_of, positions

_KEYS = st.lists(st.integers(0, 2**63 - 1), unique=True, max_size=60)


def _row(key: int) -> Row:
    return Row(Record(key, {}))


@given(_KEYS, st.lists(st.integers(0, 2**63 - 1), max_size=40))
def test_every_key_is_found_where_it_stands_and_nothing_else_is(keys: list[int], others: list[int]) -> None:
    wanted = [*keys[::2], *others]
    found = positions(array("q", keys), wanted)
    assert found == {key: keys.index(key) if key in keys else -1 for key in wanted}


@given(_KEYS)
def test_a_few_keys_are_found_like_many(keys: list[int]) -> None:
    listed = KeyList(array("q", keys))
    assert listed.where(keys[:3]) == {key: row for row, key in enumerate(keys[:3])}
    assert listed.where([-5]) == {}


def test_a_key_is_not_found_across_the_border_of_two_others() -> None:
    shifted = 7 << 32
    assert positions(array("q", [shifted, shifted]), [7]) == {7: -1}


def test_lists_are_the_same_only_with_the_same_order() -> None:
    assert KeyList(array("q", [3, 1, 2])).same(KeyList(array("q", [3, 1, 2])))
    assert not KeyList(array("q", [3, 1, 2])).same(KeyList(array("q", [1, 2, 3])))


def test_a_span_ends_where_the_list_ends() -> None:
    keys = KeyList(array("q", range(10)))
    assert list(keys.span(8, 70)) == [8, 9]
    assert list(keys.span(-3, 1)) == [0, 1]


def test_the_cache_keeps_the_rows_seen_last() -> None:
    cache = RowCache(limit=3)
    for key in (1, 2, 3):
        cache.put(key, _row(key))
    assert cache.get(1)
    cache.put(4, _row(4))
    assert [key for key in (1, 2, 3, 4) if cache.has(key)] == [1, 3, 4]
    assert len(cache) == 3


def test_a_stale_row_is_read_again_and_given_back_to_compare() -> None:
    cache = RowCache()
    old, new = _row(1), _row(1)
    cache.put(1, old)
    cache.put(2, _row(2))
    cache.stale({1, 99})
    assert cache.get(1) is None
    assert cache.has(2)
    assert cache.put(1, new) is old
    assert cache.put(1, new) is None


def test_without_names_every_row_is_stale() -> None:
    cache = RowCache()
    for key in range(5):
        cache.put(key, _row(key))
    cache.stale(None)
    assert len(cache) == 0
    assert missing(cache, range(5)) == [0, 1, 2, 3, 4]


def test_forgotten_rows_are_not_compared_with_later_ones() -> None:
    cache = RowCache()
    cache.put(1, _row(1))
    cache.stale(None)
    cache.forget()
    assert cache.put(1, _row(1)) is None


def test_the_page_in_the_direction_of_travel_is_read_ahead() -> None:
    assert page_of(PAGE + 5) == (PAGE, 2 * PAGE - 1)
    assert ahead(10, before=0, count=1000) == (PAGE, 2 * PAGE - 1)
    assert ahead(3 * PAGE + 1, before=4 * PAGE, count=1000) == (2 * PAGE, 3 * PAGE - 1)
    assert ahead(10, before=0, count=20) is None
    assert ahead(10, before=50, count=1000) is None
