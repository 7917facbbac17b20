"""What the connect dialog asks for and returns, and the questions it asks about what was typed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from forge_desktop.domain.keys import ACCESS_KEY, PAIR, KeyForm, Keys, check_api_key, check_key
from forge_desktop.errors import Refused


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """A kind of server to choose from."""

    name: str
    label: str
    dialect: str
    base_url: str
    """Offered as the address."""
    help: str = ""
    keys: KeyForm = PAIR
    """What its keys look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectDraft:
    """A connection as it was typed in, known to be usable. Printing it shows no key."""

    name: str
    profile: str
    base_url: str
    timezone: str
    currency: str
    keys: Keys


class Make(Protocol):
    """Makes a connection or raises Refused with words; `connections.make_connection` does."""

    def __call__(self, *, name: str, profile: str, base_url: str, timezone: str, currency: str) -> object: ...


class Faults:
    """Says of each field by itself what is wrong with it."""

    def __init__(
        self, make: Make, profile: ProfileChoice, taken: Collection[str], others: Collection[ProfileChoice]
    ) -> None:
        """`others`: all kinds of servers; addresses of another system are noticed by how they end."""
        self._make = make
        self._profile = profile
        self._others = others
        self._taken = {name.casefold() for name in taken}

    def name(self, typed: str) -> str:
        """Unreadable, or taken by another connection."""
        words = " ".join(typed.split())
        if words.casefold() in self._taken:
            return f"There is already a connection “{words}”."
        return self._of(name=typed)

    def base_url(self, typed: str) -> str:
        """Not an address, one that would carry the key in the clear, or one of another system."""
        return self._of(base_url=typed) or self._elsewhere(typed)

    def timezone(self, typed: str) -> str:
        """No such zone."""
        return self._of(timezone=typed)

    def api_key(self, typed: str) -> str:
        """Unusable in a header, or not like one of this system; the words never repeat the key."""
        return of_api_key(typed, self._profile.keys)

    def access_key(self, typed: str) -> str:
        """As for the API key, where there is one."""
        return of_access_key(typed, self._profile.keys)

    def _elsewhere(self, typed: str) -> str:
        path, ours = _path(typed), _path(self._profile.base_url)
        if not path:
            return f"It must end in {ours}."
        if path != ours and path in {_path(other.base_url) for other in self._others}:
            return f"This is an address of another system; those of the chosen one end in {ours}."
        return ""

    def _of(self, *, name: str = "x", base_url: str | None = None, timezone: str = "UTC") -> str:
        profile = self._profile
        address = profile.base_url if base_url is None else base_url
        try:
            self._make(name=name, profile=profile.name, base_url=address, timezone=timezone, currency="")
        except Refused as refused:
            return refused.message
        return ""


def _path(address: str) -> str:
    """What comes after the host."""
    host_and_path = address.strip().rpartition("://")[2]
    return "".join(host_and_path.partition("/")[1:]).rstrip("/")


def of_api_key(typed: str, form: KeyForm) -> str:
    """What is wrong with an API key; empty when it looks like one."""
    try:
        check_api_key(typed, form)
    except Refused as refused:
        return refused.message
    return ""


def of_access_key(typed: str, form: KeyForm) -> str:
    """What is wrong with an access key; empty when it can be used, or there is none in this kind of system."""
    try:
        if form.pair:
            check_key(typed, ACCESS_KEY)
    except Refused as refused:
        return refused.message
    return ""
