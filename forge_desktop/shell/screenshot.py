"""`--screenshot FILE --view NAME`: draws one page of the real window, filled, into a PNG, and ends."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

from forge_desktop.connections import NoConnection
from forge_desktop.errors import Failure, SignedOut, StorageTrouble, Unreachable
from forge_desktop.session import Link
from forge_desktop.shell.desk_view import DeskView

if TYPE_CHECKING:
    from forge_desktop.shell.program import Program

PATIENCE = 180.0
"""Seconds until a page that does not fill is drawn as it is."""
_BEAT = 0.05
_STILL = 6
"""So many beats the page is filled before it is drawn."""
_STOPPED = (Link.OFFLINE, Link.SIGNED_OUT, Link.TROUBLE)
_DONE, _FAILED, _USAGE, _UNREACHABLE, _SIGNED_OUT, _STORAGE, _NO_CONNECTION = range(7)
_CODES = {Link.OFFLINE: _UNREACHABLE, Link.SIGNED_OUT: _SIGNED_OUT, Link.TROUBLE: _FAILED}
"""Exit codes of a page that could not be filled: the command line's own."""


async def shoot(program: Program) -> int:
    """Wait until the page is filled and still, draw the window, and return the exit code."""
    view, target = program.window.shown, program.options.screenshot
    assert target is not None
    if not isinstance(view, DeskView):
        return _nothing_open(program.failure)
    if program.options.view and program.options.view not in (*view.resources, *view.room.asides):
        pages = ", ".join((*view.resources, *view.room.asides))
        return _say(f"There is no page “{program.options.view}”. Pages: {pages}.", _USAGE)
    code = await _filled(view)
    if not program.window.grab().save(str(target), "PNG"):
        return _say(f"{target} could not be written.", _FAILED)
    return code


def _nothing_open(failure: Failure | None) -> int:
    if failure is None or isinstance(failure, NoConnection):
        why = "" if failure is None else f"{failure.message} "
        return _say(f"There is no connection to draw a page of. {why}".strip(), _NO_CONNECTION)
    codes = {StorageTrouble: _STORAGE, SignedOut: _SIGNED_OUT, Unreachable: _UNREACHABLE}
    code = next((code for kind, code in codes.items() if isinstance(failure, kind)), _FAILED)
    return _say(f"{failure.title}. {failure.message}", code)


async def _filled(view: DeskView) -> int:
    """Wait until the page is filled, or cannot be; the exit code."""
    until, still = time.monotonic() + PATIENCE, 0
    while still < _STILL:
        still = still + 1 if view.filled() else 0
        health = view.desk.health
        if health.link in _STOPPED and view.page.settled:
            # with something to show, the picture is what was asked for: its bar says offline
            return _DONE if view.page.table.rowCount() else _say(health.message, _CODES[health.link])
        if time.monotonic() > until:
            return _say(f"The page did not fill within {PATIENCE:.0f} s and is drawn as it is.", _FAILED)
        await asyncio.sleep(_BEAT)
    return _DONE


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code
