"""Cuts the power of a recorded disk at random moments and looks for what was acknowledged before.

    python -m tests.faults.powercut --times 10000

Each copy of an outbox must hold every acknowledged write on its own, and both together be whole. The same is
tried with planted bugs, which must lose something: what cannot fail shows nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from forge_desktop.errors import Failure
from forge_desktop.outbox import Outbox, database
from tests.faults import disk
from tests.faults.disk import Disk
from tests.faults.kill import missing
from tests.faults.writer import ACCOUNT, acknowledged, step

_STEPS = 40
"""Steps of one writer."""
_CUTS = 50
"""Cuts tried on what one writer wrote."""
COPIES = {
    "both copies": (),
    "the first copy alone": ("outbox.journal",),
    "the second copy alone": ("outbox.db", "outbox.db-wal"),
}
"""What is tried, and which files are taken away for it."""


@dataclass
class Tally:
    """What many cuts came to."""

    seed: int
    cuts: int = 0
    acknowledged: int = 0
    lost: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COPIES, 0))
    corrupt: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{copies}: {lost} lost" for copies, lost in self.lost.items())
        words = f"{self.cuts} power cuts, {self.acknowledged} acknowledged writes looked for; {told}"
        return "\n".join((f"{words}; {len(self.corrupt)} corrupt (seed {self.seed})", *self.corrupt[:10]))


@contextmanager
def normal() -> Iterator[None]:
    """A planted bug: the first copy does not wait for the disk at every commit."""
    pragmas = tuple(p.replace("synchronous = FULL", "synchronous = NORMAL") for p in database._PRAGMAS)
    assert pragmas != database._PRAGMAS
    with patch.object(database, "_PRAGMAS", pragmas):
        yield


@contextmanager
def unsynced() -> Iterator[None]:
    """A planted bug: the second copy does not wait for the disk."""
    with patch.object(disk._System, "fsync", lambda self, number: None):
        yield


PLANTS: dict[str, tuple[Callable[[], AbstractContextManager[None]], str]] = {
    "NORMAL instead of FULL": (normal, "the first copy alone"),
    "the second copy is not waited for": (unsynced, "the second copy alone"),
}
"""Each planted bug, and which copy it must cost something."""


def cut_many(times: int, seed: int, planted: Callable[[], AbstractContextManager[None]] = nullcontext) -> Tally:
    """Let writers work on a recorded disk, cut its power, and look at what is left."""
    tally, draw = Tally(seed), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="outbox-power-") as root:
        for number in range(-(-times // _CUTS)):
            folder = Path(root).resolve() / str(number)
            folder.mkdir()
            with planted():
                written, told = _written(folder, random.Random(draw.random()))
            for cut in sorted(draw.choices(range(len(written.events) + 1), k=min(_CUTS, times - tally.cuts))):
                _cut(written, told, cut, folder / "left", draw.random(), tally)
    return tally


def _written(folder: Path, draw: random.Random) -> tuple[Disk, list[tuple[int, dict[str, Any]]]]:
    """The recorded disk, and what was acknowledged after how many events."""
    folder.joinpath("outbox.ballast").touch()  # the reserve is not what is tried here
    told = []
    with (
        disk.recording(folder) as written,
        closing(Outbox.open(folder / "outbox.db", ACCOUNT, quiet=0)) as outbox,
    ):
        for _ in range(_STEPS):
            entry = step(outbox, draw)
            if entry is not None:
                told.append((len(written.events), acknowledged(entry)))
    return written, told


def _cut(
    written: Disk, told: list[tuple[int, dict[str, Any]]], cut: int, folder: Path, chance: float, tally: Tally
) -> None:
    known = {m["id"]: m for _, m in told[: bisect_right(told, cut, key=lambda each: each[0])]}
    tally.cuts += 1
    tally.acknowledged += len(known)
    for copies, gone in COPIES.items():
        with tempfile.TemporaryDirectory(dir=folder.parent) as left:
            place = Path(left)
            written.left(cut, place, random.Random(chance))
            for name in gone:
                place.joinpath(name).unlink(missing_ok=True)
            place.joinpath("outbox.ballast").touch()
            tally.lost[copies] += _lost(place / "outbox.db", known, f"{copies}, event {cut}", not gone, tally)


def _lost(path: Path, known: dict[str, dict[str, Any]], when: str, whole: bool, tally: Tally) -> int:
    """How many are not there any more, opened as the next start would."""
    try:
        outbox = Outbox.open(path, ACCOUNT, quiet=0)
    except Failure as failure:
        tally.corrupt.append(f"{when}: {failure.message}")
        return len(known)
    with closing(outbox):
        if whole and (outbox.notice or outbox.damaged):
            tally.corrupt.append(f"{when}: {outbox.notice} {outbox.damaged}")
        return sum(bool(missing(outbox.entry(ident), message)) for ident, message in known.items())


def main() -> int:
    """The command."""
    asked = argparse.ArgumentParser(description="Cut the power under an outbox at random moments.")
    asked.add_argument("--times", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = asked.parse_args()
    started = time.monotonic()
    tally = cut_many(options.times, options.seed)
    sys.stdout.write(f"{tally}\n")
    wrong = bool(any(tally.lost.values()) or tally.corrupt or not tally.acknowledged)
    for name, (planted, copies) in PLANTS.items():
        lost = cut_many(_CUTS, options.seed, planted).lost[copies]
        wrong |= not lost
        sys.stdout.write(f"planted: {name}: {f'caught, {lost} lost' if lost else 'NOT CAUGHT'}\n")
    sys.stdout.write(f"{time.monotonic() - started:.0f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
