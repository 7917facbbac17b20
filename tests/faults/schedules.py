"""One schedule is one seed: commands, faults, crashes, restarts and clock jumps, then an hour of peace.

`python -m tests.faults.schedules --times 10000 --seed 1` runs many on all cores and prints what failed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from forge_desktop.domain.commands import Command, Verb, chain_of
from forge_desktop.domain.resource import Values
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.outbox import Entry, ballast
from forge_desktop.sync import rereading
from forge_desktop.sync.push import Push
from forge_desktop.sync.writes import Writes
from tests.faults.checker import wrongs
from tests.faults.desk import Mortal, PlainCache, ground
from tests.faults.server import Chaos, Crash, FaultyClient, KeyedClient, Server
from tests.sync.virtual_loop import run

EPOCH = 1_795_000_000
TROUBLE, PEACE = 900.0, 5_400.0
QUIET = 120
JUMPS = (0, 0, 0, 3_600, -3_600, 315_360_000, -315_360_000)
EXACT = "1234567890123.123456789"
"""A quantity that no binary float holds."""


@dataclass
class Options:
    """What a planted bug may change."""

    quiet: int = QUIET
    outbox: type[Mortal] = Mortal
    client: type[FaultyClient] = FaultyClient
    key_life: int = 300
    """Seconds for which this side leans on an idempotency key."""


@dataclass
class Schedule:
    """The running of one seed."""

    seed: int
    folder: Path
    options: Options
    chance: random.Random = field(init=False)
    server: Server = field(default_factory=Server)
    jump: float = 0.0
    told: list[Command] = field(default_factory=list)
    """Commands of which the person was told that they are kept."""
    waiting: list[Command] = field(default_factory=list)
    writes: Writes | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    """As they were last seen: old history may go."""
    bad: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def true_time(self) -> float:
        """UTC seconds."""
        return EPOCH + asyncio.get_running_loop().time()

    def wall(self) -> float:
        """What this computer's clock says."""
        return self.true_time() + self.jump

    async def play(self) -> None:
        """From the first command to an hour after the last fault."""
        loop, chance = asyncio.get_running_loop(), self.chance
        begun = loop.time()
        chaos = Chaos(chance, begun + TROUBLE, chance.choice((0.0, 0.02, 0.1)), chance.choice((0.1, 0.35, 0.6)))
        client = self.options.client(self.server, chaos, self.true_time, chance.random() < 0.7)
        commands = plan(self)
        client.bad = {c.id for c in commands if c.verb is Verb.CREATE and chance.random() < 0.1}
        for at, command in zip(
            sorted(chance.uniform(0, TROUBLE * 0.7) for _ in commands), commands, strict=True
        ):
            loop.call_later(at, self.say, command)
        for act in (*[self.set_clock] * 8, *[self.meddle] * 3):
            loop.call_later(chance.uniform(0, TROUBLE), act)
        cache = PlainCache()
        while loop.time() < begun + TROUBLE + PEACE:
            await self.live(client, chaos, cache, begun + TROUBLE + PEACE)
            if chance.random() < 0.3:
                cache = PlainCache()  # thrown away, as it may be at any time
            await asyncio.sleep(chance.uniform(0, 200))
        self.bad = client.bad

    async def live(self, client: FaultyClient, chaos: Chaos, cache: PlainCache, until: float) -> None:
        """One run of the program, until it is ended, crashes, or the schedule is over."""
        loop = asyncio.get_running_loop()
        outbox = self.options.outbox.open(
            self.folder / "outbox.db", "shop", clock=self.wall, quiet=self.options.quiet
        )
        assert isinstance(outbox, Mortal)
        chaos.die = outbox.die
        try:
            whole = ground(client, cache, self.wall)
            self.writes = Writes(whole, outbox)
            push = Push(
                whole,
                self.writes,
                quiet=self.options.quiet,
                clock=self.wall,
                monotonic=loop.time,
                chance=self.chance,
            )
            while self.waiting:
                self.say(self.waiting.pop(0))
            ended = (
                loop.time() + self.chance.choice((200, 600, PEACE)) if loop.time() < until - PEACE else until
            )
            async with asyncio.timeout_at(min(until, ended)):
                while True:
                    try:
                        await push.work()
                    except (Unreachable, SignedOut) as failure:
                        told = failure.retry_after if isinstance(failure, Unreachable) else None
                        await asyncio.sleep(told or self.chance.uniform(5, 60))
        except TimeoutError:
            pass
        except Crash:
            pass
        finally:
            outbox.dead, self.writes = True, None
            self.entries |= {entry.command.id: entry for entry in outbox.entries()}
            outbox.close()

    def say(self, command: Command) -> None:
        """The person wants something; when the program does not run, later."""
        if self.writes is None:
            self.waiting.append(command)
        else:
            self.writes.submit(command)
            self.told.append(command)

    def set_clock(self) -> None:
        """Somebody or something sets this computer's clock."""
        self.jump = float(self.chance.choice(JUMPS))

    def meddle(self) -> None:
        """Somebody else works on the server."""
        now, chance = int(self.true_time()), self.chance
        self.server.add("manufacturing-orders", {"article_id": 99, "quantity": "1", "status": 10}, "", now)
        self.server.add("customer-orders", {"customer_id": 1, "reference": "Same"}, "", now)
        key = chance.choice([1, 2, 3])
        values: Values = {"quantity": str(chance.randint(50, 60))}
        if chance.random() < 0.3:
            self.server.change("manufacturing-orders", key, values, "")


