"""A program of its own that changes an order in its window, says so, and waits to be killed.

python -m tests.journeys.dying DATA_FOLDER CODE WORD
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from forge_desktop.connections import keychain
from tests.journeys.shopfloor import chooser, orders, pick, select_orders
from tests.shell.living import Told, live, options


def main(folder: Path, code: str, word: str) -> None:
    """Never returns by itself."""

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        await select_orders(told, code)
        await pick(told, await chooser(told), word)
        sys.stdout.write("kept\n")
        sys.stdout.flush()
        await asyncio.sleep(600)

    live(QApplication([]), options(folder), story)


if __name__ == "__main__":
    keychain._usable = lambda: None  # that of the machine is not for tests
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
