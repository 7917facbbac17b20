"""Builds the whole demo world into an empty database, in one transaction."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Engine, func, select

from forge_desktop.server import stock, tables
from forge_desktop.server.demo import model
from forge_desktop.server.demo.calendar import Calendar
from forge_desktop.server.demo.catalogue import catalogue
from forge_desktop.server.demo.history import Amounts, chapters
from forge_desktop.server.demo.log import Log
from forge_desktop.server.demo.master import Master
from forge_desktop.server.demo.model import MICRO, ZERO, Lot
from forge_desktop.server.demo.record import Recorder
from forge_desktop.server.demo.rows import Rows
from forge_desktop.server.demo.serials import write_serials
from forge_desktop.server.demo.story import PAST_DAYS, lots_of, tell
from forge_desktop.server.demo.supply import DAY

HISTORY_DAYS = 3650
NEAR_DAYS = PAST_DAYS + 90
"""Nothing of the near world is older than that."""


class NotEmpty(Exception):
    """The database already holds data; the demo world is only ever built into an empty one."""


def build_world(engine: Engine, *, now: int, timezone: str, scale: int | None, seed: int) -> None:
    """Fill the empty database; see `__init__` for what it then holds."""
    calendar = Calendar(timezone, now - (HISTORY_DAYS + 90) * DAY, now + 500 * DAY)
    goods = catalogue()
    near = tell(goods, calendar, now, seed)
    near_lots = lots_of(near)
    amounts = Amounts.reaching(scale, len(near.sales), len(near.makes), len(near_lots))
    begin, end = now - HISTORY_DAYS * DAY, now - NEAR_DAYS * DAY
    opened = calendar.start(calendar.position(begin if amounts.lots else end)) - 30 * DAY
    with engine.begin() as connection:
        if connection.scalar(select(func.count()).select_from(tables.items)):
            raise NotEmpty("This database already holds data. The demo world is only built into an empty one.")
        master = Master(connection, goods)
        master.write(calendar, opened, now, _average_costs(near_lots))
        rows = Rows(connection)
        log = Log(rows)
        recorder = Recorder(rows, log, calendar, master.boms)
        master.tell(log, opened)
        for chapter in chapters(goods, calendar, amounts, begin, end, seed):
            log.write_until(chapter.created)
            recorder.write([chapter.sale], chapter.makes, chapter.lots())
            rows.flush_when_full()
        recorder.write(near.sales, near.makes, near_lots)
        log.write_until(now + 1)
        write_serials(rows, near, now)
        rows.flush()
        stock.refresh_items(connection)


def _average_costs(lots: list[Lot]) -> dict[int, Decimal]:
    """What a unit of each item has cost on average."""
    quantity: dict[int, Decimal] = {}
    cost: dict[int, Decimal] = {}
    for lot in lots:
        if lot.status == model.RECEIVED:
            number = lot.article.id
            quantity[number] = quantity.get(number, ZERO) + lot.quantity
            cost[number] = cost.get(number, ZERO) + lot.total_cost
    return {number: (cost[number] / quantity[number]).quantize(MICRO) for number in cost}
