"""Planted bugs, each of which the schedules must catch: the checker is checked.

`python -m tests.faults.mutants --times 1000` prints for each the first seed that caught it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from forge_desktop.api.protocol import Lane, Row
from forge_desktop.errors import AnswerLost
from forge_desktop.outbox import Answer, Entry, State
from forge_desktop.sync import comparing, meant, rereading, resolve
from forge_desktop.sync.delivery import Delivery
from forge_desktop.sync.push import Push
from forge_desktop.sync.resolve import Resolver
from forge_desktop.sync.waits import Waits
from forge_desktop.sync.walk import Position, advance
from tests.faults.desk import Mortal
from tests.faults.schedules import Options, one
from tests.faults.server import KeyedClient

Plant = Callable[[Options], AbstractContextManager[object]]
PLANTS: dict[str, Plant] = {}


def plant(name: str) -> Callable[[Callable[[Options], Iterator[None]]], None]:
    """Register a planted bug."""

    def keep(made: Callable[[Options], Iterator[None]]) -> None:
        PLANTS[name] = contextmanager(made)

    return keep


@plant("no token in the reference")
def _no_token(options: Options) -> Iterator[None]:
    with patch.object(resolve, "payload", lambda entry: ("", entry.command.patch)):
        yield


@plant("another token is looked for than was sent")
def _new_token(options: Options) -> Iterator[None]:
    real = Resolver._candidates

    async def candidates(self: Resolver, entry: Entry) -> list[Row]:
        token = f"FD-{uuid4().hex[:8].upper()}"
        return await real(self, replace(entry, token=token) if entry.token else entry)

    with patch.object(Resolver, "_candidates", candidates):
        yield


@plant("no quiet period before the look-up")
def _no_quiet(options: Options) -> Iterator[None]:
    options.quiet = 0
    yield


@plant("no look-up: what was lost is sent again")
def _no_look_up(options: Options) -> Iterator[None]:
    async def nothing(self: Resolver, entry: Entry) -> list[int]:
        return []

    with patch.object(Resolver, "find", nothing):
        yield


@plant("a lost answer counts as never sent")
def _never_sent(options: Options) -> Iterator[None]:
    def lost(self: Delivery, entry: Entry, reasons: tuple[str, ...]) -> None:
        self._settle(entry, Answer.NOT_SENT, reasons=reasons)

    with patch.object(Delivery, "_lost", lost):
        yield


@plant("a lost answer counts as refused")
def _refused(options: Options) -> Iterator[None]:
    with patch.object(meant, "ANSWERS", ((AnswerLost, Answer.REFUSED), *meant.ANSWERS)):
        yield


@plant("a lost answer counts as arrived")
def _arrived(options: Options) -> Iterator[None]:
    def lost(self: Delivery, entry: Entry, reasons: tuple[str, ...]) -> None:
        self._settle(entry, Answer.ACCEPTED, result_key=1)

    with patch.object(Delivery, "_lost", lost):
        yield


@plant("the mark “sending” is written after the sending")
def _late_mark(options: Options) -> Iterator[None]:
    class Late(Mortal):
        def begin(self, ident: str, **told: Any) -> Entry:
            with patch.object(self._copies, "save", lambda changed, gone=(): None):
                return super().begin(ident, **told)

    options.outbox = Late
    yield


@plant("what was being sent at a crash is sent again at once")
def _crashed_is_ready(options: Options) -> Iterator[None]:
    class Hasty(Mortal):
        def __init__(self, *told: Any) -> None:
            super().__init__(*told)
            for ident, entry in self._entries.items():
                if entry.state is State.UNKNOWN:
                    self._entries[ident] = replace(entry, state=State.READY)

    options.outbox = Hasty
    yield


@plant("a write is dropped after 403")
def _drop_on_403(options: Options) -> Iterator[None]:
    class Dropping(Mortal):
        def settle(self, ident: str, answer: Answer, **told: Any) -> Entry:
            entry = super().settle(ident, answer, **told)
            if answer is Answer.NOT_PERMITTED:
                self._copies.save([], [ident])
                del self._entries[ident]
            return entry

    options.outbox = Dropping
    yield


@plant("quantities pass through a float")
def _float(options: Options) -> Iterator[None]:
    real = resolve.payload

    def rounded(entry: Entry) -> tuple[str, Mapping[str, Any]]:
        token, values = real(entry)
        if "quantity" in values:
            values = {**values, "quantity": repr(float(str(values["quantity"])))}
        return token, values

    with patch.object(resolve, "payload", rounded):
        yield


@plant("twins are sent while one is in doubt, and adopted twice")
def _no_claims(options: Options) -> Iterator[None]:
    with (
        patch.object(Push, "_is_twin", lambda self, entry: False),
        patch.object(Resolver, "_claimed", lambda self, entry: set()),
    ):
        yield


@plant("no high-water mark: an old twin is adopted")
def _no_watermark(options: Options) -> Iterator[None]:
    async def zero(self: Resolver, resource: object) -> int:
        return 0

    with patch.object(Resolver, "watermark", zero), patch.object(Delivery, "_found", _adopt_first):
        yield


@plant("the first of several is adopted")
def _first(options: Options) -> Iterator[None]:
    with (
        patch.object(Delivery, "_found", _adopt_first),
        patch.object(Push, "_is_twin", lambda self, entry: False),
    ):
        yield


@plant("children do not wait for what they need")
def _no_parents(options: Options) -> Iterator[None]:
    class Orphaned(Mortal):
        def heads(self, now: int) -> list[Entry]:
            return [e for e in self.entries(State.READY, State.UNKNOWN) if e.not_before <= now]

        def begin(self, ident: str, **told: Any) -> Entry:
            entry = self._entries[ident]
            self._entries[ident] = replace(entry, command=replace(entry.command, after=(), chain=ident))
            return super().begin(ident, **told)

    options.outbox = Orphaned
    yield


@plant("the quiet period is counted by the clock on the wall")
def _wall(options: Options) -> Iterator[None]:
    with (
        patch.object(Waits, "left", lambda self, ident: 0.0),
        patch.object(Waits, "now", lambda self: int(self._clock())),
    ):
        yield


@plant("nobody looks before changing a record")
def _blind(options: Options) -> Iterator[None]:
    with patch.object(comparing, "conflicts", lambda resource, command, there: ()):
        yield


@plant("one that is stuck blocks all others")
def _one_queue(options: Options) -> Iterator[None]:
    class Single(Mortal):
        def heads(self, now: int) -> list[Entry]:
            holding = [e for e in self.entries() if e.state in (State.READY, State.UNKNOWN, State.REVIEW)]
            return [e for e in super().heads(now) if e is holding[0]]

    options.outbox = Single
    yield


@plant("given up after a refused connection")
def _giving_up(options: Options) -> Iterator[None]:
    told = tuple((kind, Answer.REFUSED if a is Answer.NOT_SENT else a) for kind, a in meant.ANSWERS)
    with patch.object(meant, "ANSWERS", told):
        yield


@plant("what is in doubt is never looked at again")
def _never_again(options: Options) -> Iterator[None]:
    real = Push._next

    def ready_only(self: Push, done: set[tuple[str, int]]) -> Entry | None:
        entry = real(self, done)
        return None if entry is not None and entry.state is State.UNKNOWN else entry

    with patch.object(Push, "_next", ready_only):
        yield


@plant("only the first page of a look-up is read")
def _first_page(options: Options) -> Iterator[None]:
    async def one_page(self: Resolver, resource: Any, where: Any) -> list[Any]:
        page = await self._ground.page(resource, where=where, lane=Lane.USER)
        advance(Position(until=0), page)
        return list(page.rows)

    with patch.object(Resolver, "_list", one_page), patch.object(Resolver, "_since", lambda *told: {}):
        yield


@plant("a new record leaves without its key")
def _no_key(options: Options) -> Iterator[None]:
    options.client = KeyedClient
    with patch.object(KeyedClient, "keyed", lambda self, idempotency: ""):
        yield


@plant("every try has a key of its own")
def _new_key(options: Options) -> Iterator[None]:
    options.client = KeyedClient
    with patch.object(KeyedClient, "keyed", lambda self, idempotency: uuid4().hex):
        yield


@plant("a key is leant on for ever")
def _old_key(options: Options) -> Iterator[None]:
    options.client, options.key_life = KeyedClient, 1_000_000
    yield


@plant("what an old key may have done is not looked for")
def _not_reread(options: Options) -> Iterator[None]:
    async def nothing(*told: object) -> list[int]:
        return []

    options.client = KeyedClient
    with patch.object(rereading, "find", nothing):
        yield


def _adopt_first(self: Delivery, entry: Entry, found: list[int]) -> None:
    if found:
        self._settle(entry, Answer.FOUND_ONE, result_key=found[0])
    else:
        self._settle(entry, Answer.FOUND_NONE)


def caught(name: str, times: int, first: int = 1) -> tuple[str, int, str]:
    """The first seed that shows the planted bug and how; 0 when none does."""
    for seed in range(first, first + times):
        options = Options()
        with PLANTS[name](options):
            try:
                wrong = one(seed, options)
            except Exception as error:  # a bug may also end the program
                wrong = [f"ended: {type(error).__name__} {error}"]
        if wrong:
            return name, seed, wrong[0]
    return name, 0, ""


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    begun, missed = time.perf_counter(), 0
    with ProcessPoolExecutor(args.workers) as pool:
        for name, seed, wrong in pool.map(caught, PLANTS, [args.times] * len(PLANTS)):
            missed += not seed
            sys.stdout.write(f"{name}: {f'caught by seed {seed}: {wrong}' if seed else 'NOT CAUGHT'}\n")
            sys.stdout.flush()
    told = f"{len(PLANTS) - missed} of {len(PLANTS)} planted bugs caught"
    sys.stdout.write(f"{told}; {time.perf_counter() - begun:.0f} s\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
