"""One connection: which server, how it speaks, in whose time zone, and for which account."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from forge_desktop.api import PROFILES, normalise_base_url
from forge_desktop.domain.keys import PAIR, KeyForm, Keys
from forge_desktop.errors import Failure, Refused, SignedOut


class NoConnection(Failure):
    """No connection can be used: none is named, none is stored, or its keys are nowhere."""

    title = "No connection"


class KeysMissing(NoConnection):
    """The keys of a stored connection are nowhere: a person has to be asked for them."""

    title = "The keys are missing"

    def __init__(self, message: str, connection: Connection, *, title: str = "") -> None:
        super().__init__(message, title=title or self.title)
        self.connection = connection


class Unproven(SignedOut):
    """A new key, of which nobody knows yet whether it belongs to the same account."""

    title = "A new key"

    def __init__(self, message: str, keys: Keys) -> None:
        super().__init__(message)
        self.keys = keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A server and an account on it. Never holds a key."""

    ident: str
    """Name of its folder; never changes and is never used again."""
    name: str
    """The word for people, unique among the stored ones."""
    profile: str
    base_url: str
    """Up to and including the version, without a slash at the end."""
    timezone: str
    dialect: str
    currency: str = ""
    account: str = ""
    """Fingerprint of the key that was used first: it names the account; empty until then."""
    proven: str = ""
    """Fingerprint of the key in use, where that is another one and was proven to be of the same account."""

    @classmethod
    def demo(cls, base_url: str, timezone: str) -> Connection:
        """The connection of the demo: its server is our own, on another port and with other keys each time."""
        return cls(
            ident="demo",
            name="Demo",
            profile="local",
            base_url=base_url,
            timezone=timezone,
            dialect="mrpeasy",
            currency="EUR",
        )

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this account's dates are meant."""
        return ZoneInfo(self.timezone)


def key_form(profile: str) -> KeyForm:
    """What keys of this profile look like; the usual pair for an unknown one."""
    return PROFILES[profile].keys if profile in PROFILES else PAIR


def make_connection(
    *, name: str, profile: str, base_url: str, timezone: str, currency: str = "", ident: str = ""
) -> Connection:
    """A new connection out of what a person typed. Refused, with words, when a part of it cannot be."""
    words = " ".join(name.split())
    if not words or len(words) > 60 or not words.isprintable():
        raise Refused("Give the connection a name of 1 to 60 readable characters.", title="Unusable name")
    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise Refused(f"There is no profile “{profile}”. Known ones: {known}.", title="Unknown profile")
    return Connection(
        ident=ident or _new_ident(words),
        name=words,
        profile=profile,
        base_url=normalise_base_url(base_url, like=PROFILES[profile].base_url),
        timezone=known_zone(timezone),
        dialect=PROFILES[profile].dialect,
        currency=currency.strip(),
    )


def fingerprint(connection: Connection, keys: Keys) -> str:
    """Tells accounts apart without telling the key: too short to be turned back into it.

    Only the account's key counts; its secret may be renewed without becoming another account.
    """
    told = "\0".join(("forge-desktop account", connection.base_url, connection.profile, keys.api_key))
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def of_account(connection: Connection, keys: Keys) -> Connection:
    """The connection bound to the account of these keys, unless it is bound to one; see `same_account`."""
    return connection if connection.account else replace(connection, account=fingerprint(connection, keys))


def same_account(connection: Connection, keys: Keys) -> None:
    """SignedOut when the keys belong to another account than the one whose data lies in the local copy.

    Unproven where keys are renewed as other texts, and this one was not seen before: `prove` finds out.
    """
    if not connection.account or fingerprint(connection, keys) in (connection.account, connection.proven):
        return
    if key_form(connection.profile).renewed:
        raise Unproven(
            f"The key of “{connection.name}” is another one than before, and whose it is is not known yet. "
            "Nothing was read or sent.",
            keys,
        )
    raise of_another_account(connection)


def of_another_account(connection: Connection) -> SignedOut:
    """What is said of a key that belongs to somebody else."""
    return SignedOut(
        f"The key does not belong to the account that “{connection.name}” was made for. "
        "Nothing was read or sent. Make a new connection for the other account.",
        title="This key belongs to another account",
    )


def known_zone(name: str) -> str:
    """The same name of a time zone, known to exist. Refused, with words, otherwise."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Refused(
            f"There is no time zone “{name}”. Give it as continent and city, like Europe/Tallinn, or UTC.",
            title="Unknown time zone",
        ) from error
    return name


def _new_ident(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:30] or "connection"
    return f"{slug}-{secrets.token_hex(3)}"
