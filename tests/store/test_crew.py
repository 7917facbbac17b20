"""Several connections answer parts of one question as if they were one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.domain.catalog import find
from forge_desktop.store import Cache, crew, reading
from forge_desktop.store.crew import Crew
from forge_desktop.store.prices import spans
from forge_desktop.store.ways import Ask

LOTS = find("mrpeasy", "lots")
_KEY = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture
def members(path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    """Two connections beside the one that asks, over ten lots; they have come already."""
    monkeypatch.setattr(crew, "MEMBERS", 2)
    cache.records.put(LOTS, [(key, {"code": f"L{key}"}) for key in range(1, 11)], now=1)
    opened = Crew(partial(reading.connect, path))
    assert opened.share(parts, mine) is None
    yield opened
    opened.close()


def parts(count: int) -> Sequence[Ask]:
    return [Ask("SELECT key FROM lots WHERE key BETWEEN ? AND ?", span) for span in spans(1, 10, count)]


def mine(ask: Ask) -> list[int]:
    return list(range(int(str(ask.params[0])), int(str(ask.params[1])) + 1))


@given(_KEY, _KEY, st.integers(1, 9))
def test_every_key_belongs_to_one_part(one: int, other: int, count: int) -> None:
    least, most = sorted((one, other))
    made = spans(least, most, count)
    assert len(made) == count
    assert (made[0][0], made[-1][1]) == (least, most)
    assert all(high + 1 == low for (_, high), (low, _) in pairwise(made))


def test_all_parts_together_are_the_whole_answer(members: Crew) -> None:
    for _ in range(3):
        members.watch()
        assert sorted(members.share(parts, mine) or ()) == list(range(1, 11))


def test_nobody_helps_who_would_see_what_was_written_after_the_question_began(
    cache: Cache, members: Crew
) -> None:
    members.watch()
    cache.records.put(LOTS, [(11, {"code": "L11"})], now=2)
    assert members.share(parts, mine) is None
    members.watch()
    assert len(members.share(parts, mine) or ()) == 10


def test_when_the_one_who_asks_stops_all_stop(members: Crew) -> None:
    endless = Ask("WITH RECURSIVE n(key) AS (SELECT 1 UNION ALL SELECT key + 1 FROM n) SELECT max(key) FROM n")

    def stopped(ask: Ask) -> list[int]:
        raise sqlite3.OperationalError("interrupted")

    members.watch()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        members.share(lambda count: [endless] * count, stopped)
    members.watch()
    assert len(members.share(parts, mine) or ()) == 10
