"""API keys with scopes: made, listed, revoked, and recognised at the door.

`fmrp_live_<keyid>_<secret>_<crc>`: the secret is shown once and kept as a hash only. It is 32 random letters
and digits, so a plain hash of it cannot be guessed backwards.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import time
import zlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update

from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import api_keys
from forge_desktop.server.forgemrp.assumed import KEY_PREFIX, SCOPES

EVERYTHING = frozenset(SCOPES)
_LOWER, _MIXED = string.ascii_lowercase + string.digits, string.ascii_letters + string.digits
_KEY = re.compile(rf"({re.escape(KEY_PREFIX)}([0-9a-z]+)_([0-9A-Za-z]+))_([0-9a-f]{{8}})")


class BadScopes(ValueError):
    """A key cannot be granted these scopes; the text says why."""


@dataclass(frozen=True)
class Holder:
    """Who shows a key, and what it lets them do."""

    key_id: str
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether that scope was granted; whoever may write something may read it too."""
        resource, _, verb = scope.partition(".")
        if scope in self.scopes:
            return True
        return verb == "view" and any(granted.startswith(f"{resource}.") for granted in self.scopes)


@dataclass(frozen=True)
class Listed:
    """A key as it can be shown: without its secret."""

    key_id: str
    scopes: tuple[str, ...]
    created: int
    revoked: int | None


def create(
    engine: Engine, scopes: Collection[str], *, creator: Collection[str] = EVERYTHING, now: int | None = None
) -> str:
    """A new key, shown only here; nobody grants what they do not have."""
    _check(scopes, creator)
    key_id = "".join(secrets.choice(_LOWER) for _ in range(12))
    secret = "".join(secrets.choice(_MIXED) for _ in range(32))
    row = {
        "key_id": key_id,
        "secret_hash": _hash(secret),
        "scopes": " ".join(sorted(scopes)),
        "created": int(time.time()) if now is None else now,
    }
    with writing(engine) as connection:
        connection.execute(insert(api_keys), row)
    return with_checksum(f"{KEY_PREFIX}{key_id}_{secret}")


def with_checksum(front: str) -> str:
    """A whole key from its front part."""
    return f"{front}_{zlib.crc32(front.encode()):08x}"


def _check(scopes: Collection[str], creator: Collection[str]) -> None:
    unknown = sorted(set(scopes) - EVERYTHING)
    if unknown:
        raise BadScopes(f"unknown scopes {', '.join(unknown)}; there are {', '.join(SCOPES)}")
    if not scopes:
        raise BadScopes("a key needs at least one scope")
    holder = Holder("", frozenset(creator))
    missing = sorted(scope for scope in scopes if not holder.may(scope))
    if missing:
        raise BadScopes(f"the creator does not have {', '.join(missing)} and cannot grant it")


def listed(engine: Engine) -> list[Listed]:
    """Every key there ever was, the oldest first."""
    column = api_keys.c
    statement = select(column.key_id, column.scopes, column.created, column.revoked)
    with engine.connect() as connection:
        rows = connection.execute(statement.order_by(column.created, column.key_id)).all()
    return [Listed(row.key_id, tuple(row.scopes.split()), row.created, row.revoked) for row in rows]


def revoke(engine: Engine, key_id: str, *, now: int | None = None) -> bool:
    """End a key for good; False if there is no such living key."""
    mine = (api_keys.c.key_id == key_id, api_keys.c.revoked.is_(None))
    values = {"revoked": int(time.time()) if now is None else now}
    with writing(engine) as connection:
        return bool(connection.execute(update(api_keys).where(*mine).values(values)).rowcount)


def holder(engine: Engine, authorization: str) -> Holder | str:
    """Who shows this header, or why nobody is let in; what was shown is never repeated."""
    scheme, _, shown = authorization.partition(" ")
    shown = shown.lstrip(" ")
    if scheme.lower() != "bearer" or not shown:
        return "Send your API key as a bearer token"
    match = _KEY.fullmatch(shown)
    if match is None or with_checksum(match[1]) != shown:
        return "The API key is not valid"
    with engine.connect() as connection:
        row = connection.execute(select(api_keys).where(api_keys.c.key_id == match[2])).first()
    if row is None or not hmac.compare_digest(row.secret_hash, _hash(match[3])):
        return "The API key is not valid"
    if row.revoked is not None:
        return "The API key was revoked"
    return Holder(row.key_id, frozenset(row.scopes.split()))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
