"""Planned misfortune: an ASGI middleware that makes answers busy, down, slow, cut, lost or late, by a seed."""

from __future__ import annotations

import asyncio
import random
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forge_desktop.server.answer import Refuse, refusal

KINDS = ("busy", "down", "slow", "cut", "lost", "late")
USUAL_RATE = 0.05
LONGEST_SPELL = 6  # requests
LONGEST_WAIT = 1.0  # seconds
DROP = "forge.drop"  # scope extension: closes the connection; put there by running.Connection


def parse(text: str) -> dict[str, float]:
    """`busy,slow=0.2` as rates; raises ValueError with a message for people."""
    rates: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, given, number = part.partition("=")
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; there are {', '.join(KINDS)}")
        try:
            rate = float(number) if given else USUAL_RATE
        except ValueError:
            rate = -1.0
        if not 0 <= rate <= 1:
            raise ValueError(f"the rate of {kind} must be a number from 0 to 1, not {number!r}")
        rates[kind] = rate
    return rates


class Faults:
    """What goes wrong next. Safe to change from another thread between requests."""

    def __init__(self, text: str = "", seed: int = 0) -> None:
        self.set(text, seed=seed)

    def set(self, text: str = "", *, seed: int = 0) -> None:
        """Begin anew with these faults; an empty text ends them all. `down=1` is maintenance without end."""
        self._rates = parse(text)
        self._random = random.Random(seed)
        self._spell = 0
        self.planned: deque[str] = deque()
        self.failing: frozenset[str] = frozenset()

    def fail(self, *names: str) -> None:
        """From now on every question for these lists fails with status 500."""
        self.failing = frozenset(names)

    def plan(self, *kinds: str) -> None:
        """The very next requests meet these faults, one each, in order; `""` lets one pass."""
        unknown = set(kinds) - {*KINDS, ""}
        if unknown:
            raise ValueError(f"unknown faults {sorted(unknown)}")
        self.planned.extend(kinds)

    def next(self) -> tuple[str, float]:
        """The fault of this request, or "", and the seconds it waits if it is slow."""
        draws = {kind: self._random.random() for kind in KINDS}
        length, wait = self._random.randint(1, LONGEST_SPELL), self._random.uniform(0.1, LONGEST_WAIT)
        if self.planned:
            return self.planned.popleft(), wait
        if self._spell:
            self._spell -= 1
            return "down", wait
        for kind in KINDS:
            if draws[kind] < self._rates.get(kind, 0.0):
                self._spell = length - 1 if kind == "down" else 0
                return kind, wait
        return "", wait


class FaultyAnswers:
    """Carries the faults out around an application."""

    def __init__(
        self, app: ASGIApp, faults: Faults, late_seconds: float, refuse: Refuse = refusal, name: str = "MRPEasy"
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._name = name
        self._faults = faults
        self._late_seconds = late_seconds
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, wait = self._faults.next()
        app = self._app
        if any(f"/{name}" in scope["path"] for name in self._faults.failing):
            app = self._refuse(500, "The server failed on this request")
        elif kind == "busy":
            app = self._refuse(429, "Too many requests")
        elif kind == "down":
            app = self._refuse(503, f"{self._name} is under maintenance")
        elif kind == "slow":
            await asyncio.sleep(wait)
        elif kind in ("cut", "lost"):
            await _broken(app, scope, receive, send, whole=kind == "lost")
            return
        elif kind == "late":
            await self._postpone(scope, receive)
            return
        await app(scope, receive, send)

    async def _postpone(self, scope: Scope, receive: Receive) -> None:
        """Take the whole request, hang up, and only some time later let it be executed."""
        messages: list[Message] = [await receive()]
        while messages[-1].get("more_body", False):
            messages.append(await receive())
        if messages[-1]["type"] == "http.disconnect":
            return
        task = asyncio.create_task(self._execute(dict(scope), deque(messages)))
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        await _hang_up(scope)

    async def _execute(self, scope: Scope, messages: deque[Message]) -> None:
        async def replay() -> Message:
            return messages.popleft()

        async def nobody(message: Message) -> None:
            pass

        await asyncio.sleep(self._late_seconds)
        await self._app(scope, replay, nobody)


async def _hang_up(scope: Scope) -> None:
    scope["extensions"][DROP]()
    await asyncio.sleep(0)  # let the loop tell uvicorn that the connection is gone before it looks
    await asyncio.sleep(0)


async def _broken(app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, whole: bool) -> None:
    """Let the request be executed, then send half of its body, or nothing at all, and hang up."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
    if body and not whole:
        await send(start)
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    await _hang_up(scope)
