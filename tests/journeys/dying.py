"""A program of its own in whose window somebody does something; it says so, and waits to be killed.

python -m tests.journeys.dying DATA_FOLDER status CODE WORD
python -m tests.journeys.dying DATA_FOLDER order PARTY [ITEM QUANTITY]…
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QApplication

from forge_desktop.connections import keychain
from tests.journeys.orderdesk import ready, type_order
from tests.journeys.shopfloor import chooser, orders, pick, select_orders
from tests.shell.living import Told, live, options, until


def killed(folder: Path, what: str, *words: str) -> str:
    """Start it, kill it when it has said so, and tell what it said."""
    command = [sys.executable, "-m", "tests.journeys.dying", str(folder), what, *words]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as dying:
        assert dying.stdout is not None
        said = dying.stdout.readline()
        dying.kill()
    assert dying.returncode == -signal.SIGKILL
    return said


def main(folder: Path, what: str, *words: str) -> None:
    """Never returns by itself."""

    async def story(told: Told) -> None:
        await told.opened()
        await _STORIES[what](told, *words)
        sys.stdout.write("kept\n")
        sys.stdout.flush()
        await asyncio.sleep(600)

    live(QApplication([]), options(folder), story)


async def _status(told: Told, code: str, word: str) -> None:
    await orders(told)
    await select_orders(told, code)
    await pick(told, await chooser(told), word)


async def _order(told: Told, party: str, *lines: str) -> None:
    await ready(told)
    pairs = list(zip(lines[::2], lines[1::2], strict=True))
    form = await type_order(told, party, pairs)
    await until(lambda: "draft kept" in form._told.text(), "the draft was not kept")


_STORIES: Mapping[str, Callable[..., Awaitable[None]]] = {"status": _status, "order": _order}


if __name__ == "__main__":
    keychain._usable = lambda: None  # that of the machine is not for tests
    main(Path(sys.argv[1]), *sys.argv[2:])
