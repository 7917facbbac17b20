"""Opens the page of a record in the person's own browser: https only, and only where the profile says."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from urllib.parse import quote, urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from forge_desktop.domain.scalars import Json


def address(pattern: str, values: Mapping[str, Json]) -> str:
    """The pattern with the record's fields in it; empty without one, without a field, or without https."""
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name]
    found = {name: values.get(name) for name in names}
    if not pattern or any(value in (None, "") or isinstance(value, (list, dict)) for value in found.values()):
        return ""
    filled = pattern.format_map({name: quote(str(value), safe="") for name, value in found.items()})
    return filled if urlsplit(filled).scheme == "https" else ""


def host(web: Mapping[str, str]) -> str:
    """Where the pages of records lie; empty when nobody has said."""
    return next((urlsplit(pattern).hostname or "" for pattern in web.values()), "")


def browse(url: str) -> bool:
    """Hand the address to the system. False when nothing there opens it."""
    return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))
