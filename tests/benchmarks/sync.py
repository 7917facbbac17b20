"""First load and re-sync of stock lots from a real server at the contract's own limits.

    python -m tests.benchmarks.sync --rows 20000

The ceiling is measured in the same run: a bare httpx loop asks for the same pages, one at a time, each as soon
as the 100 requests of the last 10 s allow it, and throws the answers away. Both are compared once the window is
full: the first 100 requests are free, and whoever sends them faster only waits longer afterwards. A first load
is over when every row can be read; the indexes, which other lists would be fetched beside, are told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import update

from forge_desktop.connections import make_connection
from forge_desktop.domain.keys import Keys
from forge_desktop.paths import GATES, Folders
from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.session import Outcome, Progress, Session

PAGE, WINDOW, SECONDS = 100, 100, 10.0
KEYS = Keys("demo", "demo")


@dataclass
class Run:
    """One measured run over all pages."""

    name: str
    wall: float
    cpu: float
    steady: float
    """Pages a second after the first window."""
    outcome: Outcome
    written: int = 0
    rows_wall: float = 0.0
    rows_cpu: float = 0.0
    """Time and work until the last row could be read; what follows builds the indexes."""


@contextlib.contextmanager
def served(folder: Path, rows: int) -> Iterator[str]:
    """The real server as a process of its own, with both limits of the contract."""
    words = ["--profile", "mrpeasy-seed", "--scale", str(rows), "--port", "0", "--json", "--stdin-guard"]
    words = [sys.executable, "-m", "forge_desktop", "--data-dir", str(folder), "serve", *words]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.communicate()


async def bare(url: str) -> Run:
    """The ceiling: nothing but requests, as fast as the limits allow."""
    ends: deque[float] = deque(maxlen=WINDOW)
    times: list[float] = []
    rows, total = 0, 1
    begun, cpu = time.perf_counter(), cpu_seconds()
    headers = {"api_key": KEYS.api_key, "access_key": KEYS.access_key}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as client:
        while rows < total:
            if len(ends) == WINDOW:
                await asyncio.sleep(max(0.0, ends[0] + SECONDS - time.perf_counter()))
            reply = await client.get(f"{url}/lots", headers={"Range": str(rows)})
            ends.append(time.perf_counter())
            if reply.status_code == 429:
                continue
            total = int(reply.headers["Content-Range"].split("/")[1])
            rows += PAGE
            times.append(ends[-1])
    wall = time.perf_counter() - begun
    used = cpu_seconds() - cpu
    return Run("bare httpx loop", wall, used, steady(times), Outcome(total), rows_wall=wall, rows_cpu=used)


async def synced(name: str, url: str, folder: Path, *, full: bool) -> Run:
    """A sync of the lots by the real session; its wall time includes the indexes built at the end."""
    times: list[float] = []
    spent: list[float] = []

    def report(progress: Progress) -> None:
        times.append(time.perf_counter())
        spent.append(cpu_seconds())

    connection = make_connection(
        name="bench", profile="mrpeasy-seed", base_url=url, timezone="Europe/Tallinn", ident="bench"
    )
    async with Session.open(Folders(folder), connection, KEYS) as session:
        begun, cpu = time.perf_counter(), cpu_seconds()
        before = session.cache.records._connection.total_changes
        outcomes = await session.sync_once(["lots"], full=full, report=report)
        wall, used = time.perf_counter() - begun, cpu_seconds() - cpu
        written = session.cache.records._connection.total_changes - before
    rows_wall, rows_cpu = times[-1] - begun, spent[-1] - cpu
    return Run(name, wall, used, steady(times), outcomes["lots"], written, rows_wall, rows_cpu)


def steady(times: list[float]) -> float:
    """Pages a second after the first window's worth of them."""
    return (len(times) - WINDOW) / (times[-1] - times[WINDOW - 1]) if len(times) > WINDOW else 0.0


def cpu_seconds() -> float:
    """This process's own work so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def change(database: Path, every: int) -> int:
    """Change one lot in so many; how many that were."""
    engine = tables.connect(database)
    try:
        with writing(engine) as connection:
            key = tables.lots.c.lot_id
            return connection.execute(
                update(tables.lots).where(key % every == 0).values(transfer_order_code="moved")
            ).rowcount
    finally:
        engine.dispose()


def tell(runs: list[Run], changed: int) -> None:
    """The table, and each goal as a ratio."""
    ceiling, first, again = runs
    heads = f"{'rows':>9}{'wall s':>9}{'rows/s':>9}{'steady rows/s':>15}{'CPU of a core':>15}{'requests':>10}"
    say(f"{'':24}{heads}")
    for run in runs:
        rows = run.outcome.fetched
        say(
            f"{run.name:24}{rows:>9,}{run.rows_wall:>9.1f}{rows / run.rows_wall:>9,.0f}"
            f"{run.steady * PAGE:>15,.0f}{run.rows_cpu / run.rows_wall:>15.1%}{run.outcome.requests:>10,}"
        )
    say("")
    rate = first.steady / ceiling.steady if ceiling.steady else 0.0
    marks = again.written - again.outcome.changed
    say(f"first load / measured ceiling, steady        {rate:.3f}   goal >= 0.97")
    overall = first.outcome.fetched / first.rows_wall / 1_000
    say(
        f"first load / the contract's 1,000 rows/s     {overall:.3f}   goal >= 0.97, from the first to the last"
    )
    say(f"first load, CPU of one core while rows come  {first.rows_cpu / first.rows_wall:.3f}   goal <  0.10")
    say(f"  and then {first.wall - first.rows_wall:.1f} s for the indexes, in bites while other lists come")
    say(f"re-sync, rows written / rows changed         {again.outcome.changed / changed:.3f}   goal <= 1.10")
    say(f"  ({changed:,} changed; {marks:,} more writes are the positions stored beside the pages)")
    say(f"re-sync, CPU of one core                     {again.cpu / again.wall:.3f}   goal <  0.03")
    say(f"  (the bare loop, which reads nothing it gets: {ceiling.cpu / ceiling.wall:.3f})")


def say(line: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Run all three and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rows", type=int, default=20_000, help="stock lots (default: 20,000; at least 15,000)"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ[GATES] = str(folder / "gates")  # nobody else's requests count here
        with served(folder, args.rows) as url:
            runs = [asyncio.run(bare(url))]
            time.sleep(SECONDS)  # an empty window for the next
            runs.append(asyncio.run(synced("first load", url, folder / "client", full=False)))
            changed = change(folder / "server" / "server.db", 100)
            time.sleep(SECONDS)
            runs.append(asyncio.run(synced("re-sync, 1 % changed", url, folder / "client", full=True)))
    tell(runs, changed)


if __name__ == "__main__":
    main()
