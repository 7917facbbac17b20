"""Keys lie in the operating system's keychain alone; without one they are kept for this run only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from forge_desktop.domain.keys import KeyForm, Keys, check_keys

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "forge-desktop"
_PARTS = ("key", "api_key", "access_key")
"""A key that stands alone has a name of its own, so that half of a pair is never taken for one."""
_OF_THE_SYSTEM = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
"""Back-ends that hand the secret to the operating system; every other one is refused, plain text above all."""


class Kept(StrEnum):
    """Where keys went."""

    KEYCHAIN = "keychain"
    THIS_RUN = "this run only"


class Keychain:
    """Reads, keeps and forgets the keys of connections. Calls may wait for a person to unlock the keychain."""

    def __init__(self, hide: Callable[[str], None]) -> None:
        self._hide = hide
        self._this_run: dict[str, Keys] = {}
        self._found: KeyringBackend | None = None
        self._looked = False
        self.notice = ""
        """Empty, or one sentence for a person: why keys are not kept."""
        self.closed = False
        """True when it did not open for the last reading: what lies in it is not known."""

    @property
    def name(self) -> str:
        """The back-end in use, for people; empty when there is none that may be used."""
        backend = self._backend()
        return str(backend.name) if backend else ""

    def read(self, ident: str) -> Keys | None:
        """The keys of a connection; None when they are not known here."""
        keys = self._this_run.get(ident) or self._stored(ident)
        if keys is not None:
            self._hide(keys.api_key)
            self._hide(keys.access_key)
        return keys

    def keep(self, ident: str, keys: Keys) -> Kept:
        """Keep the keys, all or none; says where. Refused when they are unusable."""
        check_keys(keys, KeyForm(pair=bool(keys.access_key)))
        self._hide(keys.api_key)
        self._hide(keys.access_key)
        if self._store(ident, keys):
            self._this_run.pop(ident, None)
            return Kept.KEYCHAIN
        self._this_run[ident] = keys
        return Kept.THIS_RUN

    def forget(self, ident: str) -> None:
        """Take the keys of a connection out of the keychain."""
        self._this_run.pop(ident, None)
        backend = self._backend()
        if backend is not None:
            _delete(backend, ident)

    def _stored(self, ident: str) -> Keys | None:
        backend = self._backend()
        if backend is None:
            return None
        try:
            alone, *parts = [backend.get_password(SERVICE, f"{ident}/{part}") for part in _PARTS]
            self.closed = False
        except Exception:  # a system's own errors (D-Bus, COM) come through keyring as they are
            self.closed = True
            self.notice = f"The keychain ({backend.name}) did not open; its keys cannot be used now."
            return None
        if alone:
            return Keys(alone)
        return Keys(parts[0] or "", parts[1] or "") if all(parts) else None

    def _store(self, ident: str, keys: Keys) -> bool:
        backend = self._backend()
        if backend is None:
            return False
        try:
            if not keys.access_key:
                backend.set_password(SERVICE, f"{ident}/key", keys.api_key)
            else:
                backend.set_password(SERVICE, f"{ident}/api_key", keys.api_key)
                backend.set_password(SERVICE, f"{ident}/access_key", keys.access_key)
        except Exception:  # as for reading
            _delete(backend, ident)
            self.notice = (
                f"The keychain ({backend.name}) did not take the keys; they are kept for this run only."
            )
            return False
        return True

    def _backend(self) -> KeyringBackend | None:
        if not self._looked:
            self._looked = True
            self._found = _usable()
            if self._found is None:
                self.notice = (
                    "This machine has no keychain. Keys come from FORGE_DESKTOP_API_KEY and, where there "
                    "are two, FORGE_DESKTOP_ACCESS_KEY, or are kept for this run only."
                )
        return self._found


def _usable() -> KeyringBackend | None:
    """The system's keychain, or None: a back-end that writes plain text or nothing is never used."""
    import keyring  # late: it looks for back-ends among all installed packages

    backend = keyring.get_keyring()
    if _trusted(backend):
        return backend
    chained: list[KeyringBackend] = list(getattr(backend, "backends", ()))
    return next((one for one in chained if _trusted(one)), None)


def _trusted(backend: KeyringBackend) -> bool:
    return type(backend).__module__ in _OF_THE_SYSTEM


def _delete(backend: KeyringBackend, ident: str) -> None:
    for part in _PARTS:
        with suppress(Exception):  # not there, or as for reading
            backend.delete_password(SERVICE, f"{ident}/{part}")
