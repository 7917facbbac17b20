"""Says in plain sentences why a server could not be reached; never repeats what a stranger or a key said."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from forge_desktop.errors import AnswerLost, BadReply, Failure, NotSent, Unreachable

NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What the network library raises before the first byte of a request; anything else may come later."""

_CERTIFICATES = {
    9: "its certificate is not valid yet; is this computer's clock right?",
    10: "its certificate has expired",
    18: "its certificate is signed by nobody but itself",
    19: "its certificate comes from an authority this computer does not know",
    20: "its certificate comes from an authority this computer does not know",
    62: "its certificate was made for another name",
}

UNKNOWN = "Whether it was carried out is not known yet."


class Passing(Unreachable):
    """A request that got no whole answer; another try at once may well succeed."""


def trouble(error: BaseException, host: str) -> Failure:
    """The failure to raise instead of this exception of the network."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return _tls(cause, host)
    if isinstance(error, httpx.ConnectTimeout):
        return Unreachable(f"{host} did not answer in time.", title="The server does not answer")
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return Passing(f"{host} did not answer in time.", title="The server does not answer")
    if isinstance(error, httpx.ProxyError):
        return Unreachable("The proxy of this network refused the connection.")
    if isinstance(error, httpx.ConnectError):
        return _no_connection(causes, host)
    if isinstance(error, httpx.DecodingError):
        return BadReply(f"{host} sent an answer that cannot be unpacked.")
    return Passing(f"The connection to {host} broke before the answer was complete.")


def unsent(error: BaseException, host: str) -> NotSent:
    """The failure of a write that never left."""
    why = trouble(error, host)
    return NotSent(why.message, title=why.title)


def lost(error: BaseException, host: str) -> AnswerLost:
    """The failure of a write that may have arrived."""
    why = error if isinstance(error, Failure) else None
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        told = f"{host} did not answer in time."
    else:
        told = why.message if why else f"The connection to {host} broke before the answer came."
    return AnswerLost(f"{told} {UNKNOWN}")


def _no_connection(causes: list[BaseException], host: str) -> Failure:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Unreachable(
            f"No server called {host} was found. Is the address spelled right, and is this computer online?",
            title="No such server",
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Unreachable(f"Nothing answers at {host}: the connection was refused.")
    return Unreachable(f"No connection to {host} could be made.")


def _tls(error: ssl.SSLError, host: str) -> Failure:
    why = "it does not speak TLS 1.2 or newer"
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _CERTIFICATES.get(error.verify_code, "its certificate cannot be verified")
    return Unreachable(
        f"The connection to {host} is not safe: {why}. No key was sent.",
        title="The connection is not safe",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything it came out of, groups opened."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        if isinstance(found, BaseExceptionGroup):
            waiting.extend(found.exceptions)
        waiting.extend(cause for cause in (found.__cause__, found.__context__) if cause is not None)
