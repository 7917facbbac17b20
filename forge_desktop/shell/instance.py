"""One window per data folder: a second start raises the first window and ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 500


class Instance(QObject):
    """The right to be the window of a data folder; `raised` is emitted when somebody starts another."""

    raised = Signal()

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
        self._name = f"forge-desktop-{digest}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._knocked)

    def first(self) -> bool:
        """True when no other window of this folder runs; else that window was asked to come forward."""
        knock = QLocalSocket()
        knock.connectToServer(self._name)
        if knock.waitForConnected(_PATIENCE):
            knock.disconnectFromServer()
            return False
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()

    def _knocked(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnectFromServer()
            visitor.deleteLater()
            self.raised.emit()
