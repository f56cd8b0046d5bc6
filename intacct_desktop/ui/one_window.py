"""One window for the files of one person: a program that is started on a file hands it to the one that runs already."""

import hashlib
import json
import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)

_PATIENCE_MS = 1_000
_LONGEST = 1 << 20  # bytes; a list of paths takes some hundred


def hand_over(place: Path, files: Iterable[Path]) -> bool:
    """Give the files to the window that keeps its settings in `place`; false where none runs. Blocks up to two seconds."""
    socket = QLocalSocket()
    socket.connectToServer(_name(place))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(json.dumps([str(file) for file in files]).encode())
    handed = socket.waitForBytesWritten(_PATIENCE_MS)
    socket.disconnectFromServer()
    return handed


class OpenedElsewhere(QObject):
    """Listens for files that a second start of the program hands over; `opened` carries their paths.

    Where another window listens already, this one does not: files go to the window that was first.
    """

    opened = Signal(list)

    def __init__(self, place: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        name = _name(place)
        if not self._is_taken(name):
            QLocalServer.removeServer(name)  # what a window that was killed has left
            if not self._server.listen(name):
                _log.info("Files of a second start cannot be taken: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()

    @staticmethod
    def _is_taken(name: str) -> bool:
        probe = QLocalSocket()
        probe.connectToServer(name)
        taken = probe.waitForConnected(_PATIENCE_MS)
        probe.abort()
        return taken

    def _accept(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Caller(socket, self).said.connect(self._take)

    def _take(self, message: bytes) -> None:
        try:
            paths = json.loads(message or b"[]")
            files = [Path(path) for path in paths]
        except (ValueError, TypeError):
            _log.info("What a second start sent is no list of files")
            return
        if files:
            self.opened.emit(files)


class _Caller(QObject):
    """One second start, listened to until it has said all; then this goes, and the connection with it."""

    said = Signal(bytes)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._received = bytearray()
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._end)
        if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:  # it has said all and gone already
            QTimer.singleShot(0, self._end)

    def _read(self) -> None:
        self._received += self._socket.readAll().data()
        if len(self._received) > _LONGEST:
            self._received.clear()
            self._socket.disconnected.disconnect(self._end)
            self._socket.abort()
            self.deleteLater()

    def _end(self) -> None:
        self._received += self._socket.readAll().data()
        self.said.emit(bytes(self._received))
        self.deleteLater()


def _name(place: Path) -> str:
    """One for each person's own settings."""
    return "intacct-desktop-" + hashlib.sha256(str(place.absolute()).encode()).hexdigest()[:16]
