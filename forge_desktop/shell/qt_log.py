"""What Qt says goes into the log; only what ends the program goes to the terminal."""

from __future__ import annotations

import sys

import structlog
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from forge_desktop.shell.screen import PACKAGES

_log = structlog.get_logger("qt")
_OF_NO_USE = ("This plugin does not support propagateSizeHints", "This plugin does not support raise")
"""Said by the platform that draws into memory, about windows nobody sees."""
_NO_SCREEN = "no Qt platform plugin could be initialized"
_HINT = f"""\
Libraries that Qt needs to draw on this screen are missing. On Debian and Ubuntu, as root:
  apt install {PACKAGES}
"""


def install() -> None:
    """Take Qt's messages from now on."""
    qInstallMessageHandler(_take)


def uninstall() -> None:
    """Let Qt speak for itself again."""
    qInstallMessageHandler(None)


def _take(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    if message.startswith(_OF_NO_USE):
        return
    if kind is QtMsgType.QtFatalMsg:
        sys.stderr.write(f"{message}\n{_HINT if _NO_SCREEN in message else ''}")
    say = _log.warning if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg) else _log.debug
    say("qt", message=message)
