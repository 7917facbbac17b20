"""What each answer to a write means: done, refused, to be sent again later, or unknown (reliability.md §2.3).

When in doubt it is unknown: looking a write up costs two minutes, believing a proxy's page costs an order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from forge_desktop.api import answers, jsontext
from forge_desktop.api.jsontext import Raw
from forge_desktop.api.transport import Reply
from forge_desktop.api.words import UNKNOWN
from forge_desktop.domain.text import one_line
from forge_desktop.errors import (
    AnswerLost,
    BadReply,
    Busy,
    Conflict,
    Down,
    Failure,
    Missing,
    NotPermitted,
    Refused,
    SignedOut,
)

_UNCLEAR = (407, 408, 425, 499)
"""Refusals by something on the way, which do not tell how far the request came."""
_DONE = (200, 201, 202, 204)
_DISABLED = re.compile(
    r"\bvia (the )?API\b|\b(method|request)\b.{0,40}\b(disabled|not (allowed|supported|permitted))",
    re.IGNORECASE,
)
_NAMED = re.compile(r"([A-Za-z_]\w*)((?:\[\w*\]|\.\w+)*): (.+)", re.DOTALL)
_INNER = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sent:
    """A write as its answer is judged: by its method, by whom it went to, with foreign text cleaned of keys."""

    method: str
    host: str
    clean: Callable[[str], str]
    fields: frozenset[str]
    """Names that a complaint of the server may begin with."""


def failure(reply: Reply, sent: Sent) -> Failure | None:
    """Why the write was not carried out, or may not have been; None when the answer is a good one."""
    status = reply.status
    if reply.body and not reply.looks_like_json:
        return _unknown(f"{sent.host} answered with a web page instead of data.")
    if status in _DONE:
        return None
    if status == 401:
        return SignedOut("The server does not know this key, or the key was changed or switched off.")
    if status == 429:
        return Busy(
            "The server is busy with other requests of this key.", retry_after=answers.retry_after(reply)
        )
    if status == 503:
        return Down(f"{sent.host} is under maintenance.", retry_after=answers.retry_after(reply))
    if status == 501 or (400 <= status < 500 and status not in _UNCLEAR):
        return _refusal(reply, sent)
    if 300 <= status < 400:
        return _unknown(f"{sent.host} sent us elsewhere, which is never followed with a key.")
    return _unknown(f"{sent.host} answered with status {status}.")


def new_key(reply: Reply, name: str) -> int | None:
    """The key of what was created: a bare number, its digits as text, or an object that names it."""
    told = _told(reply)
    if isinstance(told, dict):
        told = told.get(name, told.get("id"))
    if isinstance(told, str) and len(told) < 20 and told.isascii() and told.isdigit():
        told = int(told)
    return told if type(told) is int and 0 < told < 2**63 and reply.proven_whole else None


def says_nothing_else(reply: Reply, name: str, key: int) -> bool:
    """True when an answer to a change is empty, as documented, or at most repeats the key."""
    return not reply.body.strip() or _told(reply) in (None, True, [], {}) or new_key(reply, name) == key


def unreadable(host: str) -> AnswerLost:
    """The failure of an answer that says yes in a form nobody understands."""
    return _unknown(f"{host} answered something the contract does not know.")


def _told(reply: Reply) -> Raw:
    try:
        return jsontext.parse(reply.body)
    except BadReply:
        return False


def _refusal(reply: Reply, sent: Sent) -> Failure:
    status = reply.status
    told = answers.reasons(reply.body, sent.clean) or _plain_words(reply, sent.clean)
    said = f" It says: {' '.join(f'“{reason}”' for reason in told[:3])}" if told else ""
    if status == 403:
        return NotPermitted(f"The key lacks the permission for this.{said}", reasons=told)
    if status in (405, 501) or (status == 404 and sent.method == "POST"):
        return NotPermitted(f"The server does not offer this.{said}", reasons=told)
    if status == 400 and any(_DISABLED.search(reason) for reason in told):
        return NotPermitted(f"The server does not offer this.{said}", reasons=told)
    if status == 404:
        return Missing(f"The server has no such record.{said}", reasons=told)
    if status in (409, 423):
        return Conflict(f"The record was changed or locked meanwhile.{said}", reasons=told)
    return Refused(f"The server refused the request.{said}", reasons=told, fields=_fields(told, sent.fields))


def _plain_words(reply: Reply, clean: Callable[[str], str]) -> tuple[str, ...]:
    if "text/plain" not in reply.headers.get("content-type", "").lower():
        return ()
    text = one_line(clean(reply.body[:2_000].decode(errors="replace")), 300)
    return (text,) if text else ()


def _fields(told: tuple[str, ...], known: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """`products[0][sku]: unknown` as (`products.0.sku`, `unknown`), for complaints that begin with a field."""
    found = []
    for reason in told:
        match = _NAMED.fullmatch(reason)
        if match and match[1] in known:
            found.append((".".join([match[1], *_INNER.findall(match[2])]), match[3]))
    return tuple(found)


def _unknown(why: str) -> AnswerLost:
    return AnswerLost(f"{why} {UNKNOWN}")
