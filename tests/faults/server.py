"""The other side of a schedule: a server whose rows are the truth, and a client through which faults come."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forge_desktop.api.protocol import Lane, Offer, Page, Row, Verdict
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import (
    AnswerLost,
    BadReply,
    Busy,
    Down,
    Missing,
    NotPermitted,
    NotSent,
    Refused,
    SignedOut,
    Unreachable,
)

PAGE = 5
LATEST = 100.0
"""Seconds after the client gave up in which the server may still do what it was asked: in the quiet period."""
KEY_LIFE = 600.0
"""Seconds after which the server forgets an idempotency key."""
KEYS = {"customer-orders": "cust_ord_id", "manufacturing-orders": "man_ord_id", "customers": "customer_id"}
_FILTERS = frozenset(
    ("reference", "customer_id", "article_id", "code", "title", "created_min", "created_max", "status")
)


class Crash(BaseException):
    """The process ends here, without another word to any file."""


@dataclass
class Server:
    """What the shop's server holds and did."""

    rows: dict[str, dict[int, dict[str, Json]]] = field(default_factory=lambda: {name: {} for name in KEYS})
    origins: list[tuple[str, str, int]] = field(default_factory=list)
    """Resource, command and key of every creation, in order."""
    given: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Idempotency key: what was answered, and when."""
    changes: list[tuple[str, int, Values, str, int]] = field(default_factory=list)
    """Every change: resource, key, values, who (empty: somebody else), and how many whoever it was had seen."""

    def add(self, resource: str, values: Values, origin: str, now: int) -> int:
        """Create."""
        rows = self.rows[resource]
        key = max(rows, default=0) + 1
        rows[key] = {**values, KEYS[resource]: key, "created": now, "code": values.get("code") or f"N{key}"}
        self.origins.append((resource, origin, key))
        return key

    def change(self, resource: str, key: int, values: Values, who: str, seen: int = 0) -> None:
        """Change."""
        self.rows[resource][key] |= values
        self.changes.append((resource, key, dict(values), who, seen))


@dataclass
class Chaos:
    """Decides, from one seed, what goes wrong, and until when."""

    chance: random.Random
    until: float
    crashes: float = 0.02
    troubles: float = 0.35
    die: Callable[[], None] = lambda: None
    """From here on no file changes any more."""

    def strikes(self, share: float, now: float) -> bool:
        """True when it goes wrong."""
        return now < self.until and self.chance.random() < share


class FaultyClient:
    """Fulfils the protocol of a client; never repeats anything by itself."""

    has_keys = False

    def __init__(self, server: Server, chaos: Chaos, true_time: Callable[[], float], statuses: bool) -> None:
        self._server = server
        self._chaos = chaos
        self._time = true_time
        self._statuses = statuses
        self.sent = 0
        self._seen: dict[tuple[str, int], int] = {}
        self.bad: set[str] = set()
        """Commands that the server refuses for good."""

    @property
    def server_time(self) -> int | None:
        """The server's clock is always right."""
        return int(self._time())

    @property
    def server_now(self) -> int | None:
        """And always known."""
        return int(self._time())

    def offer(self, resource: str) -> Offer | None:
        """Three lists."""
        return Offer(True, True, _FILTERS, PAGE) if resource in KEYS else None

    def may(self, resource: str, verb: Verb) -> bool:
        """Statuses only where the profile has them."""
        return verb is not Verb.STATUS or self._statuses

    def takes(self, resource: str, verb: Verb) -> frozenset[str]:
        """Whatever it is."""
        return frozenset({"status"}) if self.may(resource, verb) else frozenset()

    async def page(
        self,
        resource: str,
        *,
        start: int = 0,
        where: Mapping[str, str | int] | None = None,
        lane: Lane = Lane.BACKGROUND,
        length: int | None = None,
        known: Mapping[int, int] | None = None,
        cursor: str = "",
    ) -> Page:
        """A page of what there is now; nothing of it is known."""
        await self._read()
        found = [
            Row(key, dict(values))
            for key, values in sorted(self._server.rows[resource].items())
            if _fits(values, where or {})
        ]
        size = min(length or PAGE, PAGE)
        part = tuple(found[start : start + size])
        return Page(part, (), start, len(found), start + len(part) >= len(found))

    async def one(self, resource: str, key: int | str, *, lane: Lane = Lane.BACKGROUND) -> Row:
        """One record."""
        await self._read()
        key = int(key)
        values = self._server.rows[resource].get(key)
        if values is None:
            raise Missing("no such record")
        self._seen[resource, key] = len(self._server.changes)
        return Row(key, dict(values))

    async def create(
        self, resource: str, values: Values, *, lane: Lane = Lane.USER, idempotency: str = ""
    ) -> int:
        """Create, unless something goes wrong; `idempotency` only tells the truth who it was."""

        def act() -> int:
            return self._server.add(resource, values, idempotency, int(self._time()))

        wrong = idempotency in self.bad or any(
            isinstance(v, int) and v < 0 for name, v in values.items() if name.endswith("_id")
        )
        return await self._write(act, refused=wrong)

    async def update(self, resource: str, key: int | str, values: Values, *, lane: Lane = Lane.USER) -> None:
        """Change, unless something goes wrong."""
        key = int(key)
        sent, seen = dict(values), self._seen.get((resource, key), 0)

        def act() -> int:
            self._server.change(resource, key, sent, "us", seen)
            return key

        await self._write(act, refused=False)

    async def check(self) -> Verdict:
        """Never asked."""
        return Verdict(True, "", "")

    async def aclose(self) -> None:
        """Nothing to close."""

    async def _read(self) -> None:
        await self._point()
        self.sent += 1
        chance, now = self._chaos.chance, asyncio.get_running_loop().time()
        await asyncio.sleep(chance.uniform(0.01, 1.0))
        if self._chaos.strikes(self._chaos.troubles / 2, now):
            kind = chance.choice((Unreachable, Busy, Down, BadReply, SignedOut))
            raise kind("reading went wrong")
        await self._point()

    async def _write(self, act: Callable[[], int], *, refused: bool) -> int:
        await self._point()
        self.sent += 1
        loop, chance = asyncio.get_running_loop(), self._chaos.chance
        troubled = self._chaos.strikes(self._chaos.troubles, loop.time())
        kind = (
            chance.choice(("not-sent", "busy", "down", "denied", "signed-out", *("lost",) * 5))
            if troubled
            else ""
        )
        if kind == "not-sent":
            await asyncio.sleep(chance.uniform(0.1, 10))
            raise NotSent("connection refused")
        if kind in ("busy", "down"):
            raise Busy("429", retry_after=0.5) if kind == "busy" else Down("503")
        if kind in ("denied", "signed-out"):
            raise SignedOut("401") if kind == "signed-out" else NotPermitted("403")
        if kind == "lost":
            return await self._lose(act, refused=refused)
        await self._point()  # the request has left
        if refused:
            raise Refused("400", reasons=("unknown SKU",))
        key = act()
        await asyncio.sleep(chance.uniform(0.01, 1.0))
        await self._point()  # the answer never comes
        return key

    async def _lose(self, act: Callable[[], int], *, refused: bool) -> int:
        """Executed at once, later, or never; the client only knows that no answer came."""
        loop, chance = asyncio.get_running_loop(), self._chaos.chance
        gave_up = chance.uniform(0.1, 30)
        fate = chance.choice(("never", "at once", "late"))
        if fate != "never" and not refused:
            loop.call_later(0.05 if fate == "at once" else gave_up + chance.uniform(0, LATEST), act)
        await self._point()
        await asyncio.sleep(gave_up)
        raise AnswerLost(chance.choice(("timeout", "reset", "502", "a web page")))

    async def _point(self) -> None:
        """A place at which the process may die."""
        await asyncio.sleep(0)
        if self._chaos.strikes(self._chaos.crashes, asyncio.get_running_loop().time()):
            self._chaos.die()
            raise Crash


