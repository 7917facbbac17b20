"""A webhook endpoint that answers each connection as it likes: bytes, drips, nothing at all."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

_ENOUGH = 60.0  # seconds; nobody stays so long


class Odd:
    """Reads a delivery, sends the pieces with a pause before each of them, and hangs up at the end of them."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]], pause: float = 0.0) -> None:
        self.asked: list[bytes] = []
        """The first line of each request."""
        self._pieces, self._pause = pieces, pause
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/hook"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            line, _ = self._socket.accept()
            if self._ended.is_set():
                line.close()
                return
            thread = threading.Thread(target=self._answer, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _answer(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):  # the other side need not wait for the end
            line.settimeout(_ENOUGH)
            asked = b""
            while b"}}" not in asked:  # the end of every event about a client
                more = line.recv(65_536)
                if not more:
                    return
                asked += more
            self.asked.append(asked.partition(b"\r\n")[0])
            for piece in self._pieces():
                if self._ended.wait(self._pause):
                    return
                line.sendall(piece)

    def close(self) -> None:
        """End all of it."""
        self._ended.set()
        with contextlib.suppress(OSError), socket.create_connection(self._socket.getsockname()):
            pass
        for thread in self._threads:
            thread.join()
        self._socket.close()


def always(piece: bytes) -> Callable[[], Iterator[bytes]]:
    """The same bytes for ever."""

    def pieces() -> Iterator[bytes]:
        while True:
            yield piece

    return pieces


def first(begin: bytes, then: bytes) -> Callable[[], Iterator[bytes]]:
    """Some bytes, and others for ever."""

    def pieces() -> Iterator[bytes]:
        yield begin
        yield from always(then)()

    return pieces


@contextmanager
def answering(pieces: Sequence[bytes] | Callable[[], Iterator[bytes]], *, pause: float = 0.0) -> Iterator[Odd]:
    """An endpoint that sends these pieces to each delivery."""
    odd = Odd(pieces if callable(pieces) else lambda: iter(pieces), pause)
    try:
        yield odd
    finally:
        odd.close()
