"""How the engine waits: until an event or until the time is over, and always until it is cancelled."""

from __future__ import annotations

import asyncio
import contextlib


async def wait_at_most(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, `seconds` at the longest.

    Not `asyncio.wait_for`: up to Python 3.11 it swallows a cancellation that comes together with the event, and
    whoever closes the engine then waits for ever.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
