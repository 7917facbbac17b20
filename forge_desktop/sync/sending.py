"""Sending for the command line: on and on until nothing more can be sent now."""

from __future__ import annotations

import asyncio
import time

from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.outbox import State
from forge_desktop.sync.push import Push
from forge_desktop.sync.writes import WAITING, Writes

_AGAIN = 2.0
_NEVER_ANSWERED = 5.0
"""Seconds after which a server that does not answer at all, and names no time, is given up."""


async def push_all(push: Push, writes: Writes, patience: float) -> None:
    """Beat until nothing waits, or nothing moved for `patience` seconds; then raises what stood in the way."""
    push.trust_clock()
    before, since = _stand(writes), time.monotonic()
    while True:
        failure: Unreachable | SignedOut | None = None
        try:
            await push.beat()
        except (Unreachable, SignedOut) as trouble:
            failure = trouble
        if _stand(writes) != before:
            before, since = _stand(writes), time.monotonic()
        told = failure.retry_after if isinstance(failure, Unreachable) else None
        silent = failure is not None and told is None
        left = since + (_NEVER_ANSWERED if silent else patience) - time.monotonic()
        wait = (told or _AGAIN) if failure is not None else push.until_due()
        done = failure is None and not writes.outbox.entries(*WAITING)
        if done or isinstance(failure, SignedOut) or wait > left:
            if failure is not None:
                raise failure
            return
        await asyncio.sleep(wait)


def _stand(writes: Writes) -> dict[State, int]:
    """How many entries stand where; another number means that something moved."""
    return {state: len(writes.outbox.entries(state)) for state in State if state not in WAITING}