def plan(schedule: Schedule) -> list[Command]:
    """What was there before, and what the person will want."""
    chance, server = schedule.chance, schedule.server
    twin: Values = {"article_id": 7, "quantity": "5", "assigned_id": 1, "site_id": 1}
    for _ in range(3):
        server.add("manufacturing-orders", {**twin, "status": 10}, "", EPOCH)
    for number in range(12):
        server.add("customers", {"title": f"Old {number}", "code": f"C{number}"}, "", EPOCH)
    found: list[Command] = []
    key = -1_000_000_000_000_001

    def want(resource: str, verb: Verb, at: int, patch: Values, base: Values | None = None) -> None:
        ident = f"{chance.getrandbits(128):032x}"
        found.append(Command(ident, resource, verb, at, patch, base or {}, EPOCH, chain_of(resource, at)))

    alike = not schedule.options.client.has_keys
    """Where values alone tell a record, what was lost may be taken for its twin, which does no harm."""
    for number in range(chance.randint(2, 6)):
        key -= 1
        twin = twin if alike else {**twin, "quantity": str(100 + number)}
        kind = chance.randint(0, 4)
        if kind == 0:
            want(
                "customer-orders",
                Verb.CREATE,
                key,
                {"customer_id": 1, "reference": chance.choice(("", "Same")) if alike else f"No. {number}"},
            )
        elif kind == 1:
            want("manufacturing-orders", Verb.CREATE, key, twin)
        elif kind == 2:
            want("customers", Verb.CREATE, key, {"title": f"New {number}"})
            mine, key = key, key - 1
            want("customer-orders", Verb.CREATE, key, {"customer_id": mine, "reference": f"child {number}"})
        elif kind == 3:
            want(
                "manufacturing-orders",
                Verb.CREATE,
                key,
                {**twin, "article_id": 8 if alike else 100 + number, "quantity": EXACT},
            )
        else:
            for step, value in enumerate(("11", "12")):
                base = {"quantity": "5" if step == 0 else "11"}
                want("manufacturing-orders", Verb.UPDATE, chance.choice([1, 2]), {"quantity": value}, base)
    want("manufacturing-orders", Verb.STATUS, 3, {"status": 20}, {"status": 10})
    return found


def one(seed: int, options: Options | None = None) -> list[str]:
    """What is wrong after the schedule of this seed; nothing, as a rule."""
    shm = "/dev/shm" if os.path.isdir("/dev/shm") else None
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=shm))
    try:
        schedule = Schedule(seed, folder, options or Options())
        life = patch.object(rereading, "KEY_LIFE", schedule.options.key_life)
        with patch.object(ballast, "SIZE", 0), life:  # there is no disk that could be full
            run(schedule.play())
        return wrongs(schedule)
    finally:
        shutil.rmtree(folder)


def _some(seeds: range, keyed: bool) -> list[tuple[int, list[str]]]:
    options = Options(client=KeyedClient if keyed else FaultyClient)
    return [(seed, wrong) for seed in seeds if (wrong := one(seed, options))]


def many(times: int, first: int, workers: int, *, keyed: bool = False) -> list[tuple[int, list[str]]]:
    """The seeds that failed, and how. `keyed`: the server honours idempotency keys."""
    size = max(1, min(100, times // (workers * 4) or 1))
    parts = [range(at, min(at + size, first + times)) for at in range(first, first + times, size)]
    with ProcessPoolExecutor(workers) as pool:
        return [failed for part in pool.map(_some, parts, [keyed] * len(parts)) for failed in part]


def main(say: Callable[[str], object] = print) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1, help="the first seed; with --times 1 a replay")
    parser.add_argument("--keyed", action="store_true", help="a server that honours idempotency keys")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    begun = time.perf_counter()
    failed = many(args.times, args.seed, args.workers, keyed=args.keyed)
    kinds = Counter(word.split(":")[0] for _, wrong in failed for word in wrong)
    for seed, wrong in failed[:20]:
        say(f"seed {seed}: {'; '.join(wrong)}")
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in ("lost", "doubled", "stuck", "wrong"))
    say(f"{args.times} schedules from seed {args.seed}: {told}; {time.perf_counter() - begun:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
