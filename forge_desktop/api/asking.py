"""Asks a server once, and again when that is the right thing to do; the one place where a request is repeated.

Only GETs pass here, so repeating is safe. What is repeated: busy (429), a broken or failed answer, the first
signs of maintenance (503). Waits are short and random, because one request at a time per key turns long
back-off into starvation (design/reliability.md, finding 8); longer ones are told to the caller.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

from forge_desktop.api import answers
from forge_desktop.api.gate import Gate, Sleep
from forge_desktop.api.protocol import Lane
from forge_desktop.api.transport import Reply, Transport
from forge_desktop.api.words import Passing
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Busy, Down, Failure, Unreachable

_BUSY: Mapping[Lane, int] = {Lane.USER: 8, Lane.VISIBLE: 12, Lane.BACKGROUND: 30}
_BROKEN: Mapping[Lane, int] = {Lane.USER: 1, Lane.VISIBLE: 2, Lane.BACKGROUND: 4}
_DOWN: Mapping[Lane, int] = {Lane.USER: 1, Lane.VISIBLE: 1, Lane.BACKGROUND: 5}
"""How often a question is asked again, by who waits for the answer."""
PROBE_EVERY = 60.0
"""Seconds between two looks at a server under maintenance, give or take half of it."""
LONGEST_PAUSE = 900.0
_SHORTEST_SECRET = 6


class Asking:
    """GETs of one key through its gate."""

    def __init__(
        self, transport: Transport, gate: Gate, keys: Keys, *, sleep: Sleep, chance: random.Random
    ) -> None:
        self._transport = transport
        self._gate = gate
        self._secrets = [k for k in (keys.access_key, keys.api_key) if len(k) >= _SHORTEST_SECRET]
        self._sleep = sleep
        self._chance = chance
        self._down = False
        self.server_time: int | None = None

    @property
    def sent(self) -> int:
        """Requests sent so far."""
        return self._transport.sent

    @property
    def host(self) -> str:
        """The server's name, for people."""
        return self._transport.host

    async def get(
        self,
        path: str,
        query: Mapping[str, str | int],
        headers: Mapping[str, str],
        lane: Lane,
        *,
        once: bool = False,
    ) -> Reply:
        """A good answer, else the failure that remains after the tries of this lane, or after one."""
        tries: Counter[type[Failure]] = Counter()
        while True:
            async with self._gate.turn(lane):
                outcome = await self._once(path, query, headers)
                if isinstance(outcome, Reply):
                    self._down = False
                    self.server_time = answers.server_time(outcome)
                    return outcome
                wait = self._wait(outcome, tries, lane)
                if wait is not None and not isinstance(outcome, Passing):
                    self._gate.hold(wait)  # what the server says of the key concerns every request
            if wait is None or once:
                raise outcome
            if isinstance(outcome, Passing):
                await self._sleep(wait)

    def clean(self, text: str) -> str:
        """A stranger's text without our keys, should it repeat them."""
        for secret in self._secrets:
            text = text.replace(secret, "•••")
        return text

    async def aclose(self) -> None:
        """Close the connection and the gate."""
        await self._transport.drop()
        self._gate.close()

    async def _once(
        self, path: str, query: Mapping[str, str | int], headers: Mapping[str, str]
    ) -> Reply | Failure:
        try:
            reply = await self._transport.get(path, query, headers)
        except Failure as failure:
            return failure
        return answers.failure(reply, self.host, self.clean) or reply

    def _wait(self, failure: Failure, tries: Counter[type[Failure]], lane: Lane) -> float | None:
        """Seconds until the question is asked again; None when it is not."""
        kind = type(failure)
        tried, most = tries[kind], _MOST_TRIES.get(kind, _NEVER)[lane]
        tries[kind] += 1
        maintenance = isinstance(failure, Down)
        known, self._down = self._down, maintenance and (self._down or tried >= most)
        told = failure.retry_after if isinstance(failure, Unreachable) else None
        if told is not None and tried < most:
            return min(told * self._chance.uniform(1.0, 1.1), LONGEST_PAUSE)
        if tried >= most or known:
            if isinstance(failure, Down) and told is None:
                failure.retry_after = PROBE_EVERY * self._chance.uniform(0.5, 1.5)
            return None
        if kind is Busy:
            return min(5.0, self._chance.uniform(0.1, 1.0) * 1.25**tried)
        return min(8.0, self._chance.uniform(0.5, 1.0) * 2.0**tried)


_NEVER: Mapping[Lane, int] = dict.fromkeys(Lane, 0)
_MOST_TRIES: Mapping[type[Failure], Mapping[Lane, int]] = {Busy: _BUSY, Passing: _BROKEN, Down: _DOWN}
