"""The main job, as a person does it in the window: browse a shop's orders online and offline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from forge_desktop.server import tables
from forge_desktop.server.running import RunningServer
from forge_desktop.views.detail import Detail
from forge_desktop.widgets.buttons import LinkButton
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

FOUR = ("customer-orders", "manufacturing-orders", "operations", "lots")
Lead = Callable[[str], None]


def test_all_four_pages_browse_online_offline_and_catch_up_when_the_server_is_back(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    server = serve()
    lead(server.url)

    async def story(told: Told) -> None:
        await told.opened()
        online = await _rows_of_all_four(told)
        assert all(count > 0 for count in online.values())
        assert told.view.banner.sentence == ""
        server.stop()
        await _goes_offline(told)
        assert await _rows_of_all_four(told) == online
        await _finds_filters_and_opens(told)
        code = _finish_an_order(server)
        again = serve(port=urlsplit(server.url).port or 0)
        await _comes_back(told, code)
        again.stop()

    assert live(qapp, options(tmp_path / "data"), story) == 0


async def _rows_of_all_four(told: Told) -> dict[str, int]:
    counts = {}
    for number, name in enumerate(FOUR, 1):
        await told.press(f"Ctrl+{number}")
        assert told.page.resource.name == name
        await (told.filled() if told.view.banner.sentence == "" else told.settled())
        counts[name] = told.page.table.rowCount()
        assert told.page.preview.key is not None
        assert "as of" in told.page.head._said.text()
    return counts


async def _goes_offline(told: Told) -> None:
    await told.press("F5")
    await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
    assert "data as of" in told.view.banner.sentence
    assert QApplication.activeModalWidget() is None


async def _finds_filters_and_opens(told: Told) -> None:
    """Search, sort and links of the local copy, by keys alone."""
    await told.press("Ctrl+2")
    wanted = told.column("code")[2]
    await told.press("/")
    await told.type(wanted)
    await until(lambda: told.column("code") == [wanted], "the search found something else")
    await told.press("Escape")
    await until(lambda: told.page.table.rowCount() > 1, "Escape did not clear the search")
    due = next(n for n, c in enumerate(told.page.table.columns) if c.field == "code")
    told.page.table.sort(due)
    await told.settled()
    assert told.column("code") == sorted(told.column("code"))
    told.page.view.setFocus()
    told.page.view.go_to(0)
    await told.press("Return")
    detail = told.view.tabs.on_record
    assert isinstance(detail, Detail)
    await until(lambda: detail._title.text() == told.column("code")[0], "the record did not open")
    links = [
        b for b in detail.findChildren(LinkButton) if b.isVisible() and b.accessibleName().startswith("Item")
    ]
    links[0].click()
    followed = told.view.tabs.on_record
    assert followed is not None
    assert followed.resource.name == "items"
    await told.press("Ctrl+W")
    await told.press("Ctrl+Tab")
    await told.press("Ctrl+Tab")
    assert told.view.tabs.on_record is detail
    await told.press("Escape")
    assert told.view.tabs.on_record is None


def _finish_an_order(server: RunningServer) -> str:
    """Something happens while nobody can see it."""
    table = tables.manufacturing_orders
    engine = tables.connect(str(server.engine.url.database))
    with engine.begin() as connection:
        found = connection.execute(table.select().where(table.c.status == 30)).mappings().first()
        assert found is not None
        connection.execute(update(table).where(table.c.man_ord_id == found["man_ord_id"]).values(status=40))
    engine.dispose()
    return str(found["code"])


async def _comes_back(told: Told, code: str) -> None:
    assert code in told.column("code")
    told.view.banner._action.click()
    await until(lambda: told.view.banner.sentence == "", "the bar did not go")
    await until(lambda: code not in told.column("code"), "the change did not appear")


def test_what_was_arranged_is_there_after_a_restart_also_without_the_server(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    server = serve()
    lead(server.url)
    kept: dict[str, object] = {}

    async def arranging(told: Told) -> None:
        await told.opened()
        page = await told.go("manufacturing-orders")
        await told.press("Ctrl+F")
        await told.type("e")
        await told.settled()
        columns = [c for c in page.state.columns if c.field != "start_date"]
        page.view.arrange(columns)
        page.state.columns = page.view.columns()
        page.table.sort(next(n for n, c in enumerate(page.table.columns) if c.field == "item_title"))
        await told.settled()
        page.state.save_view("Mine")
        page.views.tell()
        page.view.go_to(3)
        await told.settled()
        kept.update(query=page.state.query, columns=page.state.columns, key=page.view.current_key())

    async def looking(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        page = told.page
        assert page.resource.name == "manufacturing-orders"
        await told.settled()
        assert page.state.query == kept["query"]
        assert page.state.columns == kept["columns"]
        assert page.state.view == "Mine"
        assert page.filters.search.text() == "e"
        await until(lambda: page.view.current_key() == kept["key"], "another row is selected")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        assert page.table.rowCount() > 3

    live(qapp, options(tmp_path / "data"), arranging)
    server.stop()
    live(qapp, options(tmp_path / "data"), looking)


def test_a_wrong_key_is_said_in_the_bar_and_the_copy_stays_readable(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(tiny=True)
    lead(server.url)

    async def filling(told: Told) -> None:
        await told.opened()

    async def refused(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        await until(
            lambda: told.view.banner.sentence.startswith("Signed out"), "nobody said that it is refused"
        )
        await told.settled()
        assert told.page.table.rowCount() > 0

    live(qapp, options(tmp_path / "data"), filling)
    monkeypatch.setenv("FORGE_DESKTOP_ACCESS_KEY", "another-access-key")
    live(qapp, options(tmp_path / "data"), refused)
