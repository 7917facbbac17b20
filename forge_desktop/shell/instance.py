"""One window per data folder: a second start raises the first window and ends."""

from __future__ import annotations

import hashlib
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 2_000
"""Milliseconds to wait for the other window's answer."""
_RAISE, _LOOK = b"raise\n", b"look\n"
_WINDOW, _PICTURE = b"window\n", b"picture\n"


class Other(Enum):
    """Who has the data folder already."""

    NOBODY = "nobody"
    WINDOW = "window"
    PICTURE = "picture"
    SILENT = "silent"
    """A window that does not answer."""


class Instance(QObject):
    """The right to be the one program on a data folder; `raised` is emitted when somebody starts another.

    The right is a lock file, which the system and the number of its process tell from a dead one's; the socket
    beside it only carries the wish to come forward.
    """

    raised = Signal()

    def __init__(self, data_dir: Path, *, picture: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
        self._name = f"forge-desktop-{digest}"
        self._picture = picture
        self._lock = QLockFile(str(data_dir / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)

    def take(self) -> Other:
        """NOBODY when the folder is ours now; else who has it. A window of it was asked to come forward."""
        if not self._lock.tryLock(0) and self._lock.error() is QLockFile.LockError.LockFailedError:
            return self._knock()
        QLocalServer.removeServer(self._name)  # what a killed program left
        self._server.listen(self._name)
        return Other.NOBODY

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _knock(self) -> Other:
        door = QLocalSocket()
        door.connectToServer(self._name)
        if not door.waitForConnected(_PATIENCE):
            return Other.SILENT
        door.write(_LOOK if self._picture else _RAISE)
        door.flush()
        answered = door.waitForReadyRead(_PATIENCE)
        told = bytes(door.readAll().data()) if answered else b""
        door.disconnectFromServer()
        return {_WINDOW: Other.WINDOW, _PICTURE: Other.PICTURE}.get(told, Other.SILENT)

    def _knocked(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.readyRead.connect(lambda visitor=visitor: self._answer(visitor))
            visitor.disconnected.connect(visitor.deleteLater)
            if visitor.bytesAvailable():
                self._answer(visitor)

    def _answer(self, visitor: QLocalSocket) -> None:
        wish = bytes(visitor.readAll().data())
        if wish:
            visitor.write(_PICTURE if self._picture else _WINDOW)
            visitor.flush()
        if wish == _RAISE and not self._picture:
            self.raised.emit()
