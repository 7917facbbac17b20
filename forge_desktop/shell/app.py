"""The start and the orderly end of the window: Qt, the loop, the program in it."""

from __future__ import annotations

import asyncio
import gc
import os
import sys

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from forge_desktop.settings import WindowOptions
from forge_desktop.shell import qt_log, screen
from forge_desktop.shell.ending import Ending
from forge_desktop.shell.instance import Instance, Other
from forge_desktop.shell.program import Program

_DONE, _NO_SCREEN, _IN_USE = 0, 1, 5
_TURN = 0.0005
"""Seconds a thread keeps the interpreter while another one waits for it. With Python's own 5 ms a paint beside
a busy thread took four times as long as alone; with much shorter turns the changing over takes too long."""


def run_window(options: WindowOptions) -> int:
    """Open the window and return the exit code when it was closed."""
    missing = screen.prepare(os.environ, picture=options.screenshot is not None)
    if missing:
        sys.stderr.write(f"{missing}\n")
        return _NO_SCREEN
    keep_smooth()
    qt_log.install()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Forge Desktop")
    application.setQuitOnLastWindowClosed(False)
    instance = Instance(options.data_dir, picture=options.screenshot is not None)
    other = instance.take()
    if other is not Other.NOBODY:
        return _leave(other, options)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            code: int = loop.run_until_complete(main(application, options, instance))
            return code
    finally:
        asyncio.set_event_loop(None)
        instance.close()
        qt_log.uninstall()


async def main(application: QApplication, options: WindowOptions, instance: Instance) -> int:
    """Run the program until its window is closed; everything it opened is closed when this returns."""
    program = Program(application, options)
    ending = Ending(program.window.close_soon)
    instance.raised.connect(program.window.come_forward)
    try:
        return await program.run()
    finally:
        await program.close()
        ending.close()


def keep_smooth() -> None:
    """Hold the window up less: threads take short turns, and imports are not searched for garbage."""
    sys.setswitchinterval(_TURN)
    gc.freeze()


def _leave(other: Other, options: WindowOptions) -> int:
    """Say who has the data folder, and that nothing was done here; the exit code."""
    folder = options.data_dir
    if other is Other.WINDOW and options.screenshot is None:
        sys.stderr.write("Forge Desktop is already open on this data folder; its window was brought forward.\n")
        return _DONE
    doing = {
        Other.WINDOW: "is open on",
        Other.PICTURE: "is drawing a page of",
        Other.SILENT: "is open, but does not answer, on",
    }[other]
    sys.stderr.write(
        f"Forge Desktop {doing} the data folder {folder}. "
        "Close it first, or give another folder with --data-dir.\n"
    )
    return _IN_USE
