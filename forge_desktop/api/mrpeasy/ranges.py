"""Asks for a part of a list, and checks that the part which came is the one that was asked for."""

from __future__ import annotations

import re

from forge_desktop.errors import BadReply

_CONTENT_RANGE = re.compile(
    r"\s*(?:[A-Za-z]+(?:\s*=\s*|\s+))?(?:(\d{1,15})\s*-\s*(\d{1,15})|\*)\s*/\s*(\d{1,15}|\*)\s*"
)


def asked(start: int, length: int, *, usual: int, prefix: str) -> dict[str, str]:
    """The header for `length` rows from index `start`; none for the first usual page."""
    if length == usual:
        return {"Range": f"{prefix}{start}"} if start else {}
    return {"Range": f"{prefix}{start}-{start + length - 1}"}


def placed(header: str | None, status: int, *, start: int, count: int) -> tuple[int | None, bool]:
    """Length of the whole list, and whether nothing lies beyond these `count` rows.

    BadReply when header, status and rows do not fit together: a page in the wrong place would lose rows.
    """
    if header is None:
        return _untold(status, start, count)
    match = _CONTENT_RANGE.fullmatch(header)
    if match is None:
        raise BadReply("The server's Content-Range header cannot be read, so its page was not used.")
    total = None if match[3] == "*" else int(match[3])
    if count == 0:
        if total is not None and total > start:
            raise BadReply(f"The server sent no rows, though it says there are {total}.")
        return total, True
    first, last = (int(match[1]), int(match[2])) if match[1] is not None else (start, start + count - 1)
    if first != start or last - first + 1 != count or (total is not None and total <= last):
        raise BadReply(
            f"The server was asked for rows from {start} on, says it sent {first} to {last} of "
            f"{match[3]}, and sent {count}. The page was not used."
        )
    return total, status == 200 and start == 0 if total is None else last + 1 >= total


def _untold(status: int, start: int, count: int) -> tuple[int | None, bool]:
    if count == 0:
        return (0 if start == 0 else None), True
    if status == 206 or start > 0:
        raise BadReply("The server did not say which part of the list it sent, so it was not used.")
    return count, True
