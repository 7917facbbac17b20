"""`forge-desktop sync`: brings the local copy up to date, through passing faults, and says what was done."""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

import structlog

from forge_desktop.cli import asking
from forge_desktop.cli.output import Exit, ProgressLine, Usage, code_of, machine, note, table
from forge_desktop.cli.start import Start
from forge_desktop.domain.query import Query
from forge_desktop.domain.text import visible
from forge_desktop.errors import NotPermitted, Unreachable
from forge_desktop.session import Health, Outcome, Progress, Session

_log = structlog.stdlib.get_logger("cli")
_NEVER_ANSWERED = 15.0
_STUCK = 180.0
_LONGEST_WAIT = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sync`."""
    parser.description = (
        "Bring the local copy up to date. The first time everything is fetched. Later, lists of up to 5,000\n"
        "records are read again whole, longer ones where something changed; only changes are written.\n"
        "Passing faults are waited for; an interrupted sync goes on where it was the next time."
    )
    parser.epilog = (
        f"A server that does not answer at all is given up after {_NEVER_ANSWERED:.0f} s, one that stops\n"
        f"answering after {_STUCK:.0f} s without progress (exit code 3). A list that alone cannot be had is\n"
        "named, the others are brought up to date, and the exit code is that of the first such list (4 where\n"
        "the key lacks a scope: name the lists that it may see).\n\n" + asking.names()
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only these, like customer-orders lots, or quotes jobs"
    )
    parser.add_argument("--full", action="store_true", help="fetch every record again, also unchanged ones")
    words = "the records of NAME that a sync told are missing were really deleted: hide those answered 404"
    parser.add_argument("--accept-deletions", action="store_true", help=words)
    parser.add_argument("--json", action="store_true", help="print counts per name as JSON")


def run(args: argparse.Namespace) -> int:
    """Sync once."""
    start: Start = args.start
    dialect = start.connection().dialect
    names = [asking.find(dialect, name).name for name in args.names] or None
    if args.accept_deletions and names is None:
        raise Usage("Say whose deletions are accepted: forge-desktop sync NAME --accept-deletions.")
    with start.server() as (connection, keys):
        session = Session.open(start.folders, connection, keys)
        try:
            done = asyncio.run(_sync(session, names, full=args.full, accept=args.accept_deletions))
        except KeyboardInterrupt:
            note("Interrupted. What was fetched is kept; the next sync goes on from there.")
            return Exit.INTERRUPTED
    _tell(done.outcomes, done.cached, as_json=args.json)
    return _warn(done)


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of it."""

    outcomes: dict[str, Outcome]
    cached: dict[str, int]
    health: Health


async def _sync(session: Session, names: list[str] | None, *, full: bool, accept: bool) -> _Done:
    async with session:
        if session.cache.notice:
            note(session.cache.notice)
        patience = Patience(time.monotonic, asyncio.sleep)
        with ProgressLine() as line:

            def report(progress: Progress) -> None:
                patience.progress()
                line.show(_in_words(progress))

            async def once() -> dict[str, Outcome]:
                return await session.sync_once(names, full=full, accept_deletions=accept, report=report)

            outcomes = await through_faults(once, patience)
        return _Done(outcomes, _cached(session, outcomes), session.engine().health)


class Patience:
    """How long a server that does not answer is waited for; time and sleep are handed in."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._answered = False
        self._last = clock()
        self._tries = 0

    def progress(self) -> None:
        """Something arrived."""
        self._answered = True
        self._last = self._clock()
        self._tries = 0

    async def wait(self, failure: Unreachable) -> None:
        """Wait before the next try; raises the failure when it is time to give up."""
        self._answered |= failure.retry_after is not None  # whoever names a time is there
        limit = _STUCK if self._answered else _NEVER_ANSWERED
        self._tries += 1
        pause = failure.retry_after or min(_LONGEST_WAIT, 2.0 ** min(self._tries - 1, 6))
        pause *= random.uniform(1.0, 1.1)
        if self._clock() + pause - self._last > limit:
            raise failure
        _log.warning("waiting for the server", message=failure.message, seconds=round(pause))
        note(f"{failure.title}: {failure.message} The next try is in {pause:.0f} s.")
        await self._sleep(pause)


async def through_faults(
    once: Callable[[], Awaitable[dict[str, Outcome]]], patience: Patience
) -> dict[str, Outcome]:
    """Repeat until it ends well; each try goes on where the one before stopped."""
    while True:
        try:
            return await once()
        except Unreachable as failure:
            await patience.wait(failure)


def _in_words(progress: Progress) -> str:
    total = "" if progress.total is None else f" of {progress.total:,}"
    left = "" if progress.seconds_left is None else f", {progress.seconds_left} s left"
    return f"{progress.resource}: {progress.done:,}{total} {progress.what}{left}"


def _warn(done: _Done) -> Exit:
    """Tell what a person should know although the rest went well; the exit code."""
    if done.health.notice:
        note(done.health.notice)
    for name in done.health.suspicious:
        note(f"To accept them: forge-desktop sync {name} --accept-deletions")
    failed = {name: outcome.failure for name, outcome in done.outcomes.items() if outcome.failure is not None}
    unseen = [name for name, failure in failed.items() if isinstance(failure, NotPermitted)]
    if unseen:
        more = f"{unseen[0]}: " if len(unseen) > 1 else ""
        note(f"This key may not see: {', '.join(unseen)}. {more}{visible(failed[unseen[0]].message)}")
    told: dict[tuple[str, str], list[str]] = {}
    for name, failure in ((n, f) for n, f in failed.items() if n not in unseen):
        told.setdefault((failure.title, failure.message), []).append(name)
    for (title, message), names in told.items():
        note(f"Not up to date: {', '.join(names)}. {title}: {visible(message)}")
    return next((code_of(failure) for failure in failed.values()), Exit.OK)


def _cached(session: Session, names: Iterable[str]) -> dict[str, int]:
    reader = session.cache.reader()
    try:
        return {name: reader.count(Query(name), session.seen()) for name in names}
    finally:
        reader.close()


def _tell(outcomes: dict[str, Outcome], cached: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        machine(
            {
                name: {
                    "fetched": done.fetched,
                    "cached": cached[name],
                    "set_aside": done.set_aside,
                    "requests": done.requests,
                }
                for name, done in outcomes.items()
            }
        )
        return
    rows = [
        [name, f"{done.fetched:,}", f"{cached[name]:,}", f"{done.set_aside:,}", f"{done.requests:,}"]
        for name, done in outcomes.items()
    ]
    table(["Name", "Fetched", "Cached", "Set aside", "Requests"], rows, right={1, 2, 3, 4})
