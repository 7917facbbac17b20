"""A power cut costs no acknowledged write in either copy, and a copy that does not wait for the disk some."""

from __future__ import annotations

import pytest

from tests.faults.powercut import PLANTS, cut_many


def test_four_hundred_power_cuts_cost_no_acknowledged_write_and_no_file() -> None:
    tally = cut_many(400, seed=1)
    assert set(tally.lost.values()) == {0}
    assert tally.corrupt == []
    assert tally.acknowledged > 1_000


@pytest.mark.parametrize("name", list(PLANTS))
def test_a_copy_that_does_not_wait_for_the_disk_loses_something(name: str) -> None:
    planted, copies = PLANTS[name]
    assert cut_many(50, seed=1, planted=planted).lost[copies]
