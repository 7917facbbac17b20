"""Stand-ins for the keychains of operating systems."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError, PasswordSetError


class Memory(KeyringBackend):
    """Behaves like a keychain of the system, and says that it is one."""

    __module__ = "keyring.backends.SecretService"
    priority = 5
    name = "Test keychain"

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.refuses = ""
        self.broken: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken is not None:
            raise self.broken
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.broken is not None:
            raise self.broken
        if self.refuses and username.endswith(self.refuses):
            raise PasswordSetError("locked")
        self.held[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.broken is not None:
            raise self.broken
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class PlainText(Memory):
    """Behaves like `keyrings.alt.file.PlaintextKeyring`: it would write keys into a file anyone can read."""

    __module__ = "keyrings.alt.file"
    name = "PlaintextKeyring"


class Chain:
    """Several back-ends behind one another, as keyring chains them."""

    name = "chainer"

    def __init__(self, *backends: KeyringBackend) -> None:
        self.backends = backends
