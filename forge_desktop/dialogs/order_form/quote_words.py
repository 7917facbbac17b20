"""What a new quote brings about, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forge_desktop.dialogs.order_form.order_lines import OrderLine
from forge_desktop.domain.text import Seen, relative, weekday

DRAFT = "draft"
STATUSES: Mapping[str, tuple[str, str]] = {
    DRAFT: ("Draft", "A draft can be worked on until it is sent"),
    "sent": ("Sent", "Sent says that the client has it; no mail leaves from here"),
}
"""The states in which a quote can begin, with what they bring about."""
_LATER = "Nothing is made or allocated before it is approved and a job is made from it"


def consequence(status: str, *, offline: bool) -> str:
    """What saying yes brings about."""
    words = STATUSES[status][1] if status in STATUSES else "It goes out with this status"
    kept = "Offline: kept here and sent when the connection is back. " if offline else ""
    return f"{kept}{words}. {_LATER}."


def until_words(day: int | None, seen: Seen) -> tuple[str, str]:
    """The doubt and the hint about the last day on which it holds."""
    if day is None:
        return "", ""
    if day < seen.today:
        return f"{weekday(day, seen)} has passed", ""
    return "", f"{weekday(day, seen)}, {relative(day, seen)}"


def left_out(lines: Sequence[OrderLine]) -> str:
    """What stands beside the sum for lines that are not in it; empty without any."""
    if not lines:
        return ""
    wrong = sum(bool(line.wrong()) for line in lines)
    told = [f"{wrong} wrong"] if wrong else []
    told += [f"{len(lines) - wrong} at the part’s own price"] if len(lines) > wrong else []
    return f"Lines without {' and '.join(told)}"
