"""What journeys about changes have in common: the truth on the server, and what hands do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMenu
from sqlalchemy import delete, func, select, update

from forge_desktop.dialogs.status_change import StatusChangeDialog
from forge_desktop.outbox import Entry, State
from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.running import RunningServer
from forge_desktop.shell.rail import HANDOVER, OUTBOX
from forge_desktop.views.handover_page import HandoverPage
from forge_desktop.views.outbox_page import OutboxPage
from forge_desktop.views.page import Page
from tests.journeys.dialects import BOTH, Dialect
from tests.shell.living import Clock, Told, until

NEW, SCHEDULED, RUNNING, PAUSED, DONE, CANCELLED = 10, 20, 30, 35, 40, 70
_mo = t.manufacturing_orders.c


class Shop:
    """The server's own database, and the requests that reached it."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._engine = t.connect(str(server.engine.url.database))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def status(self, code: str) -> int:
        """What the order is, on the server."""
        with self._engine.connect() as connection:
            found: int = connection.execute(select(_mo.status).where(_mo.code == code)).scalar_one()
        return found

    def key(self, code: str) -> int:
        """The order's key, on the server."""
        with self._engine.connect() as connection:
            found: int = connection.execute(select(_mo.man_ord_id).where(_mo.code == code)).scalar_one()
        return found

    def any_in(self, status: int) -> str:
        """The number of an order that is in this status."""
        with self._engine.connect() as connection:
            found: str = connection.execute(select(_mo.code).where(_mo.status == status).limit(1)).scalar_one()
        return found

    def set_status(self, code: str, status: int) -> None:
        """Somebody else changes the order."""
        with writing(self._engine) as connection:
            connection.execute(update(t.manufacturing_orders).where(_mo.code == code).values(status=status))

    def take_stock_away(self) -> None:
        """Nothing lies in stock any more, and nothing is booked."""
        with writing(self._engine) as connection:
            connection.execute(delete(t.bookings))
            connection.execute(update(t.lots).values(status=25))

    def notes(self, code: str, text: str) -> int:
        """How many notes of the order say this."""
        key = select(_mo.man_ord_id).where(_mo.code == code).scalar_subquery()
        wanted = (t.mo_notes.c.man_ord_id == key) & (t.mo_notes.c.text == text)
        with self._engine.connect() as connection:
            found: int = connection.execute(
                select(func.count()).select_from(t.mo_notes).where(wanted)
            ).scalar_one()
        return found

    def changes(self) -> list[str]:
        """The paths of all changes that reached the server."""
        return [path for method, path, *_ in self.server.log if method in ("PUT", "PATCH")]


def spoken(told: Told) -> Dialect:
    """The system whose desk is on screen."""
    return next(one for one in BOTH if one.made.resource in told.view.resources)


async def orders(told: Told, *, everything: bool = True) -> Page:
    """The page of what is made, filled; with those that are closed too."""
    page = await told.go(spoken(told).made.resource)
    if everything:
        page.filters.clear()
        await told.settled()
    return page


async def select_orders(told: Told, *codes: str) -> None:
    """Choose these rows, the last one with the keyboard."""
    page = told.page
    codes_now = told.column(page.resource.code)
    keys = [page.table.key(codes_now.index(code)) for code in codes]
    known = [key for key in keys if key is not None]
    page.view.setFocus()
    page.view.select_keys(known, known[-1])
    await told.settled()


async def chooser(told: Told) -> StatusChangeDialog:
    """Ask by key which status shall follow."""
    await told.press("Ctrl+Shift+S")
    return await dialog()


async def dialog() -> StatusChangeDialog:
    """The chooser on screen."""
    await until(lambda: isinstance(QApplication.activeModalWidget(), StatusChangeDialog), "no chooser opened")
    found = QApplication.activeModalWidget()
    assert isinstance(found, StatusChangeDialog)
    found.activateWindow()
    await until(found.isActiveWindow, "the chooser did not get the keyboard")
    return found


async def pick(told: Told, found: StatusChangeDialog, label: str, reason: str = "") -> None:
    """Choose by typing the word's first letters, give a reason where one is asked for, say yes."""
    labels = offered(found)
    found.list.setFocus()
    for _ in range(len(labels)):
        await told.press("Up")
    for _ in range(labels.index(label)):
        await told.press("Down")
    await told.press("Return")
    if reason:
        await told.type(reason)
        await told.press("Return")
    await until(lambda: QApplication.activeModalWidget() is None, "the chooser stayed open")


async def change(told: Told, code: str, word: str, reason: str = "") -> None:
    """Give this row of the page another status, by key."""
    await select_orders(told, code)
    await pick(told, await chooser(told), word, reason)


def offered(found: StatusChangeDialog) -> list[str]:
    """The words of the chooser."""
    return [str(found.list.lines.index(row).data()) for row in range(found.list.lines.rowCount())]


def words(menu: QMenu) -> list[str]:
    """What a menu offers."""
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def trigger(menu: QMenu, label: str) -> None:
    """Choose this entry of a menu."""
    next(action for action in menu.actions() if action.text() == label).trigger()


async def entries(told: Told, *states: State) -> list[Entry]:
    """What lies in the outbox."""
    return await told.view.desk.write(lambda writes: writes.outbox.entries(*states))


async def stands(told: Told, *wanted: State) -> list[Entry]:
    """Wait until the entries of the outbox stand so."""
    for _ in range(2_000):
        found = await entries(told)
        if tuple(entry.state for entry in found) == wanted:
            return found
        await asyncio.sleep(0.01)
    raise AssertionError(f"they stand otherwise: {[(e.state.value, e.reasons) for e in await entries(told)]}")


async def pass_time(told: Told, clock: Clock, seconds: float) -> None:
    """Put both clocks forward, and let whoever waits for them look."""
    clock.ahead += seconds
    await told.view.desk.write(lambda writes: writes.came.set())
    told.view.changed.look()


async def outbox(told: Told, ready: Callable[[OutboxPage], object]) -> OutboxPage:
    """The outbox page, as soon as it shows what is waited for."""
    told.view.show_page(OUTBOX)
    page = told.view.room.aside
    assert isinstance(page, OutboxPage)
    await until(lambda: ready(page), "the outbox page shows something else")
    return page


async def handover(told: Told, ready: Callable[[HandoverPage], object]) -> HandoverPage:
    """The hand-over page, as soon as it shows what is waited for."""
    told.view.show_page(HANDOVER)
    page = told.view.room.aside
    assert isinstance(page, HandoverPage)
    await until(lambda: ready(page), "the hand-over page shows something else")
    return page
