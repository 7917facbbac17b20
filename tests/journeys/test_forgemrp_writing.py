"""Clients, quotes and jobs as people make them: the real forms, the real local server, ForgeMRP's contract."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.outbox import State
from tests.journeys.forgedesk import Factory
from tests.journeys.orderdesk import gone, opened
from tests.journeys.shopfloor import entries, stands
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until


@pytest.fixture
def factory(serve: Serve, own_surroundings: None, monkeypatch: pytest.MonkeyPatch) -> Factory:
    """The tiny world through the second contract, and an environment that leads there."""
    found = Factory(serve(tiny=True))
    monkeypatch.setenv("FORGE_DESKTOP_URL", found.server.forge_url)
    monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "forgemrp")
    monkeypatch.setenv("FORGE_DESKTOP_API_KEY", found.key)
    monkeypatch.setenv("FORGE_DESKTOP_TIMEZONE", "Europe/Tallinn")
    return found


async def ready(told: Told) -> None:
    """All that a form needs is in the local copy."""
    await told.opened()
    for name in ("clients", "inventory", "quotes", "jobs"):
        await told.go(name)


def test_a_client_typed_by_keyboard_alone_arrives_and_is_read_back(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+Alt+N", ClientDialog)
        for text in ("Pine <b>&amp;</b> Oak", "office@pine.example", "+372 555 0101", "Pine 1", "late"):
            await told.type(text)
            await told.press("Tab")
        form.fields["address"].control.setFocus()
        await told.press("Ctrl+End")
        await told.press("Return")
        await told.type("Tallinn")
        await told.press("Ctrl+Return")
        await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
        assert told.page.resource.name == "clients"
        assert "not sent yet" in told.view.changed.sentence
        await gone(form)
        [entry] = await stands(told, State.DELIVERED)
        row = factory.called("clients", "name", "Pine <b>&amp;</b> Oak")
        assert (row["email"], row["phone"], row["notes"]) == ("office@pine.example", "+372 555 0101", "late")
        assert row["address"] == "Pine 1\nTallinn"
        await until(lambda: told.page.table.rows_of([entry.result_key or 0]), "the row did not get its key")
        assert "Pine <b>&amp;</b> Oak" in told.column("name")

    assert live(qapp, options(tmp_path / "data", "clients"), story) == 0


def test_without_a_server_a_client_stands_there_at_once_and_arrives_when_it_is_back(
    qapp: QApplication, tmp_path: Path, serve: Serve, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        factory.server.stop()
        await told.press("F5")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        form = await opened(told, "Ctrl+Alt+N", ClientDialog)
        await told.type("Pine & Oak")
        assert form.foot.words.text().startswith("Offline: kept here and sent when")
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: "Pine & Oak" in told.column("name"), "no row came")
        [entry] = await entries(told)
        assert entry.state is State.READY
        again = Factory(serve(port=urlsplit(factory.server.url).port or 0, tiny=True))
        told.view.banner._action.click()
        await stands(told, State.DELIVERED)
        assert again.called("clients", "name", "Pine & Oak")
        again.server.stop()

    assert live(qapp, options(tmp_path / "data", "clients"), story) == 0
