"""A connection that is not stored at all: scripts and machines without a keychain bring it along."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from forge_desktop.connections.connection import (
    Connection,
    NoConnection,
    key_form,
    make_connection,
    of_account,
)
from forge_desktop.domain.keys import PAIR, KeyForm, Keys, check_keys
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
    profile = environ.get(PROFILE) or "mrpeasy-seed"
    try:
        connection = make_connection(
            name=NAME,
            ident=NAME,
            profile=profile,
            base_url=environ[URL],
            timezone=environ.get(TIMEZONE) or "UTC",
        )
    except Refused as refused:
        raise NoConnection(f"{refused.message} (in the environment)", title=refused.title) from None
    form = key_form(profile)
    keys = keys_of_environment(environ, form)
    if keys is None:
        raise NoConnection(f"{URL} is set, but {needed(form)} needed with it.")
    bound = of_account(connection, keys)
    told = "\0".join((bound.base_url, bound.profile, bound.account))
    return replace(bound, ident=f"env-{hashlib.sha256(told.encode()).hexdigest()[:12]}"), keys


def needed(form: KeyForm) -> str:
    """The variables that hold the keys, with their verb: "… and … are"."""
    return f"{API_KEY} and {ACCESS_KEY} are" if form.pair else f"{API_KEY} is"


def keys_of_environment(environ: Mapping[str, str], form: KeyForm = PAIR) -> Keys | None:
    """The keys that the environment holds; None when some are missing. NoConnection for unusable ones."""
    if not environ.get(API_KEY) or (form.pair and not environ.get(ACCESS_KEY)):
        return None
    try:
        return check_keys(Keys(environ[API_KEY], environ[ACCESS_KEY] if form.pair else ""), form)
    except Refused as refused:
        raise NoConnection(f"{refused.message} (in the environment)", title=refused.title) from None
