"""The way to one webhook endpoint: a line that is kept while it is of use, and a time within which all ends."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

SECONDS = 5.0  # for all of one delivery, however slowly the other side speaks
_LONGEST_WORDS = 200
_LONGEST_BODY = 65_536  # of an answer; with a longer one the line is given up


@dataclass(frozen=True)
class Said:
    """Whether a delivery arrived, and the status or why there was none, in one plain line."""

    arrived: bool
    words: str


def signature(secret: str, body: bytes) -> str:
    """What X-Forge-Signature says: hexadecimal HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Road:
    """Carries deliveries to one address, one after the other; goes nowhere else, whatever the answer says."""

    def __init__(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        self._secret = secret
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._host, tls = parts.hostname or "", parts.scheme == "https"
        self._tls = ssl.create_default_context() if tls else None
        kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
        self._connection = kind(self._host, parts.port)
        self._line: socket.socket | None = None
        self._over = False

    def send(self, event: str, body: bytes) -> Said:
        """Deliver it; a line that the other side has closed meanwhile is opened once more."""
        headers = {
            "Content-Type": "application/json",
            "X-Forge-Event": event,
            "X-Forge-Signature": signature(self._secret, body),
        }
        self._over = False
        late = threading.Timer(SECONDS, self._cut)
        late.start()
        try:
            answer = self._ask(body, headers)
            self._hear_out(answer)
        except (OSError, UnicodeError, http.client.HTTPException) as error:  # Unicode: a name no network takes
            self.close()
            in_time = not self._over and not isinstance(error, TimeoutError)
            return Said(False, _plain(f"{type(error).__name__}: {error}") if in_time else "no answer in time")
        finally:
            late.cancel()
        return Said(200 <= answer.status < 300, str(answer.status))

    def close(self) -> None:
        """Let go of the line."""
        self._connection.close()
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(self, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        kept = self._connection.sock is not None
        try:
            return self._exchange(body, headers)
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            if not kept or self._over:
                raise
            self.close()
            return self._exchange(body, headers)

    def _hear_out(self, answer: http.client.HTTPResponse) -> None:
        """The status counts; the rest is of no interest, but must be off the line before the next delivery."""
        with answer, suppress(OSError, http.client.HTTPException):
            answer.read(_LONGEST_BODY)
            if answer.isclosed() and self._connection.sock is not None and not self._over:
                return
        self.close()

    def _exchange(self, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        if self._connection.sock is None:
            self._dial()
        self._connection.request("POST", self._path, body, headers)
        return self._connection.getresponse()

    def _dial(self) -> None:
        """Connect by hand: `_cut` needs a hold on the line that outlives its handshake."""
        self.close()
        plain = socket.create_connection((self._host, self._connection.port), timeout=SECONDS)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._line = plain.dup()
            if self._over:
                raise TimeoutError
            whole = plain if self._tls is None else self._tls.wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise
        self._connection.sock = whole

    def _cut(self) -> None:
        """End what takes too long: whoever waits on the line sees its end."""
        self._over = True
        line = self._line
        if line is not None:
            with suppress(OSError):  # it is over already
                line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _plain(words: str) -> str:
    """One line of the log: what a stranger sent may hold anything."""
    return "".join(letter if letter.isprintable() else " " for letter in words)[:_LONGEST_WORDS].strip()
