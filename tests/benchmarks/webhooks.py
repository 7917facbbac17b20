"""How soon a change on the server is on screen with webhooks, and what a burst of deliveries costs the window.

    python -m tests.benchmarks.webhooks [--changes 10] [--deliveries 500] [--rounds 3]

The server is a process of its own with the demo factory, the window is the real one in memory. A change is
timed from the moment its POST leaves until the frame with the new row is painted: server, delivery, signature,
question and answer included. The burst comes from a third process as fast as one line takes it; beside it
stands the longest block of the same window while nothing comes, because a shared machine pauses by itself: the
quietest round says what this program is to blame for.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import httpx

from forge_desktop.domain.resource import Resource
from forge_desktop.hooks import Secrets, kept
from forge_desktop.paths import GATES
from forge_desktop.server import tables
from forge_desktop.server.forgemrp import endpoints, keys
from forge_desktop.sync.hints import EVERY, Hints, Name
from tests.benchmarks import screen
from tests.benchmarks.frames import Frames
from tests.hooks.knocking import body_of, sign
from tests.shell.living import Told, live, options

_THINGS = {"client": "clients", "quote": "quotes", "job": "jobs", "supplier": "suppliers", "rfq": "rfqs"}
_FIRST_ROWS = 40
_GOAL, _BLOCK = 1.0, 0.050


@dataclass
class Looked:
    """When which resource was asked for because of hints."""

    times: list[tuple[float, str]] = field(default_factory=list)

    def watch(self) -> None:
        """Write each question down from now on."""
        follow = Hints._follow

        async def watched(hints: Hints, resource: Resource, name: Name) -> None:
            self.times.append((perf_counter(), resource.name))
            await follow(hints, resource, name)

        setattr(Hints, "_follow", watched)  # noqa: B010 - looked at, not changed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=10, help="single changes (default: 10)")
    parser.add_argument("--deliveries", type=int, default=500, help="deliveries in the burst (default: 500)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of the burst (default: 3)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[GATES] = f"{folder}/gates"
        with _served(Path(folder)) as (url, database):
            engine = tables.connect(database)
            try:
                _lead(url, keys.create(engine, keys.EVERYTHING))
                measured = _Measured(url, keys.create(engine, keys.EVERYTHING), args)
                measured.register = lambda address: endpoints.add(engine, address, ["*"])[1]
                live(screen.application(), options(Path(folder) / "data", "clients"), measured.story)
            finally:
                engine.dispose()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, Path]]:
    """The real server as a process of its own: its address and its database."""
    database = folder / "server.db"
    words = ["serve", "--scale", "200", "--port", "0", "--json", "--stdin-guard", "--database", str(database)]
    words = [sys.executable, "-m", "forge_desktop", "--data-dir", str(folder / "server"), *words]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["forgemrp_url"], database
        finally:
            process.communicate()


def _lead(url: str, key: str) -> None:
    told = {"URL": url, "PROFILE": "forgemrp", "API_KEY": key, "TIMEZONE": "Europe/Tallinn"}
    os.environ |= {f"FORGE_DESKTOP_{name}": value for name, value in told.items()}


class _Measured:
    """The story that the program is told."""

    def __init__(self, url: str, key: str, args: argparse.Namespace) -> None:
        self._url, self._key = url, key
        self._changes, self._deliveries, self._rounds = args.changes, args.deliveries, args.rounds
        self._blocks: list[float] = []
        self._sent, self._rate = 0, 0.0
        self.register: Callable[[str], str] = str
        """Makes the address known to the server; its secret."""
        self._looked = Looked()

    async def story(self, told: Told) -> None:
        """Single changes, then nothing, then the burst."""
        await told.opened()
        self._looked.watch()
        desk = told.view.desk
        listening = kept.settled(told.program.folders.connection(desk.connection.ident))
        address = listening.address()
        secret = self.register(address)
        await desk.listen(listening, Secrets(secret))
        header = {"Authorization": f"Bearer {self._key}"}
        async with httpx.AsyncClient(base_url=self._url, headers=header, trust_env=False) as person:
            await self._single(told, person)
            ids = await _ids(person)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            await asyncio.wrap_future(pool.submit(os.getpid))  # the third process is there before it counts
            for number in range(self._rounds):
                await asyncio.sleep(2 * EVERY)
                idle = await _longest(self._nothing())
                self._looked.times.clear()
                first = number * self._deliveries
                busy = await _longest(self._burst(pool, address, secret, ids, first))
                self._tell(idle, busy)
                self._blocks.append(busy)
        _say(f"\nthe quietest of {self._rounds} rounds: {_ms(min(self._blocks))}   goal < {_ms(_BLOCK)}")

    async def _single(self, told: Told, person: httpx.AsyncClient) -> None:
        took = []
        for number in range(self._changes):
            name = f"000 made just now, {number}"
            painted = asyncio.Event()

            def look(name: str = name, painted: asyncio.Event = painted) -> None:
                if any(name in word for word in _words(told)):
                    painted.set()

            frames = Frames(told.page.view.viewport(), look)
            begun = perf_counter()
            posted = asyncio.create_task(person.post("/clients", json={"name": name}))
            async with asyncio.timeout(60):
                await painted.wait()
            took.append(perf_counter() - begun)
            told.page.view.viewport().removeEventFilter(frames)
            assert (await posted).status_code == 201
            await asyncio.sleep(EVERY + 0.3)
        _say(f"a change on the server until its row is painted, {len(took)} times")
        median, longest = _ms(screen.median(took)), _ms(max(took))
        _say(f"  median {median}, longest {longest}   goal ≤ {_ms(_GOAL)}")

    async def _nothing(self) -> None:
        await asyncio.sleep(2.5 * EVERY)

    async def _burst(
        self, pool: ProcessPoolExecutor, address: str, secret: str, ids: list[tuple[str, str]], first: int
    ) -> None:
        knocking = pool.submit(_knock, address, secret, ids, first, self._deliveries)
        self._sent, self._rate = await asyncio.wrap_future(knocking)
        await asyncio.sleep(2.5 * EVERY)

    def _tell(self, idle: float, busy: float) -> None:
        looks: dict[str, list[float]] = {}
        for at, name in self._looked.times:
            looks.setdefault(name, []).append(at)
        gaps = [b - a for times in looks.values() for a, b in pairwise(times)]
        lines = (
            f"\n{self._sent} deliveries in a burst ({self._rate:,.0f} a second)",
            f"  refreshes: {sum(map(len, looks.values()))} of {len(looks)} resources, "
            f"{max(map(len, looks.values()))} of one at the most",
            f"  shortest time between two of one resource: {min(gaps, default=0):.1f} s   goal ≥ {EVERY:.0f}",
            f"  longest block of the window: {_ms(busy)}, idle {_ms(idle)}",
        )
        _say("\n".join(lines))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _ms(seconds: float) -> str:
    return f"{seconds * 1_000:.0f} ms"


async def _longest(work: Coroutine[None, None, None]) -> float:
    """The longest block of the window's loop while this goes on, seconds."""
    beat = screen.Beat()
    beat.start()
    await work
    beat.stop()
    return beat.longest


