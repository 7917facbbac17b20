"""A webhook endpoint on a real socket that remembers what it got and answers as it is told."""

from __future__ import annotations

import ssl
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

PATIENCE = 20.0  # seconds; never reached when all is well


def until(happened: Callable[[], bool]) -> None:
    """Wait for what another thread does; the patience is never needed when all is well."""
    pause = threading.Event()
    for _ in range(int(PATIENCE * 100)):
        if happened():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen")


@dataclass(frozen=True)
class Got:
    """One delivery as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Answers 204, or first what was planned: statuses, or 0 for hanging up without an answer."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.got: list[Got] = []
        self.plan: deque[int] = deque()
        self._news = threading.Condition()
        receiver = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = receiver._take(Got(self.command, self.path, headers, body))
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Answering)
        self._server.daemon_threads = False
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}/hook?from=forge"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://localhost:{self.port}/hook?from=forge"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def _take(self, got: Got) -> int:
        with self._news:
            self.got.append(got)
            status = self.plan.popleft() if self.plan else 204
            self._news.notify_all()
        return status

    def wait_for(self, count: int) -> list[Got]:
        """The deliveries, once there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.got) >= count, PATIENCE), f"only {len(self.got)} came"
            return list(self.got)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
