"""The pair of secrets a connection signs its requests with, and what such a secret may look like."""

from __future__ import annotations

from dataclasses import dataclass

from forge_desktop.errors import Refused


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The account's key and its secret; printing them shows nothing."""

    api_key: str
    access_key: str = ""

    def __repr__(self) -> str:
        return "Keys(…)"


LONGEST = 1_280
"""What the Windows credential store holds of one secret."""
API_KEY, ACCESS_KEY = "API key", "access key"


def check_keys(keys: Keys) -> Keys:
    """The same keys, known to be usable. Refused, without repeating them, when they are not."""
    check_key(keys.api_key, API_KEY)
    check_key(keys.access_key, ACCESS_KEY)
    return keys


def check_key(text: str, word: str) -> str:
    """The same key, known to be usable in a header and a keychain. Refused, without repeating it, otherwise."""
    wrong = _wrong(text, word)
    if wrong:
        raise Refused(f"The {word} {wrong}", title=f"The {word} cannot be used")
    return text


def _wrong(text: str, word: str) -> str:
    if not text:
        return "is missing."
    if "\n" in text or "\r" in text:
        return "has a line break in it. Copy only the key itself."
    if text != text.strip():
        return "begins or ends with a blank. Copy only the key itself."
    if not text.isascii():
        return "has a character that no key has (an accent, a typographic sign or an invisible one)."
    if not text.isprintable():
        return "has an invisible control character in it. Copy only the key itself."
    if ":" in text and word == API_KEY:
        return "has a colon in it, which no API key has."
    if len(text) > LONGEST:
        return f"is longer than the {LONGEST:,} characters a keychain can hold."
    return ""
