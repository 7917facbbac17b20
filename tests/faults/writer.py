"""A process that does anything to an outbox and tells of each step only when it is done; made to be killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import crc32

from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.resource import Values
from forge_desktop.errors import Failure, Refused
from forge_desktop.outbox import Answer, Entry, Outbox, State

ACCOUNT = "killed"
_START = 1_790_000_000
_ANSWERS = (Answer.ACCEPTED, Answer.REFUSED, Answer.NOT_SENT, Answer.BUSY, Answer.LOST, Answer.CONFLICT)
_OPEN = (State.READY, State.SENDING, State.UNKNOWN, State.REVIEW, State.REJECTED, State.BLOCKED)


def tell(**message: object) -> None:
    """One line to whoever listens, at once and whole."""
    os.write(1, json.dumps(message).encode() + b"\n")


def write(path: Path, seed: int) -> None:
    """Work until killed."""
    draw = random.Random(seed)
    try:
        with closing(Outbox.open(path, ACCOUNT, quiet=0)) as outbox:
            while True:
                entry = step(outbox, draw)
                if entry is not None:
                    tell(**acknowledged(entry))
    except Failure as failure:
        tell(failure=failure.message)
        time.sleep(600)


def checksum(entry: Entry) -> int:
    """Of what is wanted, wherever it was read."""
    return crc32(json.dumps([entry.command.key, entry.command.patch], default=dict).encode())


def sound(values: Values) -> bool:
    """True when these values were written by a writer and are whole."""
    return crc32(str(values["text"]).encode()) == values["sum"]


def acknowledged(entry: Entry) -> dict[str, Any]:
    """What is told of a step that is done."""
    return {"id": entry.command.id, "rev": entry.rev, "state": entry.state, "sum": checksum(entry)}


def step(outbox: Outbox, draw: random.Random) -> Entry | None:
    """Do anything that can be done to an outbox; None when it was refused."""
    waiting = outbox.entries(*_OPEN)
    if len(waiting) < 4 or draw.random() < 0.3:
        create = draw.random() < 0.7
        key, verb = (outbox.next_key(), Verb.CREATE) if create else (draw.randrange(1, 5), Verb.UPDATE)
        parents = [entry.command.key for entry in waiting if entry.command.key < 0][:1]
        return outbox.submit(command("items", verb, key, _values(draw, parents), made=_START))
    entry = draw.choice(waiting)
    try:
        return _move(outbox, entry, draw)
    except Refused:  # not its turn, or sent before
        return None


def _move(outbox: Outbox, entry: Entry, draw: random.Random) -> Entry:
    ident = entry.command.id
    if entry.state is State.READY and draw.random() < 0.2:
        return outbox.edit(ident, _values(draw, []))
    if entry.state is State.READY:
        return outbox.begin(ident, token="T", payload=_values(draw, []), watermark=1, now=_START)
    if entry.state is State.SENDING:
        return outbox.settle(ident, draw.choice(_ANSWERS), now=_START, result_key=draw.randrange(1, 10**6))
    if entry.state is State.UNKNOWN:
        return outbox.settle(ident, Answer.FOUND_NONE, now=_START)
    return outbox.discard(ident) if draw.random() < 0.5 else outbox.retry(ident, _START)


def _values(draw: random.Random, parents: list[int]) -> Values:
    text = "x" * int(10 ** draw.uniform(0, 4.2))
    return {"text": text, "sum": crc32(text.encode()), "parents": list(parents)}


def nursery() -> None:
    """For each line "seed path" begin a writer, tell its number, and tell when it is dead."""
    for line in sys.stdin:
        seed, path = line.rstrip("\n").split(" ", 1)
        if sys.platform == "win32":
            child = subprocess.Popen([sys.executable, "-m", "tests.faults.writer", seed, path])
            tell(pid=child.pid)
            child.wait()
        else:
            number = os.fork()  # everything is imported already: a writer lives within a millisecond
            if number == 0:
                write(Path(path), int(seed))
            tell(pid=number)
            os.waitpid(number, 0)
        tell(dead=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(Path(sys.argv[2]), int(sys.argv[1]))
    nursery()
