"""Where nothing was ever fetched, the page says the truth in the place of the rows, with one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.connections import make_connection, of_account
from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.domain.keys import Keys
from forge_desktop.session import Link
from forge_desktop.shell.desk_view import DeskView
from tests.shell.fixtures import KEYS, Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]


def _sentence(told: Told) -> str:
    page = told.page
    return page.nothing.accessibleName() if page._rows.currentWidget() is page.nothing else ""


def _link(told: Told) -> Link:
    shown = told.program.window.shown
    return shown.desk.health.link if isinstance(shown, DeskView) else Link.UNKNOWN


def test_a_page_never_fetched_says_that_the_server_cannot_be_reached_and_fills_when_it_can(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    server = serve(tiny=True)
    port = urlsplit(server.url).port
    server.stop()
    lead(server.url)

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        said = "Manufacturing orders were never fetched, and the server cannot be reached now."
        await until(lambda: _sentence(told).startswith(said), "the page does not say why")
        assert told.page.nothing._action.label == "Try again"
        assert "0 open" not in told.page.head._said.text()
        serve(port=port, tiny=True)
        told.page.nothing._action.click()
        await told.filled()
        assert told.page.table.rowCount()

    live(qapp, options(tmp_path / "data", "manufacturing-orders"), story)


def test_a_refused_key_is_changed_from_the_page_and_the_page_fills(
    qapp: QApplication, tmp_path: Path, serve: Serve
) -> None:
    server = serve(tiny=True)

    async def story(told: Told) -> None:
        program = told.program
        made = make_connection(name="Shop", profile="local", base_url=server.url, timezone="UTC")
        old = Keys(KEYS[0], "refused")
        connection = of_account(made, old)
        program.keychain.keep(connection.ident, old)
        program.connections.add(connection)
        await program.open(connection, old)
        told.view.show_page("lots")
        await until(
            lambda: "refuses the key" in _sentence(told), "the page does not say that the key is refused"
        )
        assert told.view.banner._action.label == "Change the key"
        told.page.nothing._action.click()
        await until(
            lambda: isinstance(QApplication.activeModalWidget(), ChangeKeyDialog), "no dialog was opened"
        )
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ChangeKeyDialog)
        dialog._keys[0].setText("of-another-account")
        dialog._keys[1].setText(KEYS[1])
        dialog.agree()
        assert "does not belong to the account" in dialog._fields[0].fault
        dialog._keys[0].setText(KEYS[0])
        dialog.agree()
        await until(lambda: _link(told) is Link.ONLINE, "it was not opened again")
        told.view.show_page("lots")
        await told.filled()
        assert program.keychain.read(connection.ident) == Keys(*KEYS)

    live(qapp, options(tmp_path / "data"), story)


def test_a_key_of_the_environment_is_changed_there(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(serve(tiny=True).url)
    monkeypatch.setenv("FORGE_DESKTOP_ACCESS_KEY", "refused")

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        await until(lambda: told.view.banner._action.label == "Change the key", "the bar offers nothing")
        told.view.banner._action.click()
        await until(
            lambda: "FORGE_DESKTOP_ACCESS_KEY" in told.program.window._notice.sentence, "nothing was said"
        )

    live(qapp, options(tmp_path / "data", "lots"), story)
