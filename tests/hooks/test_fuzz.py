"""Thousands of deliveries in bad faith and order: no forgery gets in, the cache ends as without webhooks."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from forge_desktop.hooks import Secrets
from forge_desktop.hooks.events import NotAnEvent, read_event
from tests.sync.virtual_loop import run

from .knocking import OTHER, PATH, SECRET, body_of, headers_of, knock, sign
from .station import CUSTOMERS, TABLE, Station, living

DELIVERIES = 2_600
"""At least, of each of the two seeds."""
_THINGS = list(TABLE)
_LIES: dict[str, object] = {"name": "Owned", "status": "cancelled", "updated_at": "2099-01-01T00:00:00.000Z"}
_NONSENSE = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'{"type": 7, "data": {}}',
    b'{"type": "job.updated", "data"',
    b"\xff\xfe\x00",
    b"[" * 50_000,
    b'{"type": "weather.changed", "data": {"id": "x"}}',
    b'{"type": "job.updated", "data": {"id": "../clients"}}',
    b'{"type": "job.updated", "data": {"id": {"id": 1}}}',
    b'{"type": "client.updated", "data": [1, 2, 3]}',
    b'{"type": "__proto__.updated", "data": {"id": "x"}}',
    b'{"type": "job.updated", "data": {"id": 9223372036854775808}}',
)


@dataclass
class Mischief:
    """Draws one delivery after the other; remembers which of them may get in."""

    station: Station
    chance: Random
    honest: list[bytes] = field(default_factory=list)
    """Events of real changes, to be delivered in any order."""
    sent: list[bytes] = field(default_factory=list)
    """Signed bodies that were delivered."""
    forged: set[bytes] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    posts: int = 0

    async def one(self) -> None:
        """A change, or a delivery of some kind."""
        kind = self.chance.choices(
            (self.change, self.deliver, self.replay, self.lie, self.nonsense, self.forge, self.knock),
            (5, 12, 20, 15, 8, 30, 10),
        )[0]
        self.statuses[f"{kind.__name__}"] += 1
        await kind()

    async def change(self) -> None:
        """Somebody changes something at the server, which queues an event."""
        person, chance = self.station.person, self.chance
        if chance.random() < 0.5:
            made = await person.post("/clients", json={"name": f"Client {chance.randrange(10_000)}"})
            kind = "client.created"
        else:
            body = {"partNumber": "TABLE", "quantity": 1 + chance.randrange(3)}
            made = await person.post("/jobs", json=body)
            kind = "job.created"
            if chance.random() < 0.5:
                ident = made.json()["data"]["id"]
                made = await person.patch(f"/jobs/{ident}", json={"priority": chance.choice(("low", "high"))})
                kind = "job.updated"
        assert made.status_code in (200, 201), made.text
        self.honest.append(body_of(kind, made.json()["data"]["id"], number=len(self.honest)))

    async def deliver(self) -> None:
        """One of the events that wait, not always the oldest, now and then twice."""
        if not self.honest:
            return
        body = self.honest.pop(self.chance.randrange(len(self.honest)))
        for _ in range(1 + self.chance.randrange(2)):
            await self._signed(body)

    async def replay(self) -> None:
        """Something that was delivered before, whenever that was."""
        if self.sent:
            await self._signed(self.chance.choice(self.sent))

    async def lie(self) -> None:
        """Signed, and not true: about a record that exists, or about one that never did."""
        thing = self.chance.choice(_THINGS)
        ident = self.chance.choice((CUSTOMERS[0], CUSTOMERS[1], "x_never", None))
        lies = _LIES | {"number": self.chance.random()}
        await self._signed(body_of(f"{thing}.updated", ident, **lies))

    async def nonsense(self) -> None:
        """Signed, and no event."""
        await self._signed(self.chance.choice(_NONSENSE))

    async def forge(self) -> None:
        """Not signed by who knows the secret."""
        body = body_of("client.updated", CUSTOMERS[0], forged=self.chance.random())
        old = self.chance.choice(self.sent) if self.sent else b"{}"
        signature = self.chance.choice(
            (
                sign(body, OTHER),
                sign(body, ""),
                sign(body, SECRET[:-1]),
                sign(body, "whsec_"),
                sign(old),
                sign(body)[:-1],
                sign(body).upper(),
                f"sha256={sign(body)}",
                f"{self.chance.getrandbits(256):064x}",
                "",
                "é" * 64,
            )
        )
        self.forged.add(body)
        status = await self._post(body, headers_of(body) | {"x-forge-signature": signature})
        assert status == 401

    async def knock(self) -> None:
        """Well signed, and yet no delivery."""
        body = body_of("client.updated", CUSTOMERS[0], forged=self.chance.random())
        self.forged.add(body)
        changes, method, path, status = self.chance.choice(
            (
                ({"host": "evil.example"}, "POST", PATH, 403),
                ({"origin": "https://evil.example"}, "POST", PATH, 403),
                ({"content-type": "text/plain"}, "POST", PATH, 415),
                ({"content-length": "1000001"}, "POST", PATH, 413),
                ({}, "GET", PATH, 405),
                ({}, "POST", "/guess", 404),
            )
        )
        assert await self._post(body, headers_of(body) | changes, method=method, path=path) == status

    async def _signed(self, body: bytes) -> None:
        self.sent.append(body)
        status = await self._post(body, headers_of(body))
        try:
            read_event(body, TABLE)
        except NotAnEvent:
            assert status == 400
        else:
            assert status == 200

    async def _post(
        self, body: bytes, headers: dict[str, str], *, method: str = "POST", path: str = PATH
    ) -> int:
        self.posts += 1
        cuts = sorted(self.chance.randrange(len(body) + 1) for _ in range(self.chance.randrange(4)))
        pieces = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]
        status, words = await knock(self.station.door, pieces, headers, method=method, path=path)
        assert "Owned" not in words
        return status


def _meaning(body: bytes) -> bool:
    try:
        read_event(body, TABLE)
    except NotAnEvent:
        return False
    return True


@pytest.mark.parametrize("seed", [1, 2])
def test_no_forgery_is_taken_and_the_cache_ends_as_without_webhooks(
    database: Engine, tmp_path: Path, seed: int
) -> None:
    async def story() -> None:
        chance = Random(seed)
        async with living(database, tmp_path / "heard", Secrets(SECRET)) as station:
            mischief = Mischief(station, chance)
            while mischief.posts < DELIVERIES:
                await mischief.one()
                if chance.random() < 0.3:
                    await asyncio.sleep(chance.random() / 10)
            for body in mischief.honest:
                await mischief._signed(body)
            await asyncio.sleep(60)
            counts = station.hearing.counts
            assert counts.taken + counts.unknown == len({b for b in mischief.sent if _meaning(b)})
            assert counts.forged == mischief.statuses["forge"]
            assert counts.turned_away == mischief.statuses["knock"]
            assert not any(station.hearing.knows(body) for body in mischief.forged)
            with_hooks = station.everything()
        async with living(database, tmp_path / "silent") as silent:
            assert with_hooks == silent.everything()
        assert len(with_hooks["clients"]) > 30
        assert len(with_hooks["jobs"]) > 30

    for name in ("heard", "silent"):
        (tmp_path / name).mkdir()
    run(story())
