"""The pair of secrets a connection signs its requests with, and what such a secret may look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forge_desktop.errors import Refused


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The account's key and its secret; printing them shows nothing."""

    api_key: str
    access_key: str = ""

    def __repr__(self) -> str:
        return "Keys(…)"


@dataclass(frozen=True, slots=True)
class KeyForm:
    """What a kind of server wants to be shown."""

    pair: bool = True
    """An access key beside the API key."""
    pattern: str = ""
    """What its API keys look like, as a regular expression; empty when that is not known."""
    looks: str = ""
    """The same for people."""
    renewed: bool = False
    """An account's next API key is another text: whose it is, only a record that it can see tells."""

    @property
    def hint(self) -> str:
        """The same for a field where it is typed; empty when nothing is known."""
        return f"One key, {self.looks}." if self.looks else ""


LONGEST = 1_280
"""What the Windows credential store holds of one secret."""
API_KEY, ACCESS_KEY = "API key", "access key"


PAIR = KeyForm()


def check_keys(keys: Keys, form: KeyForm = PAIR) -> Keys:
    """The same keys, known to be usable. Refused, without repeating them, when they are not."""
    check_api_key(keys.api_key, form)
    if form.pair:
        check_key(keys.access_key, ACCESS_KEY)
    return keys


def check_api_key(text: str, form: KeyForm) -> str:
    """The same API key, known to look like one of this kind of server. Refused otherwise."""
    check_key(text, API_KEY)
    if form.pattern and not re.fullmatch(form.pattern, text):
        raise Refused(
            f"The {API_KEY} does not look like one of this system, {form.looks}. Copy the whole key.",
            title=f"The {API_KEY} cannot be used",
        )
    return text


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
