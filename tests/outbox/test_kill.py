"""A real process that writes is killed at random moments; what it had acknowledged is there afterwards."""

from __future__ import annotations

from tests.faults.kill import kill_many


def test_three_hundred_kills_cost_no_acknowledged_write_and_no_file() -> None:
    tally = kill_many(300, seed=20260)
    assert (tally.lost, tally.corrupt) == ([], [])
    assert tally.kills == 300
    assert tally.acknowledged > 100
