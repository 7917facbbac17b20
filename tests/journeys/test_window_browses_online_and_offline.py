"""The main job, as a person does it in the window: browse a shop's orders online and offline."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtWidgets import QApplication

from forge_desktop.server.running import RunningServer
from forge_desktop.views.detail import Detail
from forge_desktop.widgets.buttons import LinkButton
from tests.journeys.dialects import Dialect, Part, on_both
from tests.journeys.shopfloor import DONE, RUNNING, Shop
from tests.journeys.stage import Stage
from tests.shell.living import Told, until


@on_both
def test_all_four_pages_browse_online_offline_and_catch_up_when_the_server_is_back(
    stage: Stage, dialect: Dialect
) -> None:
    server = stage.open()

    async def story(told: Told) -> None:
        await told.opened()
        online = await _rows_of_all_four(told, dialect)
        assert all(count > 0 for count in online.values())
        assert told.view.banner.sentence == ""
        server.stop()
        await _goes_offline(told)
        assert await _rows_of_all_four(told, dialect) == online
        await _finds_filters_and_opens(told, dialect)
        code = _finish_an_order(server)
        again = stage.serve(port=urlsplit(server.url).port or 0)
        await _comes_back(told, dialect.made, code)
        again.stop()

    stage.play(story)


async def _rows_of_all_four(told: Told, dialect: Dialect) -> dict[str, int]:
    counts = {}
    for number, name in enumerate(dialect.four, 1):
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


async def _finds_filters_and_opens(told: Told, dialect: Dialect) -> None:
    """Search, sort and links of the local copy, by keys alone."""
    number = dialect.made.number
    await told.press("Ctrl+2")
    wanted = told.column(number)[2]
    await told.press("/")
    await told.type(wanted)
    await until(lambda: told.column(number) == [wanted], "the search found something else")
    await told.press("Escape")
    await until(lambda: told.page.table.rowCount() > 1, "Escape did not clear the search")
    told.page.table.sort(next(n for n, c in enumerate(told.page.table.columns) if c.field == number))
    await told.settled()
    assert told.column(number) == sorted(told.column(number))
    told.page.view.setFocus()
    told.page.view.go_to(0)
    await told.press("Return")
    detail = told.view.tabs.on_record
    assert isinstance(detail, Detail)
    await until(lambda: detail._title.text() == told.column(number)[0], "the record did not open")
    word, leads_to = dialect.leads
    links = [
        b for b in detail.findChildren(LinkButton) if b.isVisible() and b.accessibleName().startswith(word)
    ]
    links[0].click()
    followed = told.view.tabs.on_record
    assert followed is not None
    assert followed.resource.name == leads_to
    await told.press("Ctrl+W")
    await told.press("Ctrl+Tab")
    await told.press("Ctrl+Tab")
    assert told.view.tabs.on_record is detail
    await told.press("Escape")
    assert told.view.tabs.on_record is None


def _finish_an_order(server: RunningServer) -> str:
    """Something happens while nobody can see it."""
    shop = Shop(server)
    code = shop.any_in(RUNNING)
    shop.set_status(code, DONE)
    shop.close()
    return code


async def _comes_back(told: Told, made: Part, code: str) -> None:
    assert code in told.column(made.number)
    told.view.banner._action.click()
    await until(lambda: told.view.banner.sentence == "", "the bar did not go")
    await until(lambda: code not in told.column(made.number), "the change did not appear")


@on_both
def test_what_was_arranged_is_there_after_a_restart_also_without_the_server(
    stage: Stage, dialect: Dialect
) -> None:
    server = stage.open()
    made = dialect.made
    kept: dict[str, object] = {}

    async def arranging(told: Told) -> None:
        await told.opened()
        page = await told.go(made.resource)
        await told.press("Ctrl+F")
        await told.type("e")
        await told.settled()
        columns = [c for c in page.state.columns if c.field != made.spare]
        page.view.arrange(columns)
        page.state.columns = page.view.columns()
        page.table.sort(next(n for n, c in enumerate(page.table.columns) if c.field == made.title))
        await told.settled()
        page.state.save_view("Mine")
        page.views.tell()
        page.view.go_to(3)
        await told.settled()
        kept.update(query=page.state.query, columns=page.state.columns, key=page.view.current_key())

    async def looking(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        page = told.page
        assert page.resource.name == made.resource
        await told.settled()
        assert page.state.query == kept["query"]
        assert page.state.columns == kept["columns"]
        assert page.state.view == "Mine"
        assert page.filters.search.text() == "e"
        await until(lambda: page.view.current_key() == kept["key"], "another row is selected")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        assert page.table.rowCount() > 3

    stage.play(arranging)
    server.stop()
    stage.play(looking)


@on_both
def test_a_wrong_key_is_said_in_the_bar_and_the_copy_stays_readable(stage: Stage, dialect: Dialect) -> None:
    server = stage.open(tiny=True)

    async def filling(told: Told) -> None:
        await told.opened()
        await told.go(dialect.made.resource)

    async def refused(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        await until(
            lambda: told.view.banner.sentence.startswith("Signed out"), "nobody said that it is refused"
        )
        await told.settled()
        assert told.page.table.rowCount() > 0

    stage.play(filling)
    stage.refuse(server)
    stage.play(refused)