class KeyedClient(FaultyClient):
    """Of a server that honours idempotency keys, for a while, and whose lists are followed by cursors alone."""

    has_keys = True

    def offer(self, resource: str) -> Offer | None:
        """No filters, no numbers of rows."""
        if resource not in KEYS:
            return None
        return Offer(False, True, frozenset(), PAGE, cursors=True, created="created")

    async def page(
        self,
        resource: str,
        *,
        start: int = 0,
        where: Mapping[str, str | int] | None = None,
        lane: Lane = Lane.BACKGROUND,
        length: int | None = None,
        known: Mapping[int, int] | None = None,
        cursor: str = "",
    ) -> Page:
        """What follows the cursor."""
        assert not where
        await self._read()
        rows = [row for row in sorted(self._server.rows[resource].items()) if row[0] > int(cursor or 0)]
        part = rows[: length or PAGE]
        following = str(part[-1][0]) if len(rows) > len(part) else ""
        found = tuple(Row(key, dict(values)) for key, values in part)
        return Page(found, (), start, None, not following, next=following)

    def keyed(self, idempotency: str) -> str:
        """The key that is sent along."""
        return idempotency

    async def create(
        self, resource: str, values: Values, *, lane: Lane = Lane.USER, idempotency: str = ""
    ) -> int:
        """Create, or repeat the answer that was given under this key."""
        sent = self.keyed(idempotency)

        def act() -> int:
            now = self._time()
            given = self._server.given.get(sent)
            if sent and given is not None and now <= given[1] + KEY_LIFE:
                return given[0]
            key = self._server.add(resource, values, idempotency, int(now))
            self._server.given[sent] = (key, now)
            return key

        wrong = idempotency in self.bad or any(
            isinstance(v, int) and v < 0 for name, v in values.items() if name.endswith("_id")
        )
        return await self._write(act, refused=wrong)


def _fits(values: Mapping[str, Json], where: Mapping[str, str | int]) -> bool:
    for name, wanted in where.items():
        value = values.get(name.removesuffix("_min").removesuffix("_max"))
        if name.endswith("_min"):
            if not isinstance(value, int) or value < int(wanted):
                return False
        elif str(value) != str(wanted):
            return False
    return True
