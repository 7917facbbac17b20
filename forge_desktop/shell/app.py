"""The start and the orderly end of the window: Qt, the loop, the program in it."""

from __future__ import annotations

import asyncio
import os
import sys

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from forge_desktop.settings import WindowOptions
from forge_desktop.shell import qt_log
from forge_desktop.shell.instance import Instance
from forge_desktop.shell.program import Program

ALREADY_OPEN = 0


def run_window(options: WindowOptions) -> int:
    """Open the window and return the exit code when it was closed."""
    choose_platform()
    qt_log.install()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Forge Desktop")
    application.setQuitOnLastWindowClosed(False)
    instance = Instance(options.data_dir)
    if options.screenshot is None and not instance.first():
        print("Forge Desktop is already open on this data folder; its window was brought forward.")  # noqa: T201
        return ALREADY_OPEN
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            code: int = loop.run_until_complete(main(application, options, instance))
            return code
    finally:
        asyncio.set_event_loop(None)
        qt_log.uninstall()


async def main(application: QApplication, options: WindowOptions, instance: Instance) -> int:
    """Run the program until its window is closed; everything it opened is closed when this returns."""
    program = Program(application, options)
    instance.raised.connect(program.window.come_forward)
    try:
        return await program.run()
    finally:
        await program.close()
        instance.close()


def choose_platform() -> None:
    """Without any screen on Linux, draw into memory and say so; Qt itself would end the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        sys.stderr.write("No screen was found (DISPLAY is not set): drawing into memory only.\n")
