"""Which connection is meant, and where its keys come from."""

from __future__ import annotations

from collections.abc import Mapping

from forge_desktop.connections.book import Connections
from forge_desktop.connections.connection import (
    Connection,
    KeysMissing,
    NoConnection,
    fingerprint,
    key_form,
    same_account,
)
from forge_desktop.connections.environment import (
    ACCESS_KEY,
    API_KEY,
    NAME,
    URL,
    from_environment,
    keys_of_environment,
)
from forge_desktop.connections.keychain import Keychain
from forge_desktop.domain.keys import Keys


def choose(name: str | None, stored: Connections, environ: Mapping[str, str]) -> Connection:
    """The named connection, else the environment's, else the only stored one. NoConnection otherwise."""
    if name is not None and name.casefold() != NAME:
        return stored.find(name)
    brought = from_environment(environ)
    if brought is not None:
        return brought[0]
    if name is not None:
        raise NoConnection(f"{URL} is not set, so there is no connection “{NAME}”.")
    every = stored.all()
    if not every:
        raise NoConnection(
            f"Add one with “forge-desktop connections add”, set {URL}, {API_KEY} and {ACCESS_KEY} "
            "(ForgeMRP has no access key), or look around with “--demo”."
        )
    if len(every) > 1:
        names = ", ".join(f"“{c.name}”" for c in every)
        raise NoConnection(f"Several connections are stored: {names}. Choose one with --connection NAME.")
    return every[0]


def keys_for(
    connection: Connection, stored: Connections, keychain: Keychain, environ: Mapping[str, str]
) -> Keys:
    """The keys of a connection, known to belong to its account. NoConnection or SignedOut otherwise."""
    brought = from_environment(environ)
    if brought is not None and brought[0].ident == connection.ident:
        return brought[1]
    elsewhere = brought is not None  # the environment's keys belong to the server it names
    form = key_form(connection.profile)
    keys = keychain.read(connection.ident) or (None if elsewhere else keys_of_environment(environ, form))
    if keys is None or (form.pair and not keys.access_key):
        raise _without_keys(connection, keychain)
    same_account(connection, keys)
    if not connection.account:
        stored.bind(connection, fingerprint(connection, keys))
    return keys


def _without_keys(connection: Connection, keychain: Keychain) -> NoConnection:
    pair = key_form(connection.profile).pair
    the_keys, are, them = ("The keys", "are", "them") if pair else ("The key", "is", "it")
    if keychain.closed:
        return NoConnection(
            f"The keychain ({keychain.name}) did not open, so {the_keys.lower()} of “{connection.name}” "
            f"{are} not known. Unlock it and try again.",
            title="The keychain is locked",
        )
    return KeysMissing(
        f"{the_keys} of “{connection.name}” {are} not in a keychain of this machine. "
        f"Set {API_KEY}{f' and {ACCESS_KEY}' if pair else ''}, or type {them} in the window.",
        connection,
        title=f"{the_keys} {are} missing",
    )
