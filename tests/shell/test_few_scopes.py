"""A key shows what it may see and says what it may not; what was fetched before it was lost stays readable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from forge_desktop.connections import Connection, make_connection, of_account
from forge_desktop.dialogs.change_key import ChangeKeyDialog
from forge_desktop.domain.keys import Keys
from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import api_keys
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Link
from forge_desktop.shell import rekeying
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.widgets.buttons import PrimaryButton
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]


@pytest.fixture
def server(serve: Serve) -> RunningServer:
    return serve(tiny=True, forge_requests=100_000)


@pytest.fixture
def lead_with(lead: Lead, server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Makes the environment bring a new key with these scopes; the key."""

    def leading(*scopes: str) -> str:
        key = keys.create(server.engine, scopes or keys.EVERYTHING)
        lead(server.forge_url)
        monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "forgemrp")
        monkeypatch.setenv("FORGE_DESKTOP_API_KEY", key)
        return key

    return leading


def grant(server: RunningServer, key: str, *scopes: str) -> None:
    """Give a key other scopes than it had."""
    with writing(server.engine) as connection:
        mine = update(api_keys).where(api_keys.c.key_id == key.split("_")[2])
        connection.execute(mine.values(scopes=" ".join(scopes)))


def closed(told: Told) -> set[str]:
    """The pages that the rail marks as not visible."""
    return {
        name for name, button in told.view.rail._buttons.items() if "not visible" in button.accessibleName()
    }


async def told_all(told: Told) -> None:
    """Wait until the server was asked for every list."""
    await until(lambda: told.view.desk.health.link is not Link.UNKNOWN, "nothing was asked")
    await until(lambda: len(told.view.desk.health.unseen) == 6, "not every list was asked for")


def test_a_key_of_few_scopes_is_told_in_one_sentence_and_its_pages_say_why(
    qapp: QApplication, tmp_path: Path, server: RunningServer, lead_with: Callable[..., str]
) -> None:
    key = lead_with("inventory.view")

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        await told_all(told)
        everything = "Quotes, Jobs, Purchase orders, RFQs, Clients, Suppliers"
        sentence = f"This key may not see: {everything}."
        await until(lambda: told.view.banner.sentence == sentence, "the bar does not say it")
        assert closed(told) == {
            *("quotes", "jobs", "work-orders", "purchase-orders", "rfqs", "clients", "suppliers")
        }
        page = told.page
        assert page.resource.name == "work-orders"
        said = "This key may not see work orders. The key lacks the scope “jobs.view”."
        await until(lambda: page.nothing.accessibleName().startswith(said), "the page does not say why")
        assert page.head._said.text() == ""
        told.view.show_page("clients")
        said = "This key may not see clients."
        await until(lambda: told.page.nothing.accessibleName().startswith(said), "the page does not say why")
        new = next(b for b in told.page.findChildren(PrimaryButton) if b.accessibleName() == "New client")
        new.click()
        assert told.view.changed.sentence.startswith(
            "With this key no client can be created. The key lacks the scope “clients.view”."
        )
        await told.go("inventory")
        assert told.page.table.rowCount()
        grant(server, key, "inventory.view", "jobs.view")
        told.view.show_page("work-orders")
        told.page.nothing._action.click()
        await until(lambda: "work-orders" not in closed(told), "the page stays closed")
        await told.go("jobs")
        assert told.page.table.rowCount()
        assert "Jobs" not in told.view.banner.sentence

    live(qapp, options(tmp_path / "data", "work-orders"), story)


def test_a_scope_that_is_lost_leaves_the_rows_and_tells_their_age(
    qapp: QApplication, tmp_path: Path, server: RunningServer, lead_with: Callable[..., str]
) -> None:
    key = lead_with("inventory.view", "jobs.view")

    async def story(told: Told) -> None:
        await told.opened()
        rows = told.page.table.rowCount()
        assert rows
        grant(server, key, "inventory.view")
        told.view.desk.refresh("jobs")
        await until(lambda: "jobs" in closed(told), "the rail does not say it")
        assert "Jobs are shown as they were, as of" in told.view.banner.sentence
        assert told.page.table.rowCount() == rows
        told.view.show_page("inventory")
        await until(lambda: "as they were" not in told.view.banner.sentence, "it is said of other pages, too")

    live(qapp, options(tmp_path / "data", "jobs"), story)