def _words(told: Told) -> list[str]:
    table = told.page.table
    rows = range(min(table.rowCount(), _FIRST_ROWS))
    number = next(n for n, column in enumerate(table.columns) if column.field == "name")
    return [str(table.index(row, number).data()) for row in rows]


async def _ids(person: httpx.AsyncClient) -> list[tuple[str, str]]:
    """Things that there are: what events call them, and their ids."""
    found = []
    for thing, path in _THINGS.items():
        rows = (await person.get(f"/{path}", params={"limit": "20"})).json()["data"]
        found += [(thing, row["id"]) for row in rows]
    return found


def _knock(address: str, secret: str, ids: list[tuple[str, str]], first: int, number: int) -> tuple[int, float]:
    """Deliver so many signed events, one after the other; how many were taken, and how many a second."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port)
    taken, begun = 0, perf_counter()
    for at in range(first, first + number):
        thing, ident = ids[at % len(ids)]
        body = body_of(f"{thing}.updated", ident, number=at)
        headers = {"Content-Type": "application/json", "X-Forge-Signature": sign(body, secret)}
        line.request("POST", parts.path, body, headers)
        answer = line.getresponse()
        answer.read()
        taken += answer.status == 200
    took = perf_counter() - begun
    line.close()
    return taken, number / took


if __name__ == "__main__":
    main()
