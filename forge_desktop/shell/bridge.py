"""Where the two threads meet: the engine's asyncio loop in a thread of its own, and the window's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")


class Bridge:
    """Runs coroutines in the engine's thread for the window; made and used in the window's thread."""

    def __init__(self, failed: Callable[[object, dict[str, Any]], None] | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(failed)
        self._thread = threading.Thread(target=self._live, name="engine", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await work done in the engine's thread; cancelling the wait cancels the work."""
        return await asyncio.wrap_future(self.spawn(work))

    def spawn(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Future[Result]:
        """Start work in the engine's thread. The coroutine is made there too."""

        async def there() -> Result:
            return await work()

        return asyncio.run_coroutine_threadsafe(there(), self._loop)

    def post(self, act: Callable[..., object], *arguments: object) -> None:
        """Call a plain function in the engine's thread, without waiting for it."""
        self._loop.call_soon_threadsafe(act, *arguments)

    def close(self) -> None:
        """Cancel what still runs, end the loop and its thread."""
        asyncio.run_coroutine_threadsafe(_cancel_others(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()


async def _cancel_others() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
