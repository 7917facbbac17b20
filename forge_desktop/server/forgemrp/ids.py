"""Ids as this contract shows them: opaque texts that always mean the same row, and instants as ISO 8601 in UTC.

A row's number is spread over 64 bits by an odd factor, which can be undone and needs no table. Whoever leans on
the order or the digits of ids notices at once that there is nothing to lean on.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from forge_desktop.server.forgemrp.assumed import THINGS

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13  # 36 ** 13 is more than 2 ** 64
_FACTOR, _BITS = 0x9E3779B97F4A7C15, 1 << 64
_BACK = pow(_FACTOR, -1, _BITS)
_MOST = 1 << 62
_ID = re.compile(r"([a-z]{3})_([0-9a-z]{13})")

WORK_ORDER = "wor"
PREFIX_OF = {  # the field of another row that names this one
    "quote_id": THINGS["quotes"].prefix,
    "job_id": THINGS["jobs"].prefix,
    "client_id": THINGS["clients"].prefix,
    "supplier_id": THINGS["suppliers"].prefix,
    "rfq_id": THINGS["rfqs"].prefix,
}


def shown(prefix: str, key: int) -> str:
    """The id of the row with that key."""
    rest = key * _FACTOR % _BITS
    digits = []
    for _ in range(_LENGTH):
        rest, digit = divmod(rest, 36)
        digits.append(_DIGITS[digit])
    return f"{prefix}_{''.join(reversed(digits))}"


def meant(prefix: str, text: str) -> int | None:
    """The key that an id means, or None if it is no id of that kind."""
    match = _ID.fullmatch(text)
    if match is None or match[1] != prefix:
        return None
    number = int(match[2], 36)
    key = number * _BACK % _BITS
    return key if number < _BITS and 0 < key < _MOST else None


def instant(milliseconds: int) -> str:
    """2026-05-29T05:00:00.123Z."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def day(seconds: int, zone: ZoneInfo) -> str:
    """The local day of that instant."""
    found: date = datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()
    return found.isoformat()
