"""Two loops in two threads, and whatever runs in them, come to an end in order."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from forge_desktop.shell.bridge import Bridge
from forge_desktop.shell.tasks import Tasks


@pytest.fixture
def told() -> list[dict[str, Any]]:
    """What reached the exception handler of the engine's loop."""
    return []


@pytest.fixture
def bridge(told: list[dict[str, Any]]) -> Iterator[Bridge]:
    bridge = Bridge(lambda loop, context: told.append(context))
    yield bridge
    bridge.close()


def test_work_is_done_in_the_engines_thread_and_its_result_comes_back(bridge: Bridge) -> None:
    async def where() -> str:
        return threading.current_thread().name

    async def main() -> str:
        return await bridge.run(where)

    assert asyncio.run(main()) == "engine"


def test_an_error_of_the_work_reaches_whoever_waits(bridge: Bridge) -> None:
    async def fail() -> None:
        raise ValueError("no")

    async def main() -> None:
        with pytest.raises(ValueError, match="no"):
            await bridge.run(fail)

    asyncio.run(main())


def test_cancelling_the_wait_cancels_the_work(bridge: Bridge) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def long() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def main() -> None:
        waiting = asyncio.ensure_future(bridge.run(long))
        await asyncio.to_thread(begun.wait)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await asyncio.to_thread(ended.wait, 10)

    asyncio.run(main())


def test_an_error_in_a_posted_call_is_told_and_the_loop_goes_on(
    bridge: Bridge, told: list[dict[str, Any]]
) -> None:
    def fail() -> None:
        raise RuntimeError("posted")

    async def nothing() -> int:
        return 1

    bridge.post(fail)
    assert bridge.spawn(nothing).result(10) == 1
    assert [type(context["exception"]) for context in told] == [RuntimeError]


def test_closing_cancels_what_still_runs_and_ends_the_thread() -> None:
    bridge = Bridge()
    ended = threading.Event()

    async def long() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def nothing() -> None:
        return None

    work = bridge.spawn(long)
    bridge.spawn(nothing).result(10)
    bridge.close()
    assert ended.is_set()
    assert work.cancelled()
    assert "engine" not in [thread.name for thread in threading.enumerate()]


def test_what_a_task_raises_is_told_once_and_a_cancelled_one_is_silent() -> None:
    failed: list[BaseException] = []

    async def fail() -> None:
        raise KeyError("bug")

    async def main() -> None:
        tasks = Tasks(failed.append)
        tasks.start(fail(), "fails")
        tasks.start(asyncio.sleep(3600), "sleeps")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await tasks.cancel()
        await tasks.cancel()

    asyncio.run(main())
    assert [type(error) for error in failed] == [KeyError]
