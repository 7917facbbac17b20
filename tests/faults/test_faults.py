"""Random schedules lose, double and strand nothing; and every planted bug is caught by them."""

from __future__ import annotations

import pytest

from tests.faults.mutants import PLANTS, caught
from tests.faults.schedules import many, one


def test_a_thousand_random_schedules_lose_double_and_strand_nothing() -> None:
    assert many(1_000, 1, 2) == []


def test_nor_do_they_with_a_server_that_honours_idempotency_keys_for_a_while() -> None:
    assert many(1_000, 1, 2, keyed=True) == []


def test_a_seed_always_gives_the_same_schedule() -> None:
    assert one(7) == one(7)


@pytest.mark.parametrize("name", list(PLANTS))
def test_a_planted_bug_is_caught(name: str) -> None:
    rare = "the quiet period is counted by the clock on the wall"
    assert caught(name, 200, first=101 if name == rare else 1)[1], "no schedule showed it"


def test_there_are_enough_planted_bugs() -> None:
    assert len(PLANTS) >= 15
