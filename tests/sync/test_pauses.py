"""A wait of the engine ends by its event, by time, and by being cancelled, also when two come at once."""

from __future__ import annotations

import asyncio

import pytest

from forge_desktop.sync.pauses import wait_at_most

pytestmark = pytest.mark.anyio


async def test_it_ends_with_the_event_or_with_the_time() -> None:
    event = asyncio.Event()
    await wait_at_most(event, 0.0)
    await wait_at_most(event, 0.001)
    event.set()
    await wait_at_most(event, 3_600.0)


@pytest.mark.parametrize("steps", range(6))
async def test_cancelled_at_the_moment_of_the_event_it_still_ends_the_task(steps: int) -> None:
    event = asyncio.Event()

    async def work() -> None:
        while True:
            await wait_at_most(event, 3_600.0)
            event.clear()

    task = asyncio.create_task(work())
    await asyncio.sleep(0.001)
    event.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=10)
    assert task in done
    assert task.cancelled()
