"""The palette names each page once, and records as every pane does: with their amounts and words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import httpx
from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.palette import Entry
from forge_desktop.domain.keys import Keys
from forge_desktop.server.forgemrp import keys
from forge_desktop.shell import finding
from forge_desktop.shell.rail import HANDOVER
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until
from tests.shell.test_few_scopes import opened


def test_every_page_stands_once_and_records_are_in_words(
    qapp: QApplication, tmp_path: Path, serve: Serve
) -> None:
    server = serve(tiny=True, forge_requests=100_000)
    key = keys.create(server.engine, keys.EVERYTHING)
    with httpx.Client(base_url=server.forge_url, headers={"Authorization": f"Bearer {key}"}) as somebody:
        [client, *_] = somebody.get("clients").json()["data"]
        line = {"description": "Model", "quantity": 2, "unit_price": 617.25}
        quote = {"client_id": client["id"], "currency": "EUR", "lines": [line]}
        assert somebody.post("quotes", json=quote).status_code == 201

    async def story(told: Told) -> None:
        await opened(told, server.forge_url, Keys(key))
        await told.go("quotes")
        view = told.view
        titles = [entry.title for entry in finding.entries(told.program.wiring.acts(), view)]
        assert len(set(titles)) == len(titles)
        assert {"Go to quotes", "Go to jobs", "Go to work orders", "Go to RFQs", "Go to suppliers"} <= set(
            titles
        )
        assert not {"Quotes", "Jobs", "Work orders"} & set(titles)
        found: list[Sequence[Entry]] = []
        number = told.column("number")[0]
        finding.finder(view)(number, found.append)
        await until(lambda: found, "nothing was found")
        [title] = [entry.title for entry in found[0] if entry.hint == "Quote"]
        assert title == f"{number}  {client['name']} · 1 234.50 EUR"

    live(qapp, options(tmp_path / "data"), story)


def test_a_page_without_rows_keeps_the_keyboard_to_itself(
    qapp: QApplication, tmp_path: Path, serve: Serve
) -> None:
    server = serve(tiny=True)

    async def story(told: Told) -> None:
        await opened(told, server.forge_url, Keys(keys.create(server.engine, keys.EVERYTHING)))
        await told.go("jobs")
        for keys_, name in (("Ctrl+Shift+U", "outbox"), ("Ctrl+Shift+H", HANDOVER)):
            await told.press(keys_)
            page = told.view.room.asides[name]
            assert told.view.room.aside is page
            focused = QApplication.focusWidget()
            assert focused is not None
            assert page.isAncestorOf(focused), focused.accessibleName()
        await told.press("Ctrl+2")
        assert told.page.resource.name == "jobs"
        assert told.page.isAncestorOf(QApplication.focusWidget() or told.view)

    live(qapp, options(tmp_path / "data"), story)


def test_what_cannot_be_done_on_a_page_says_why(qapp: QApplication, tmp_path: Path, serve: Serve) -> None:
    server = serve(tiny=True)

    async def story(told: Told) -> None:
        await opened(told, server.forge_url, Keys(keys.create(server.engine, keys.EVERYTHING)))
        for page, keys_, why in (
            ("rfqs", "Ctrl+Shift+S", "The status of RFQs is not changed here."),
            ("clients", "Ctrl+Shift+S", "The status of clients is not changed here."),
            ("quotes", "Ctrl+Shift+S", "Choose one of the quotes first."),
            ("clients", "Ctrl+M", "Choose an approved quote first: a job can then be made of it."),
        ):
            await told.go(page)
            if page == "quotes":
                told.page.filters.search.setText("nobody has ever quoted this")
                await until(lambda: told.page.settled and not told.page.table.rowCount(), "something fits")
            await told.press(keys_)
            assert told.view.changed.sentence == why

    live(qapp, options(tmp_path / "data"), story)
