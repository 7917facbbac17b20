"""First load and second look by cursor, from a real server whose announced limit bites.

    python -m tests.benchmarks.cursors --rows 10000

The ceiling is arithmetic: so many requests in each window, which begins with its first request. The pages of
all but the first and the last window are counted, and compared with what the limit allows in that time.
A request that the server refused (429) shows that somebody asked for too much; there should be none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert

from forge_desktop.connections import make_connection
from forge_desktop.domain.keys import Keys
from forge_desktop.paths import GATES, Folders
from forge_desktop.server import forge_tables as f
from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import start
from forge_desktop.session import Progress, Session
from tests.benchmarks.sync import cpu_seconds, say
from tests.server.small_floor import NOW
from tests.server.writes import shop

PAGE = 100
_SERVE = """
import sys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import start

database, requests, seconds = sys.argv[1:]
options = ServerOptions(database, demo=False, forge_requests=int(requests), forge_window=float(seconds))
with start(options) as running:
    print(running.forge_url, flush=True)
    sys.stdin.readline()
    print(sum(1 for *_, status in running.log if status == 429), flush=True)
"""


@dataclass
class Run:
    """One measured run over all pages."""

    name: str
    wall: float
    cpu: float
    pages: list[float]
    """When each came."""
    written: int
    refused: int = 0

    def rate(self, requests: int, seconds: float) -> float:
        """What was reached of what the limit allows, between the beginnings of the second and last window."""
        first, last = self.pages[requests], self.pages[(len(self.pages) - 1) // requests * requests]
        windows = (len(self.pages) - 1) // requests - 1
        return windows * seconds / (last - first) if windows > 0 else 0.0


def build(path: Path, rows: int) -> str:
    """A workshop with so many quotes; a key to it."""
    with start(ServerOptions(str(path), demo=False)) as running:
        shop.build(running.engine)
        row = {"customer_id": 1, "status": "draft", "created": NOW, "currency": "EUR", "total_price": 0}
        with writing(running.engine) as connection:
            connection.execute(
                insert(f.quotes), [row | {"code": f"Q{n:06}", "notes": f"Note {n}"} for n in range(rows)]
            )
        return keys.create(running.engine, keys.EVERYTHING)


@contextmanager
def served(path: Path, requests: int, seconds: float) -> Iterator[tuple[str, list[int]]]:
    """The real server as a process of its own: its address, and at last how many requests it refused."""
    words = [sys.executable, "-c", _SERVE, str(path), str(requests), str(seconds)]
    refused: list[int] = []
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), refused
        finally:
            told, _ = process.communicate("stop\n")
            refused.append(int(told.strip() or 0))


async def synced(name: str, url: str, key: str, folder: Path) -> Run:
    """A sync of the quotes by the real session."""
    pages: list[float] = []

    def report(progress: Progress) -> None:
        pages.append(time.perf_counter())

    connection = make_connection(
        name="bench", profile="forgemrp", base_url=url, timezone="Europe/Tallinn", ident="bench"
    )
    async with Session.open(Folders(folder), connection, Keys(key)) as session:
        begun, cpu = time.perf_counter(), cpu_seconds()
        before = session.cache.records._connection.total_changes
        await session.sync_once(["quotes"], report=report)
        wall, used = time.perf_counter() - begun, cpu_seconds() - cpu
        written = session.cache.records._connection.total_changes - before
    return Run(name, wall, used, pages, written)


def measure(folder: Path, rows: int, requests: int, seconds: float) -> list[Run]:
    """A first load and a second look, each by a server that has not been asked yet."""
    database, runs = folder / "shop.db", list[Run]()
    key = build(database, rows)
    for name in ("first load", "second look"):
        with served(database, requests, seconds) as (url, refused):
            runs.append(asyncio.run(synced(name, url, key, folder / "client")))
        runs[-1].refused = refused[0]
    return runs


def tell(runs: list[Run], requests: int, seconds: float) -> None:
    """A line for each run."""
    say(f"limit: {requests} requests in {seconds:g} s")
    heads = (
        f"{'pages':>7}{'wall s':>9}{'CPU s':>8}{'CPU of a core':>15}{'written':>9}{'429s':>6}{'of limit':>10}"
    )
    say(f"{'':14}{heads}")
    for run in runs:
        say(
            f"{run.name:14}{len(run.pages):>7}{run.wall:>9.1f}{run.cpu:>8.2f}{run.cpu / run.wall:>15.1%}"
            f"{run.written:>9,}{run.refused:>6}{run.rate(requests, seconds):>10.3f}"
        )
    say("goal: >= 0.97 of the limit")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=20, help="that the server allows in a window")
    parser.add_argument("--seconds", type=float, default=5.0, help="a window lasts")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ[GATES] = str(folder / "gates")  # nobody else's requests count here
        tell(measure(folder, args.rows, args.requests, args.seconds), args.requests, args.seconds)


if __name__ == "__main__":
    main()
