"""Reads what ForgeMRP answers: envelopes, pages with their cursor, times as ISO texts, ids as opaque texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from forge_desktop.api import jsontext
from forge_desktop.api.jsontext import Raw, show, whole_text
from forge_desktop.api.wire import SCALARS, Convert, Unusable
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.errors import BadReply

LONGEST_ID = 200
LONGEST_CURSOR = 4_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_Z = re.compile(r"[zZ]$")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")


def spelled(zone: ZoneInfo) -> Mapping[Kind, Convert]:
    """The kinds that this contract writes in a way of its own; days are meant in the account's zone."""

    def day(value: Raw) -> Json:
        if isinstance(value, str) and _DAY.fullmatch(value.strip()):
            try:
                found = date.fromisoformat(value.strip())
                return int(datetime(found.year, found.month, found.day, tzinfo=zone).timestamp())
            except (ValueError, OverflowError):
                raise Unusable(f"{value.strip()} is no day of any calendar") from None
        return _instant(value)

    return {Kind.ID: _name, Kind.INSTANT: _instant, Kind.DATE: day}


def one(body: bytes) -> Raw:
    """The single object of an answer, wrapped in `data` or bare."""
    told = jsontext.parse(body)
    if isinstance(told, dict) and isinstance(told.get("data"), dict):
        return told["data"]
    return told


def page(body: bytes) -> tuple[list[Raw], str]:
    """The rows of a list and the cursor of what follows, empty at the end. BadReply for anything else.

    A missing cursor is not taken for the end: an answer that was cut short must not look like a short list.
    """
    told = jsontext.parse(body)
    rows = told.get("data") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(rows, list):
        raise BadReply("The server was asked for a list and sent something else.")
    for name in ("next_cursor", "nextCursor"):
        if name in told:
            return rows, _cursor(told[name])
    raise BadReply("The server sent a list without saying whether more of it follows.")


def _cursor(told: Raw) -> str:
    if told is None or told == "":
        return ""
    if isinstance(told, bool) or not isinstance(told, (str, int)) or len(str(told)) > LONGEST_CURSOR:
        raise BadReply("The server told in an unreadable way where its list goes on.")
    return str(told)


def _name(value: Raw) -> Json:
    """An opaque id, always as a text."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= LONGEST_ID:
        return whole_text(value)
    if type(value) is int and 0 <= value < 2**63:
        return str(value)
    raise Unusable(f"{show(value)[:60]} is not an id")


def _instant(value: Raw) -> Json:
    """ISO 8601 as whole seconds since 1970, UTC where no offset is told; unix seconds are taken too."""
    if not isinstance(value, str) or not value.strip() or value.strip().isdigit():
        return SCALARS[Kind.INSTANT](value)
    text = _LONG_FRACTION.sub(r"\1", _Z.sub("+00:00", value.strip()))
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()) or None
    except (ValueError, OverflowError):
        raise Unusable(f"{whole_text(text[:60])} is not a time") from None
