"""What each status of an answer means, in words a person can act on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from forge_desktop.api import jsontext
from forge_desktop.api.jsontext import Raw
from forge_desktop.api.transport import Reply
from forge_desktop.api.words import Passing
from forge_desktop.domain.text import one_line
from forge_desktop.errors import (
    BadReply,
    Busy,
    Conflict,
    Down,
    Failure,
    Missing,
    NotPermitted,
    Refused,
    SignedOut,
    Unreachable,
)

MOST_REASONS = 20
_DEEPEST = 8
"""Levels of an error's body that are looked into for words."""
LONGEST_WINDOW = 86_400
"""Seconds; a server that names more means something else, an instant for example."""
_COMPLAINTS = re.compile(r"; (?=[A-Za-z_][\w.\[\]]*: )")


def failure(reply: Reply, host: str, clean: Callable[[str], str]) -> Failure | None:
    """Why this answer cannot be used; None when it is a good one. `clean` takes keys out of foreign text."""
    status = reply.status
    if 300 <= status < 400:
        return Unreachable(
            f"{host} sent us elsewhere, which is never followed with a key. Is the address the right one?",
            title="The server sent us elsewhere",
        )
    if status == 401:
        return SignedOut("The server does not know this key, or the key was changed or switched off.")
    if status == 503:
        return Down(f"{host} is under maintenance.", retry_after=retry_after(reply))
    if status == 429:
        return Busy("The server is busy with other requests of this key.", retry_after=retry_after(reply))
    if status >= 500:
        return Passing(f"{host} failed on its side (status {status}).", title="The server failed")
    if not reply.looks_like_json and reply.body:
        return Unreachable(
            f"{host} answered with a web page instead of data. Is this network signed in, "
            "and is the address the right one?",
            title="Not the server we know",
        )
    return None if status in (200, 206) else _refusal(reply, host, clean)


def retry_after(reply: Reply) -> float | None:
    """Seconds the server asked to wait, in either of the header's two forms; None when it did not."""
    told = reply.headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9]) or None
    try:
        then = parsedate_to_datetime(told)
        now = parsedate_to_datetime(reply.headers["date"]) if "date" in reply.headers else datetime.now(UTC)
        seconds = (then - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return seconds if seconds > 0 else None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a server says is left of the requests of a key."""

    limit: int
    remaining: int
    reset: int
    """Seconds until it begins anew."""


def allowance(reply: Reply) -> Allowance | None:
    """The three RateLimit headers (contracts/forgemrp-api.txt, "Rate limits"); None without usable ones."""
    told = [reply.headers.get(f"ratelimit-{name}", "").strip() for name in ("limit", "remaining", "reset")]
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in told):
        return None
    limit, remaining, reset = map(int, told)
    return Allowance(limit, remaining, reset) if reset <= LONGEST_WINDOW else None


def server_time(reply: Reply) -> int | None:
    """What the server's clock said when it answered, UTC seconds; None when it did not tell."""
    try:
        return int(parsedate_to_datetime(reply.headers["date"]).timestamp())
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def reasons(body: bytes, clean: Callable[[str], str]) -> tuple[str, ...]:
    """The server's own words: an array of texts, one text, a message, or a map of fields to texts.

    An `error` may lie around them, and several complaints about fields may be one text.
    """
    try:
        sent = jsontext.parse(body)
    except BadReply:
        return ()
    inner = sent.get("error") if isinstance(sent, dict) else None
    told = [part for text in _texts(inner or sent) for part in _COMPLAINTS.split(text)]
    return tuple(one_line(clean(text), 300) for text in told[:MOST_REASONS] if text.strip())


def _refusal(reply: Reply, host: str, clean: Callable[[str], str]) -> Failure:
    status, told = reply.status, reasons(reply.body, clean)
    words = " ".join(f"“{reason}”" for reason in told[:3])
    said = f" It says: {words}" if words else ""
    if status == 403:
        return NotPermitted(
            f"The key lacks the permission for this.{said}", title=SignedOut.title, reasons=told
        )
    if status == 404:
        return Missing(f"The server has no such record.{said}", reasons=told)
    if status == 407:
        return Unreachable("The proxy of this network wants somebody to sign in first.")
    if status == 409:
        return Conflict(f"The record was changed or locked meanwhile.{said}", reasons=told)
    if status in (400, 405, 422):
        return Refused(f"The server refused the request.{said}", reasons=told)
    return BadReply(f"{host} answered with status {status}, which its contract does not know.")


def _texts(value: Raw, path: str = "", level: int = 0) -> list[str]:
    """Each text, behind the path of names that leads to it: `products[0][sku]: unknown`."""
    if level > _DEEPEST:
        return []
    if isinstance(value, str):
        return [f"{path}: {value}" if path else value]
    if isinstance(value, list):
        parts = [
            (part, path if isinstance(part, str) or not path else f"{path}[{n}]")
            for n, part in enumerate(value)
        ]
    elif isinstance(value, dict):
        message = value.get("message")
        if isinstance(message, str):
            return _texts(message, path, level)
        parts = [(part, f"{path}[{name}]" if path else name) for name, part in value.items()]
    else:
        return []
    return [text for part, inner in parts[:MOST_REASONS] for text in _texts(part, inner, level + 1)]
