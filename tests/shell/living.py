"""The real program on its real loop, with a story told to it, for tests of the whole window."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from forge_desktop.api.gate import Limits
from forge_desktop.settings import WindowOptions
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.program import Program
from forge_desktop.views.page import Page

Story = Callable[["Told"], Awaitable[None]]
GENEROUS = Limits(requests=1_000_000, seconds=1.0)
_PATIENCE = 30.0
_BEAT = 0.01


@dataclass
class Told:
    """The running program, as a story meets it."""

    program: Program
    bugs: list[str] = field(default_factory=list)

    @property
    def view(self) -> DeskView:
        """The desk on screen."""
        shown = self.program.window.shown
        assert isinstance(shown, DeskView)
        return shown

    @property
    def page(self) -> Page:
        """The page on screen."""
        return self.view.page

    async def opened(self) -> None:
        """Wait for a desk with all its page shows."""
        await until(lambda: isinstance(self.program.window.shown, DeskView), "no desk was opened")
        await self.filled()

    async def filled(self) -> None:
        """Wait until the page shows all there is for it."""
        await until(self.view.filled, f"{self.page.resource.name} did not fill")

    async def settled(self) -> None:
        """Wait until the page shows what was asked."""
        await until(lambda: self.page.settled, f"{self.page.resource.name} did not come to rest")

    async def go(self, name: str) -> Page:
        """Show another page, filled."""
        self.view.show_page(name)
        await self.filled()
        return self.page

    async def press(self, keys: str) -> None:
        """Press keys where the keyboard is."""
        await focus(self.program.window)
        QTest.keySequence(QApplication.focusWidget() or self.program.window, QKeySequence(keys))
        await asyncio.sleep(_BEAT)

    async def type(self, text: str) -> None:
        """Type a text where the keyboard is."""
        where = QApplication.focusWidget()
        assert where is not None
        QTest.keyClicks(where, text)
        await asyncio.sleep(_BEAT)

    def column(self, field_name: str) -> list[str]:
        """What stands in a column of the table, from top to bottom."""
        table = self.page.table
        number = next(n for n, column in enumerate(table.columns) if column.field == field_name)
        return [str(table.index(row, number).data()) for row in range(table.rowCount())]


async def until(condition: Callable[[], object], otherwise: str) -> None:
    """Wait for something that must come."""
    for _ in range(int(_PATIENCE / _BEAT)):
        if condition():
            return
        await asyncio.sleep(_BEAT)
    raise AssertionError(otherwise)


async def focus(window: QWidget) -> None:
    """Give the keyboard to a window, unless one of its dialogs has it."""
    if QApplication.activeWindow() is None:
        window.activateWindow()
        await until(lambda: QApplication.activeWindow() is not None, "no window became active")


class Clock:
    """Both clocks of a program. They stand still until they are put forward, however slow the machine is."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._wall, self._steady = time.time(), time.monotonic()

    def wall(self) -> float:
        """UTC seconds."""
        return self._wall + self.ahead

    def steady(self) -> float:
        """Seconds that only go on."""
        return self._steady + self.ahead


def live(application: QApplication, options: WindowOptions, story: Story, clock: Clock | None = None) -> int:
    """Run the program until its story is told; then it ends as its close button ends it. The exit code."""
    wall, steady = (clock.wall, clock.steady) if clock is not None else (time.time, time.monotonic)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)

    async def whole() -> int:
        program = Program(application, options, clock=wall, monotonic=steady, limits=GENEROUS)
        told = Told(program)
        program.crash.told.connect(told.bugs.append)
        try:
            running = asyncio.ensure_future(program.run())
            try:
                await story(told)
            finally:
                program.window.close()
                code = await running
            return code
        finally:
            await program.close()
            assert told.bugs == []

    try:
        with loop:
            code: int = loop.run_until_complete(whole())
            return code
    finally:
        asyncio.set_event_loop(None)
        gc.collect()  # what is left of the window goes in its own thread, not in one of the next program


def options(data_dir: Path, view: str | None = None, theme: str = "light") -> WindowOptions:
    """A start of the window as most tests want it."""
    return WindowOptions(data_dir=data_dir, view=view, theme=theme, size=(1440, 900))
