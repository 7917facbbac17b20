"""CSV that a spreadsheet opens without running anything: text quoted and guarded, numbers and dates plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from forge_desktop.export.rows import Value

BOM = "\ufeff"
_BREAK = re.compile("(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
_BLANKS = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
"""Signs without width: a spreadsheet may drop them and then see what stands behind."""
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
_ENOUGH = 65_536


def write(
    file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Value]], *, delimiter: str = ","
) -> None:
    """Write header and rows as UTF-8 with a byte order mark, as spreadsheets expect it."""
    waiting = [BOM, line(headers, delimiter)]
    size = 0
    for row in rows:
        told = line(row, delimiter)
        waiting.append(told)
        size += len(told)
        if size > _ENOUGH:
            file.write("".join(waiting).encode("utf-8", "backslashreplace"))
            waiting.clear()
            size = 0
    file.write("".join(waiting).encode("utf-8", "backslashreplace"))


def line(row: Sequence[Value], delimiter: str = ",") -> str:
    """One row: text in quotes, numbers and dates bare."""
    return delimiter.join(_cell(value) for value in row) + "\r\n"


def guard(text: str) -> str:
    """Text that no spreadsheet takes for a formula, line by line; an apostrophe stands before a risky one."""
    if text[:1] in ("\t", "\r", "\n"):
        text = f"'{text}"
    parts = _BREAK.split(text)
    return "".join(f"'{part}" if _risky(part) else part for part in parts)


def _risky(part: str) -> bool:
    if _BREAK.fullmatch(part):
        return False
    stripped = part
    while stripped and (stripped[0].isspace() or stripped[0] in _BLANKS) and stripped[0] not in "\t\r\n":
        stripped = stripped[1:]
    return stripped.startswith(_FORMULA)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return '"' + guard(value).replace('"', '""') + '"'
