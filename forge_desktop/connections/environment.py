"""A connection that is not stored at all: scripts and machines without a keychain bring it along."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from forge_desktop.connections.connection import Connection, NoConnection, make_connection, of_account
from forge_desktop.domain.keys import Keys, check_keys
from forge_desktop.errors import Refused

URL = "FORGE_DESKTOP_URL"
PROFILE = "FORGE_DESKTOP_PROFILE"
API_KEY = "FORGE_DESKTOP_API_KEY"
ACCESS_KEY = "FORGE_DESKTOP_ACCESS_KEY"
TIMEZONE = "FORGE_DESKTOP_TIMEZONE"
NAME = "environment"
"""What the connection of the environment is called."""


def from_environment(environ: Mapping[str, str]) -> tuple[Connection, Keys] | None:
    """The connection that the environment describes, with its keys; None when it names no server.

    Another server, profile or account is another connection with its own local copy.
    """
    if not environ.get(URL):
        return None
    keys = keys_of_environment(environ)
    if keys is None:
        raise NoConnection(f"{URL} is set, but {API_KEY} and {ACCESS_KEY} are needed with it.")
    try:
        connection = make_connection(
            name=NAME,
            ident=NAME,
            profile=environ.get(PROFILE) or "mrpeasy-seed",
            base_url=environ[URL],
            timezone=environ.get(TIMEZONE) or "UTC",
        )
    except Refused as refused:
        raise NoConnection(f"{refused.message} (in the environment)", title=refused.title) from None
    bound = of_account(connection, keys)
    told = "\0".join((bound.base_url, bound.profile, bound.account))
    return replace(bound, ident=f"env-{hashlib.sha256(told.encode()).hexdigest()[:12]}"), keys


def keys_of_environment(environ: Mapping[str, str]) -> Keys | None:
    """The keys that the environment holds; None when it does not hold both. NoConnection for unusable ones."""
    if not environ.get(API_KEY) or not environ.get(ACCESS_KEY):
        return None
    try:
        return check_keys(Keys(environ[API_KEY], environ[ACCESS_KEY]))
    except Refused as refused:
        raise NoConnection(f"{refused.message} (in the environment)", title=refused.title) from None
