"""Checks the address a person typed before anything is sent."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from forge_desktop.errors import Refused

_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*\.?")
_PATH = re.compile(r"[A-Za-z0-9._~/-]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def normalise_base_url(text: str, *, like: str = "https://app.mrpeasy.com/rest/v1") -> str:
    """The address in one spelling, without a slash at the end. Refused, with words, when it cannot be used.

    `like`: one that can be, for the words.
    """
    try:
        return _normalised(text)
    except _Wrong as wrong:
        raise Refused(f"{wrong} It should look like {like}.", title="The address cannot be used") from None


class _Wrong(Exception):
    """What is wrong with an address, in a sentence."""


def _normalised(text: str) -> str:
    typed = text.strip()
    if not typed:
        raise _Wrong("It is empty.")
    if not typed.isascii() or not typed.isprintable() or re.search(r"[\s\\]", typed):
        raise _Wrong("It has a blank or a character that no address has.")
    if not _SCHEME.match(typed):
        if not set(".:/") & set(typed) and typed != "localhost":
            raise _Wrong("It is a single word.")
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        raise _Wrong("It is not spelled like an address.") from None
    host = (parts.hostname or "").lower()
    if "@" in parts.netloc:
        raise _Wrong("A name or password does not belong into it.")
    if parts.query or parts.fragment or typed.endswith(("?", "#")):
        raise _Wrong("It must end after the version, without “?” or “#”.")
    if not _is_host(host) or not _PATH.fullmatch(parts.path) or ".." in parts.path or port == 0:
        raise _Wrong("It is not spelled like an address.")
    _check_scheme(parts.scheme.lower(), host)
    named = f"[{host}]" if ":" in host else host
    where = named if port is None else f"{named}:{port}"
    return f"{parts.scheme.lower()}://{where}{re.sub('/+', '/', parts.path).rstrip('/')}"


def is_loopback(host: str) -> bool:
    """True when the host is this very machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_scheme(scheme: str, host: str) -> None:
    if scheme == "http" and not is_loopback(host):
        raise _Wrong("It must begin with https://, so that nobody on the way can read the key.")
    if scheme not in ("http", "https"):
        raise _Wrong("It must begin with https://.")


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host)) and len(host) <= 253
    return True
