"""Keys are looked at before they are used, so that a pasted blank or line break never reaches a header."""

from __future__ import annotations

from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Refused

LONGEST = 1_280
"""What the Windows credential store holds of one secret."""


def check_keys(keys: Keys) -> Keys:
    """The same keys, known to be usable. Refused, without repeating them, when they are not."""
    check_key(keys.api_key, "API key")
    check_key(keys.access_key, "access key")
    return keys


def check_key(text: str, word: str) -> str:
    """The same key, known to be usable in a header and a keychain. Refused, without repeating it, otherwise."""
    wrong = _wrong(text)
    if wrong:
        raise Refused(f"The {word} {wrong}", title=f"The {word} cannot be used")
    return text


def _wrong(text: str) -> str:
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
    if len(text) > LONGEST:
        return f"is longer than the {LONGEST:,} characters a keychain can hold."
    return ""
