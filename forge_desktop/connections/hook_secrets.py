"""The secrets by which a server signs what it tells a connection: in the keychain, or from the environment."""

from __future__ import annotations

from collections.abc import Mapping

from forge_desktop.connections.keychain import Kept, Keychain
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Failure, Refused
from forge_desktop.hooks.signing import Secrets, check_secret, check_secrets

SECRET = "FORGE_DESKTOP_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
SECOND = f"{SECRET}_2"


class NoSecret(Failure):
    """There is no secret to check signatures with, or none that can be used."""

    title = "No secret"


def read_secrets(keychain: Keychain, ident: str) -> Secrets | None:
    """The secrets of a connection; None when none are kept."""
    kept = keychain.read(_place(ident))
    return None if kept is None else Secrets(kept.api_key, kept.access_key)


def keep_secrets(keychain: Keychain, ident: str, secrets: Secrets) -> Kept:
    """Keep them instead of those before; says where. Refused when one is unusable, and nothing changed then."""
    check_secrets(secrets)
    keychain.forget(_place(ident))  # a second one must not outlive its time
    return keychain.keep(_place(ident), Keys(secrets.first, secrets.second))


def forget_secrets(keychain: Keychain, ident: str) -> None:
    """Take them out of the keychain."""
    keychain.forget(_place(ident))


def secrets_of_environment(environ: Mapping[str, str]) -> Secrets | None:
    """The secrets that the environment holds; None without a first one. NoSecret for an unusable one."""
    if not environ.get(SECRET):
        return None
    found = Secrets(environ[SECRET], environ.get(SECOND, ""))
    for name, secret in ((SECRET, found.first), (SECOND, found.second)):
        try:
            if secret:
                check_secret(secret)
        except Refused as refused:
            raise NoSecret(f"{refused.message} (in {name})", title=refused.title) from None
    return found


def _place(ident: str) -> str:
    return f"{ident}/webhook"
