"""The queue that never grows beyond a thousand, and the memory of bodies that outlives the program."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from forge_desktop.hooks import remembered
from forge_desktop.hooks.events import Hint
from forge_desktop.hooks.remembered import KEPT, Remembered
from forge_desktop.hooks.waiting import MOST, Waiting
from tests.sync.virtual_loop import run

from .knocking import TABLE


def test_what_waits_comes_in_order_and_all_at_once() -> None:
    async def story() -> None:
        waiting = Waiting(TABLE)
        hints = [Hint("jobs", f"job_{number}") for number in range(MOST)]
        for hint in hints:
            waiting.put(hint)
        assert await waiting.take() == hints

    run(story())


def test_a_flood_becomes_a_look_at_everything_and_then_it_is_as_before() -> None:
    async def story() -> None:
        waiting = Waiting(TABLE)
        for number in range(10 * MOST):
            waiting.put(Hint("jobs", number))
            assert len(waiting._hints) <= MOST
        assert await waiting.take() == [Hint("quotes"), Hint("jobs")]
        waiting.put(Hint("jobs", 1))
        assert await waiting.take() == [Hint("jobs", 1)]

    run(story())


def test_whoever_takes_waits_until_something_comes() -> None:
    async def story() -> None:
        waiting = Waiting(TABLE)
        taking = asyncio.create_task(waiting.take())
        await asyncio.sleep(1)
        assert not taking.done()
        waiting.put(Hint("jobs"))
        assert await taking == [Hint("jobs")]

    run(story())


class Clock:
    """A clock that is set by hand."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_body_is_remembered_for_thirty_days_and_across_a_restart(tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "new" / "heard.txt"
    first = Remembered(file, clock)
    assert not first.knows(b"one")
    first.add(b"one")
    first.add(b"two")
    first.close()
    clock.now += KEPT - 1
    second = Remembered(file, clock)
    assert second.knows(b"one")
    assert not second.knows(b"three")
    clock.now += 1
    assert not second.knows(b"one")
    second.add(b"one")
    second.close()
    third = Remembered(file, clock)
    assert third.knows(b"one")
    assert not third.knows(b"two")
    third.close()
    assert len(file.read_text().splitlines()) == 1
    assert file.stat().st_mode & 0o077 == 0


def test_of_more_bodies_than_fit_the_oldest_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST", 10)
    file = tmp_path / "heard.txt"
    for start in (0, 20):
        memory = Remembered(file, Clock())
        for number in range(start, start + 20):
            memory.add(str(number).encode())
        assert [memory.knows(str(n).encode()) for n in (start, start + 9, start + 10, start + 19)] == [
            False,
            False,
            True,
            True,
        ]
        memory.close()
    memory = Remembered(file, Clock())
    memory.close()
    assert len(file.read_text().splitlines()) == 10


def test_a_damaged_file_costs_only_what_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "heard.txt"
    memory = Remembered(file, Clock())
    memory.add(b"one")
    memory.close()
    noise = b"\xff\xfe nonsense\n99999999999999 " + b"a" * 64 + b"\n-1 x\n\n18000"
    file.write_bytes(file.read_bytes() + noise)
    again = Remembered(file, Clock())
    assert again.knows(b"one")
    again.close()
    assert len(file.read_text().splitlines()) == 1


def test_a_file_that_cannot_be_used_leaves_the_memory_of_this_run(tmp_path: Path) -> None:
    file = tmp_path / "heard.txt"
    file.mkdir()
    memory = Remembered(file, Clock())
    memory.add(b"one")
    assert memory.knows(b"one")
    memory.close()


def test_a_full_disk_leaves_the_memory_of_this_run(tmp_path: Path) -> None:
    memory = Remembered(tmp_path / "heard.txt", Clock())
    memory.add(b"one")
    memory.close()
    with Path("/dev/full").open("a") as full:
        memory._file = full
        memory.add(b"two")
        memory.add(b"three")
        assert full.closed
    assert memory.knows(b"one")
    assert memory.knows(b"two")
    assert memory.knows(b"three")
    memory.close()


def test_the_file_is_shortened_while_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 10)
    file = tmp_path / "heard.txt"
    memory = Remembered(file, Clock())
    for number in range(1_000):
        memory.add(str(number).encode())
        assert len(file.read_text().splitlines()) <= 30
    memory.close()
    again = Remembered(file, Clock())
    assert again.knows(b"999")
    again.close()
