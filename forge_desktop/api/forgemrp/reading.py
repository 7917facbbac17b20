"""Reads what ForgeMRP answers: envelopes, pages with their cursor, times as ISO texts, ids as opaque texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from forge_desktop.api import jsontext
from forge_desktop.api.jsontext import Raw, Spoiled, show, whole_text
from forge_desktop.api.values import SCALARS, Convert, Unusable
from forge_desktop.domain.scalars import Json, Kind
from forge_desktop.errors import BadReply

LONGEST_ID = 200
LONGEST_CURSOR = 4_000
_LATEST = Decimal(10) ** 15
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T00:00(:00(\.0+)?)?([zZ]|[+-]00:?00))?", re.ASCII)
"""A day, or its midnight in UTC, which is how many programs write a day: nothing falls due at that hour."""
_Z = re.compile(r"[zZ]$")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")


def spelled(zone: ZoneInfo) -> Mapping[Kind, Convert]:
    """The kinds that this contract writes in a way of its own; days are meant in the account's zone."""

    def day(value: Raw) -> Json:
        told = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
        if told is None:
            return _instant(value)
        try:
            found = date.fromisoformat(told[1])
            return int(datetime(found.year, found.month, found.day, tzinfo=zone).timestamp())
        except (ValueError, OverflowError):
            raise Unusable(f"{told[1]} is no day of any calendar") from None

    return {Kind.ID: _name, Kind.INSTANT: _instant, Kind.DATE: day}


def one(body: bytes) -> Raw:
    """The single object of an answer, wrapped in `data` or bare."""
    told = jsontext.parse(body)
    if isinstance(told, dict) and "id" not in told and isinstance(told.get("data"), (dict, Spoiled)):
        return told["data"]
    return told


def name_of(raw: Raw) -> str:
    """What the server calls the record, whatever else of it can be read; empty when that cannot."""
    told = raw.parts if isinstance(raw, Spoiled) else raw
    try:
        name = _name(told.get("id")) if isinstance(told, dict) else None
    except Unusable:
        return ""
    return name if isinstance(name, str) else ""


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
    usable = type(told) is int or (isinstance(told, str) and whole_text(told) == told)
    if not usable or len(cursor := str(told)) > LONGEST_CURSOR:
        raise BadReply("The server told in an unreadable way where its list goes on.")
    return cursor


def _name(value: Raw) -> Json:
    """An opaque id, always as a text."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= LONGEST_ID and whole_text(value) == value:
        return value
    if type(value) is int and 0 <= value < 2**63:
        return str(value)
    raise Unusable(f"{show(value)[:60]} is not an id")


def _instant(value: Raw) -> Json:
    """ISO 8601 as whole seconds since 1970, UTC where no offset is told; unix seconds are taken too."""
    if isinstance(value, Decimal) and abs(value) < _LATEST:
        return int(value) or None
    if not isinstance(value, str) or not value.strip() or value.strip().isdigit():
        return SCALARS[Kind.INSTANT](value)
    text = _LONG_FRACTION.sub(r"\1", _Z.sub("+00:00", value.strip()))
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()) or None
    except (ValueError, OverflowError):
        raise Unusable(f"{whole_text(text[:60])} is not a time") from None
