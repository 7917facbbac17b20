"""Private memory of a process with one page of cached lots, over that of the process with an empty window."""

from __future__ import annotations

import gc
from pathlib import Path

from PySide6.QtWidgets import QWidget

from forge_desktop.domain.query import Query, Sort
from forge_desktop.views.page_state import default_query
from tests.benchmarks import screen
from tests.benchmarks.asking import Asked
from tests.benchmarks.lots import LOTS, RARE

_STEPS = (
    Query(LOTS.name, where=LOTS.where, sort=(Sort("code"),)),
    Query(LOTS.name, where=LOTS.where, sort=(Sort("item_title", True),)),
    Query(LOTS.name, where=LOTS.where, sort=LOTS.sort, text="table"),
    Query(LOTS.name, where=LOTS.where, sort=(Sort("available"),)),
    Query(LOTS.name, where=LOTS.where, sort=LOTS.sort, text="oa"),
    Query(LOTS.name, where=LOTS.where, sort=(Sort("places"),)),
    Query(LOTS.name, where=LOTS.where, sort=LOTS.sort, text=RARE),
    Query(LOTS.name, sort=(Sort("code", True),)),
    Query(LOTS.name, where=LOTS.where, sort=(Sort("status"),)),
    Query(LOTS.name, where=LOTS.where, sort=(Sort("booked", True),)),
)
"""Ten sorts and searches."""


def private() -> int:
    """Bytes that belong to this process alone, as the kernel counts them (Linux)."""
    lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()
    told = dict(line.split(":", 1) for line in lines if line.startswith("Private_"))
    return sum(int(told[name].split()[0]) * 1024 for name in ("Private_Clean", "Private_Dirty"))


def measure(data: Path) -> dict[str, int]:
    """Bytes over the empty window: `open` with all keys there, `asked` after ten sorts and searches."""
    screen.application()
    empty = screen.window_of(QWidget())
    empty.show()
    screen.rest(500)
    gc.collect()
    before = private()
    asked = Asked(data)
    opened = _settled(asked, default_query(LOTS))
    for query in _STEPS:
        asked.ask(query)
    later = _settled(asked, default_query(LOTS))
    asked.close()
    screen.discard(empty)
    return {"open": opened - before, "asked": later - before}


def _settled(asked: Asked, query: Query) -> int:
    if asked.page.table.query != query or not asked.page.table.whole:
        asked.ask(query)
    screen.rest(500)
    gc.collect()
    return private()
