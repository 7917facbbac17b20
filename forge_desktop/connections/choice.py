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
            f"Add one with “forge-desktop connections add”, set {URL}, {API_KEY} and {ACCESS_KEY}, "
            "or look around with “--demo”."
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
    if keychain.closed and keys is None:
        raise NoConnection(
            f"The keys of “{connection.name}” lie in the keychain ({keychain.name}), which did not open. "
            "Unlock it and try again.",
            title="The keychain is locked",
        )
    if keys is None or (form.pair and not keys.access_key):
        raise KeysMissing(
            f"The keys of “{connection.name}” are not in a keychain of this machine. "
            f"Set {API_KEY}{f' and {ACCESS_KEY}' if form.pair else ''}, or type them in the window.",
            connection,
        )
    same_account(connection, keys)
    if not connection.account:
        stored.bind(connection, fingerprint(connection, keys))
    return keys
