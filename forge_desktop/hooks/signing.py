"""Whether a delivery comes from who knows the secret, and what such a secret may look like."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from forge_desktop.errors import Refused

PREFIX = "whsec_"
LONGEST = 1_280
"""What the Windows credential store holds of one secret."""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """The secret of an endpoint, and a second one while it is being changed; printing them shows nothing."""

    first: str
    second: str = ""

    def __repr__(self) -> str:
        return "Secrets(…)"

    @property
    def active(self) -> tuple[str, ...]:
        """Those that are set."""
        return tuple(secret for secret in (self.first, self.second) if secret)


def is_signed(body: bytes, signature: bytes, secrets: Secrets) -> bool:
    """True when the signature is that of these very bytes with one of the secrets.

    All of them are compared, each in constant time: how long it takes tells nothing about any.
    """
    fits = False
    for secret in secrets.active:
        expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
        fits |= hmac.compare_digest(expected, signature)
    return fits


def check_secret(text: str, word: str = "secret") -> str:
    """The same secret, known to be usable. Refused, without repeating it, otherwise."""
    wrong = _wrong(text)
    if wrong:
        raise Refused(f"The {word} {wrong}", title=f"The {word} cannot be used")
    return text


def check_secrets(secrets: Secrets) -> Secrets:
    """The same secrets, both known to be usable; the second may be missing."""
    check_secret(secrets.first)
    if secrets.second:
        check_secret(secrets.second, "second secret")
    return secrets


def _wrong(text: str) -> str:
    if not text.strip():
        return "is missing."
    if "\n" in text or "\r" in text:
        return "has a line break in it. Copy only the secret itself."
    if text != text.strip():
        return "begins or ends with a blank. Copy only the secret itself."
    if not text.isascii():
        return "has a character that no secret has (an accent, a typographic sign or an invisible one)."
    if not text.isprintable() or " " in text:
        return "has a blank or an invisible character in it. Copy only the secret itself."
    if not text.startswith(PREFIX) or text == PREFIX:
        return f"is not one for webhooks: they begin with “{PREFIX}” and are shown once, at the registration."
    if len(text) > LONGEST:
        return f"is longer than the {LONGEST:,} characters a keychain can hold."
    return ""