def test_a_key_that_may_see_nothing_is_told_so_once(
    qapp: QApplication, tmp_path: Path, server: RunningServer, lead_with: Callable[..., str]
) -> None:
    grant(server, lead_with("rfqs.view"), "timesheets.view")

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        begins = "This key may see nothing here. The key lacks the scope “"
        await until(lambda: told.view.banner.sentence.startswith(begins), "the bar does not say it")
        assert told.view.banner._action.label == "Try again"
        assert "quotes" in closed(told)

    live(qapp, options(tmp_path / "data", "quotes"), story)


async def opened(told: Told, url: str, first: Keys) -> Connection:
    """A stored connection with this key, on screen."""
    made = make_connection(name="Forge", profile="forgemrp", base_url=url, timezone="UTC")
    connection = of_account(made, first)
    told.program.keychain.keep(connection.ident, first)
    told.program.connections.add(connection)
    await told.program.open(connection, first)
    return connection


async def asked_for_a_key() -> ChangeKeyDialog:
    """The dialog that asks for a new key."""
    await until(lambda: isinstance(QApplication.activeModalWidget(), ChangeKeyDialog), "no dialog was opened")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ChangeKeyDialog)
    return dialog


def link(told: Told) -> Link:
    shown = told.program.window.shown
    return shown.desk.health.link if isinstance(shown, DeskView) else Link.UNKNOWN


def test_a_key_revoked_meanwhile_is_replaced_by_another_one_of_the_account(
    qapp: QApplication, tmp_path: Path, server: RunningServer
) -> None:
    first, second = (Keys(keys.create(server.engine, keys.EVERYTHING)) for _ in "12")

    async def story(told: Told) -> None:
        program = told.program
        connection = await opened(told, server.forge_url, first)
        told.view.show_page("jobs")
        await told.filled()
        rows = told.page.table.rowCount()
        assert keys.revoke(server.engine, first.api_key.split("_")[2])
        told.view.desk.refresh("jobs")
        await until(lambda: told.view.banner.sentence.startswith("Signed out – data as of"), "no banner")
        assert told.page.table.rowCount() == rows
        assert told.view.banner._action.label == "Change the key"
        told.view.banner._action.click()
        dialog = await asked_for_a_key()
        assert not dialog._keys[1].isVisible()
        dialog._keys[0].setText("something else")
        dialog.agree()
        assert "does not look like one of this system" in dialog._fields[0].fault
        dialog._keys[0].setText(second.api_key)
        dialog.agree()
        assert not dialog._save.isEnabled()
        await until(lambda: link(told) is Link.ONLINE, "it was not opened again")
        stored = program.connections.find("Forge")
        assert stored.account == connection.account
        assert stored.proven
        assert program.keychain.read(connection.ident) == second

    live(qapp, options(tmp_path / "data"), story)


def test_a_new_key_of_the_environment_opens_a_stored_connection_once_it_is_proven(
    qapp: QApplication, tmp_path: Path, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (Keys(keys.create(server.engine, keys.EVERYTHING)) for _ in "12")

    async def story(told: Told) -> None:
        program = told.program
        connection = await opened(told, server.forge_url, first)
        told.view.show_page("clients")
        await told.filled()
        await program.shut(connection.ident)
        program.keychain.forget(connection.ident)
        monkeypatch.setenv("FORGE_DESKTOP_API_KEY", second.api_key)
        await program.open_named("Forge")
        assert program.connections.find("Forge").proven
        await until(lambda: link(told) is Link.ONLINE, "it does not work with the new key")

    live(qapp, options(tmp_path / "data"), story)


def test_a_key_of_another_account_is_refused_under_its_field(
    qapp: QApplication, tmp_path: Path, server: RunningServer, serve: Serve
) -> None:
    first = Keys(keys.create(server.engine, keys.EVERYTHING))
    empty = tables.connect(tmp_path / "other.db")
    tables.create_all(empty)
    empty.dispose()

    async def story(told: Told) -> None:
        program = told.program
        connection = await opened(told, server.forge_url, first)
        told.view.show_page("clients")
        await told.filled()
        rows = told.page.table.rowCount()
        server.stop()
        other = serve(port=urlsplit(server.url).port or 0, name="other", tiny=True)
        foreign = keys.create(other.engine, keys.EVERYTHING)
        rekeying.change_key(program, connection)
        dialog = await asked_for_a_key()
        dialog._keys[0].setText(foreign)
        dialog.agree()
        await until(lambda: dialog._fields[0].fault, "the key was taken")
        assert "does not belong to the account" in dialog._fields[0].fault
        assert foreign not in dialog._fields[0].fault
        assert dialog._keys[0].text() == foreign
        assert program.connections.find("Forge").proven == ""
        dialog.done(0)
        assert told.page.table.rowCount() == rows

    live(qapp, options(tmp_path / "data"), story)
