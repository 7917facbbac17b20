"""Answers to requests with an Idempotency-Key: given again to the same request, refused to another.

They are kept in the transaction that did the thing, so two equal requests at once do it once, and a restart
forgets nothing. Only what was done is kept: a refused request has changed nothing and may be corrected.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, delete, insert, select

from forge_desktop.server.answer import Answer
from forge_desktop.server.forge_tables import replies
from forge_desktop.server.forgemrp.assumed import IDEMPOTENCY_DAYS, LONGEST_IDEMPOTENCY_KEY
from forge_desktop.server.forgemrp.envelope import Wrong

_DAY = 86_400


def check(key: str) -> None:
    """Refuse what cannot be a key."""
    if not 0 < len(key) <= LONGEST_IDEMPOTENCY_KEY or not all("!" <= letter <= "~" for letter in key):
        raise Wrong(400, f"Idempotency-Key must be 1 to {LONGEST_IDEMPOTENCY_KEY} visible ASCII characters")


def request_hash(method: str, path: str, body: bytes) -> str:
    """What makes a request the same request."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


def known(connection: Connection, key: str, request: str) -> Answer | None:
    """The answer that was given under this key; a conflict if it was given to another request."""
    row = connection.execute(select(replies).where(replies.c.key == key)).first()
    if row is None:
        return None
    if row.request != request:
        raise Wrong(409, "This Idempotency-Key was used for another request")
    return Answer(row.status, row.body.encode())


def keep(connection: Connection, key: str, request: str, answer: Answer, now: int) -> None:
    """Remember an answer, and forget those that nobody will ask for again."""
    connection.execute(delete(replies).where(replies.c.created < now - IDEMPOTENCY_DAYS * _DAY))
    row = {
        "key": key,
        "request": request,
        "status": answer.status,
        "body": answer.body.decode(),
        "created": now,
    }
    connection.execute(insert(replies), row)
