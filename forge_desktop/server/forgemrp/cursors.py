"""Cursors: where a walk through a list goes on, signed, so that only what this server gave out comes back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from sqlalchemy import Connection, Engine, insert, select

from forge_desktop.server.database import writing
from forge_desktop.server.masters import settings

_NAME = "forgemrp cursor secret"
_SIGNATURE = 12  # bytes


def secret_of(engine: Engine) -> bytes:
    """The database's own secret, made when it is first needed: cursors survive a restart of the server."""
    with engine.connect() as connection:
        found = _known(connection)
    if found is not None:
        return bytes.fromhex(found)
    with writing(engine) as connection:
        found = _known(connection)
        if found is None:  # nobody else has made one since
            found = secrets.token_hex(32)
            connection.execute(insert(settings), {"name": _NAME, "value": found})
        return bytes.fromhex(found)


def _known(connection: Connection) -> str | None:
    return connection.execute(select(settings.c.value).where(settings.c.name == _NAME)).scalar()


def write(secret: bytes, path: str, key: int) -> str:
    """The cursor behind that row of the list."""
    text = f"{path}:{key}".encode()
    return _shown(_sign(secret, text) + text)


def read(secret: bytes, path: str, cursor: str) -> int:
    """The key of the row behind which the walk goes on; a ValueError says that the cursor is none of ours."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("cursor: is not a cursor of this server") from None
    signature, text = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(secret, text)) or _shown(raw) != cursor:
        raise ValueError("cursor: is not a cursor of this server")
    name, _, key = text.decode().partition(":")
    if name != path:
        raise ValueError(f"cursor: belongs to {name}, not to {path}")
    return int(key)


def _shown(raw: bytes) -> str:
    """The one way to write a cursor; whatever else decodes to the same bytes is none."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _sign(secret: bytes, text: bytes) -> bytes:
    return hmac.new(secret, text, hashlib.sha256).digest()[:_SIGNATURE]
