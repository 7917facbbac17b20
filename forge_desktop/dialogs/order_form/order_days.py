"""The days of something that is made: when it is due, when it starts, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping

from forge_desktop.dialogs.order_form.inputs import DayInput
from forge_desktop.dialogs.order_form.typed import Unclear
from forge_desktop.domain.text import Seen, relative, weekday

DUE, START = "due_date", "start_date"


def wrong(lines: Mapping[str, DayInput]) -> dict[str, str]:
    """Field -> what is wrong with its day, or with it beside the other one."""
    found: dict[str, str] = {}
    days: dict[str, int | None] = {}
    for name, line in lines.items():
        try:
            days[name] = line.day()
        except Unclear as unclear:
            found[name] = str(unclear)
    due, start = days.get(DUE), days.get(START)
    if due is not None and start is not None and start > due:
        found[START] = "It would start after it is due"
    return found


def words(day: int | None, seen: Seen, *, due: bool = True) -> tuple[str, str]:
    """The doubt and the hint about a day; only one on which something is due may not have passed."""
    if day is None:
        return "", ""
    if due and day < seen.today:
        return f"{weekday(day, seen)} has passed", ""
    return "", f"{weekday(day, seen)}, {relative(day, seen)}"
