"""`--screenshot FILE --view NAME`: draws one page of the real window, filled, into a PNG, and ends."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

from forge_desktop.session import Link
from forge_desktop.shell.desk_view import DeskView

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

_PATIENCE = 180.0
"""Seconds until a page that does not fill is given up."""
_BEAT = 0.05
_SETTLED = 1.5
"""Seconds the window rests before it is drawn: changed cells glow for a second."""
_STOPPED = (Link.OFFLINE, Link.SIGNED_OUT, Link.TROUBLE)


async def shoot(program: Program) -> int:
    """Wait until the page is filled and still, draw the window, and return the exit code."""
    view = program.window.shown
    assert program.options.screenshot is not None
    if not isinstance(view, DeskView):
        sys.stderr.write("There is no connection to draw a page of; use --demo or --connection NAME.\n")
        return 6
    if program.options.view and program.options.view not in view.resources:
        sys.stderr.write(f"There is no page “{program.options.view}”. Pages: {', '.join(view.resources)}.\n")
        return 2
    until = time.monotonic() + _PATIENCE
    while not view.filled():
        if time.monotonic() > until:
            sys.stderr.write(f"The page did not fill within {_PATIENCE:.0f} s. {view.desk.health.message}\n")
            return 1
        if view.desk.health.link in _STOPPED and view.page.table.whole and view.page.table.rowCount():
            break  # offline, but there is something to show: the bar says so
        await asyncio.sleep(_BEAT)
    await asyncio.sleep(_SETTLED)
    if not program.window.grab().save(str(program.options.screenshot), "PNG"):
        sys.stderr.write(f"{program.options.screenshot} could not be written.\n")
        return 1
    return 0
