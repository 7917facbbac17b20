"""Asks a server once, and again when that is the right thing to do; the one place where a request is repeated.

Only GETs are repeated: after busy (429), a broken or failed answer, the first signs of maintenance (503). Waits
are short and random, because one request at a time per key turns long back-off into starvation
(design/reliability.md, finding 8); longer ones are told to the caller. A write passes the gate once and leaves
at most once.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import takewhile

from forge_desktop.api import answers
from forge_desktop.api.announced import Announced
from forge_desktop.api.bodies import Body
from forge_desktop.api.gate import Clock, Gate, Sleep
from forge_desktop.api.protocol import Lane
from forge_desktop.api.transport import Reply, Transport
from forge_desktop.api.words import Passing
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Busy, Down, Failure, NotSent, StorageTrouble, Unreachable

_BUSY: Mapping[Lane, int] = {Lane.USER: 8, Lane.VISIBLE: 12, Lane.BACKGROUND: 30}
_BROKEN: Mapping[Lane, int] = {Lane.USER: 1, Lane.VISIBLE: 2, Lane.BACKGROUND: 4}
_DOWN: Mapping[Lane, int] = {Lane.USER: 1, Lane.VISIBLE: 1, Lane.BACKGROUND: 5}
"""How often a question is asked again, by who waits for the answer."""
SHORTEST_PROBE, LONGEST_PROBE = 5.0, 60.0
"""Seconds between two looks at a server under maintenance, growing with its length, give or take half of it."""
LONGEST_PAUSE = 900.0
_SHORTEST_SECRET = 6
_TELLING = 12
"""Characters of a key by which its beginning is known."""


class Asking:
    """Requests of one key through its gate."""

    def __init__(
        self,
        transport: Transport,
        gate: Gate,
        keys: Keys,
        *,
        clock: Clock,
        sleep: Sleep,
        chance: random.Random,
    ) -> None:
        self._transport = transport
        self._gate = gate
        long = (key for key in (keys.access_key, keys.api_key) if len(key) >= _SHORTEST_SECRET)
        self._secrets = [form for key in long for form in dict.fromkeys((json.dumps(key)[1:-1], key))]
        self._announced = Announced(gate, clock, chance)
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._down_since: float | None = None
        self._busy_writes = 0
        self.server_time: int | None = None
        self._heard = 0.0

    @property
    def sent(self) -> int:
        """Requests sent so far."""
        return self._transport.sent

    @property
    def server_now(self) -> int | None:
        """What the server's clock says by now; None when it did not tell."""
        told = self.server_time
        return None if told is None else told + int(self._clock() - self._heard)

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
                    self._down_since = None
                    self._note_time(outcome)
                    return outcome
                wait = self._wait(outcome, tries, lane)
                if wait is not None and not isinstance(outcome, Passing):
                    self._gate.hold(wait)  # what the server says of the key concerns every request
            if wait is None or once:
                raise outcome
            if isinstance(outcome, Passing):
                await self._sleep(wait)

    async def write(
        self,
        method: str,
        path: str,
        body: Body,
        headers: Mapping[str, str],
        lane: Lane,
        judge: Callable[[Reply], Failure | None],
    ) -> Reply:
        """The answer that `judge` finds good, else why there is none; sent at most once, whatever happens."""
        outcome: Reply | Failure | None = None
        try:
            async with self._gate.turn(lane):
                try:
                    reply = await self._transport.write(method, path, body, headers)
                    self._announced.heard(reply)
                    outcome = judge(reply)
                    if outcome is None:
                        outcome = reply
                        self._note_time(reply)
                except Failure as failure:
                    outcome = failure
                self._learn(outcome)
        except Unreachable as held:  # the gate let nothing out
            raise NotSent(held.message, title=held.title, retry_after=held.retry_after) from None
        except StorageTrouble as full:  # nor here
            raise NotSent(full.message, title=full.title) from None
        except OSError as wrong:  # the gate's own file; what came of the write is known all the same
            if outcome is None:
                raise NotSent(f"The file of the gate cannot be written ({wrong.strerror}).") from None
        if not isinstance(outcome, Reply):
            assert outcome is not None
            raise outcome
        return outcome

    def clean(self, text: str) -> str:
        """A stranger's text without our keys, should it repeat them, also when it was cut off within one."""
        for secret in self._secrets:
            text = _masked(text, secret)
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
        self._announced.heard(reply)
        return answers.failure(reply, self.host, self.clean) or reply

    def _note_time(self, reply: Reply) -> None:
        self.server_time, self._heard = answers.server_time(reply), self._clock()

    def _wait(self, failure: Failure, tries: Counter[type[Failure]], lane: Lane) -> float | None:
        """Seconds until the question is asked again; None when it is not."""
        kind = type(failure)
        tried, most = tries[kind], _MOST_TRIES.get(kind, _NEVER)[lane]
        tries[kind] += 1
        known = self._down_since is not None
        if not isinstance(failure, Down):
            self._down_since, known = None, False
        told = failure.retry_after if isinstance(failure, Unreachable) else None
        if told is not None and tried < most:
            return self._obeyed(told)
        if tried >= most or known:
            if isinstance(failure, Down):
                failure.retry_after = told or self._until_probe()
            return None
        return self._short(kind, tried)

    def _learn(self, outcome: Reply | Failure) -> None:
        """What the answer to a write tells about the next requests; the caller is told how long to wait."""
        if not isinstance(outcome, Down):
            self._down_since = None
        if not isinstance(outcome, Busy):
            self._busy_writes = 0
        if not isinstance(outcome, (Busy, Down)):
            return
        if outcome.retry_after is not None:
            outcome.retry_after = self._obeyed(outcome.retry_after)
            self._gate.hold(outcome.retry_after)
        elif isinstance(outcome, Busy):
            outcome.retry_after = self._short(Busy, self._busy_writes)
            self._busy_writes = min(self._busy_writes + 1, _BUSY[Lane.VISIBLE])
            self._gate.hold(outcome.retry_after)
        else:
            outcome.retry_after = self._until_probe()

    def _obeyed(self, told: float) -> float:
        """The wait that the server named, and a tenth more at most, so that not all come back at once."""
        return min(told * self._chance.uniform(1.0, 1.1), LONGEST_PAUSE)

    def _short(self, kind: type[Failure], tried: int) -> float:
        """A short wait at random that hardly grows for busy, not at all for down, and doubles for broken."""
        if kind is Busy:
            return self._chance.uniform(0.1, 1.0) * min(1.25**tried, 5.0)
        if kind is Down:  # few and then over: `_until_probe` is what spares a server under maintenance
            return self._chance.uniform(0.3, 1.0)
        return self._chance.uniform(0.5, 1.0) * min(2.0**tried, 8.0)

    def _until_probe(self) -> float:
        """Seconds until the next look at a server under maintenance; the longer it lasts, the more."""
        now = self._clock()
        if self._down_since is None:
            self._down_since = now
        lasted = max(0.0, now - self._down_since)
        return min(SHORTEST_PROBE + lasted, LONGEST_PROBE) * self._chance.uniform(0.5, 1.5)


_NEVER: Mapping[Lane, int] = dict.fromkeys(Lane, 0)
_MOST_TRIES: Mapping[type[Failure], Mapping[Lane, int]] = {Busy: _BUSY, Passing: _BROKEN, Down: _DOWN}


def _masked(text: str, secret: str) -> str:
    begin, at = secret[:_TELLING], 0
    while (at := text.find(begin, at)) >= 0:
        pairs = zip(text[at : at + len(secret)], secret, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        text = f"{text[:at]}•••{text[at + same :]}"
    return text
