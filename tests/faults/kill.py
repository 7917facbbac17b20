"""Kills a real process that writes an outbox, at random moments, and looks for what it had acknowledged.

    python -m tests.faults.kill --times 1000

prints how many acknowledged writes were lost and how many files were corrupt; both must be 0.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from forge_desktop.errors import Failure
from forge_desktop.outbox import Entry, Outbox
from tests.faults.writer import ACCOUNT, checksum, sound

FRESH_EVERY = 25
"""Kills after which a new, empty folder is taken."""
_LONGEST = 0.012
"""Seconds a writer lives at most, counted from its first acknowledged write or from its start."""
_EARLY = 0.3
"""How many die while they start and open the files."""
_KILL = signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL
"""On Windows any signal ends a process at once."""
Message = dict[str, Any]


@dataclass
class Tally:
    """What many kills came to."""

    seed: int
    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = (
            f"{self.kills} kills, {self.acknowledged} acknowledged writes: "
            f"{len(self.lost)} lost, {len(self.corrupt)} corrupt (seed {self.seed})"
        )
        return "\n".join((words, *self.lost, *self.corrupt))


def kill_many(times: int, seed: int) -> Tally:
    """Let a writer work in a folder, kill it, look, and go on in the same folder."""
    tally, draw = Tally(seed), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="outbox-kill-") as root, _nursery() as (say, hear):
        path, told = Path(root), dict[str, Message]()
        for number in range(times):
            if number % FRESH_EVERY == 0:
                path, told = _fresh(Path(root) / str(number)), {}
            say.write(f"{draw.randrange(2**32)} {path}\n")
            say.flush()
            heard: list[Message] = []
            pid = _born(hear, heard)
            if draw.random() >= _EARLY:
                heard.append(json.loads(hear.readline()))
            time.sleep(draw.uniform(0, _LONGEST))
            os.kill(pid, _KILL)
            while "dead" not in (message := json.loads(hear.readline())):
                heard.append(message)
            tally.kills += 1
            _listen(heard, told, tally)
            _look(path, told, f"kill {number + 1}", tally)
    return tally


def _born(hear: IO[str], heard: list[Message]) -> int:
    """The number of the new writer, which may speak before it is announced."""
    while "pid" not in (message := json.loads(hear.readline())):
        heard.append(message)
    pid: int = message["pid"]
    return pid


def _listen(heard: list[Message], told: dict[str, Message], tally: Tally) -> None:
    for message in heard:
        if "failure" in message:
            tally.corrupt.append(f"kill {tally.kills}: the writer could not work: {message['failure']}")
        else:
            tally.acknowledged += 1
            told[message["id"]] = message


def _look(path: Path, told: dict[str, Message], when: str, tally: Tally) -> None:
    """Open what the killed writer left, as the next start would."""
    try:
        outbox = Outbox.open(path, ACCOUNT, quiet=0)
    except Failure as failure:
        tally.corrupt.append(f"{when}: {failure.message}")
        return
    with closing(outbox):
        if outbox.notice or outbox.damaged:
            tally.corrupt.append(f"{when}: {outbox.notice} {outbox.damaged}")
        for entry in outbox.entries():
            if not sound(entry.command.patch) or not sound(entry.frozen or entry.command.patch):
                tally.corrupt.append(f"{when}: {entry.command.id} holds what was never written")
        for ident, message in told.items():
            wrong = missing(outbox.entry(ident), message)
            if wrong:
                tally.lost.append(f"{when}: {ident} {wrong}")


def missing(entry: Entry | None, message: Message) -> str:
    """What is wrong with an acknowledged entry, as it was found again; empty when nothing is."""
    if entry is None:
        return "is gone"
    if entry.rev < message["rev"]:
        return f"went back from {message['rev']} to {entry.rev}"
    if entry.rev == message["rev"] and (entry.state, checksum(entry)) != (message["state"], message["sum"]):
        return "is not what was acknowledged"
    return ""


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    folder.joinpath("outbox.ballast").touch()  # the reserve is not what is tried here
    return folder / "outbox.db"


@contextmanager
def _nursery() -> Iterator[tuple[IO[str], IO[str]]]:
    command = [sys.executable, "-m", "tests.faults.writer"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout


def main() -> int:
    """The command."""
    asked = argparse.ArgumentParser(description="Kill a real writer of an outbox at random moments.")
    asked.add_argument("--times", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = asked.parse_args()
    started = time.monotonic()
    tally = kill_many(options.times, options.seed)
    sys.stdout.write(f"{tally}\n{time.monotonic() - started:.0f} s\n")
    return 1 if tally.lost or tally.corrupt or not tally.acknowledged else 0


if __name__ == "__main__":
    raise SystemExit(main())
