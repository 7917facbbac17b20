"""Clients, quotes and jobs as people make them: the real forms, the real local server, ForgeMRP's contract."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.dialogs.order_form.job import JobDialog
from forge_desktop.outbox import State
from tests.journeys.forgedesk import Factory
from tests.journeys.orderdesk import choose, gone, on_screen, opened
from tests.journeys.shopfloor import entries, stands
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

MADE = "A00001"


@pytest.fixture
def factory(serve: Serve, own_surroundings: None, monkeypatch: pytest.MonkeyPatch) -> Factory:
    """The tiny world through the second contract, and an environment that leads there."""
    found = Factory(serve(tiny=True))
    found.simplify()
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


async def look_at(told: Told, page: str, field: str, value: str) -> None:
    """Put the keyboard onto the row whose field says this."""
    found = await told.go(page)
    found.filters.clear()
    await told.settled()
    await until(lambda: value in told.column(field), f"{value} is not shown")
    key = found.table.key(told.column(field).index(value))
    assert key is not None
    found.view.setFocus()
    found.view.select_keys([key], key)
    await told.settled()


def test_a_job_for_a_part_typed_by_keyboard_alone_is_a_manufacturing_order_on_the_server(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        before = set(factory.orders())
        form = await opened(told, "Ctrl+N", JobDialog)
        for _ in range(4):
            await told.press("Tab")
        await choose(told, MADE)
        await told.type("2,5")
        await told.press("Tab")
        await choose(told, "Customer 2")
        assert "Released" in form.consequence() or "planned onto the equipment" in form.consequence()
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
        row = told.page.table.rows_of([told.page.view.current_key() or 0])[0]
        assert told.column("client_name")[row] == "Customer 2"
        assert told.column("part_name")[row]
        await stands(told, State.DELIVERED)
        [number] = set(factory.orders()) - before
        job = factory.called("jobs", "number", number)
        assert (job["part_number"], job["quantity"], job["client_name"]) == (MADE, Decimal("2.5"), "Customer 2")
        assert job["status"] == "released"
        await until(lambda: number in told.column("number"), "the row did not get its number")

    assert live(qapp, options(tmp_path / "data", "jobs"), story) == 0


def test_an_approved_quote_becomes_a_job_by_one_key_and_is_locked_from_then_on(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    quote = factory.quote((MADE, "3"))

    async def story(told: Told) -> None:
        await ready(told)
        await look_at(told, "quotes", "number", quote["number"])
        await told.press("Ctrl+M")
        form = await on_screen(JobDialog)
        assert f"{quote['number']} is locked for good" in form.consequence()
        assert not form.fields["part_number"].control.isEnabled()
        await told.type("+9")
        await told.press("Ctrl+Return")
        await gone(form)
        await stands(told, State.DELIVERED)
        [job] = [row for row in factory.all("jobs") if row["quote_id"] == quote["id"]]
        assert (job["quantity"], job["status"]) == (3, "released")
        await look_at(told, "quotes", "number", quote["number"])
        await told.press("Ctrl+M")
        await until(lambda: "is locked" in told.view.changed.sentence, "nobody said that the quote is locked")

    assert live(qapp, options(tmp_path / "data", "quotes"), story) == 0


def test_a_quote_that_somebody_else_converted_meanwhile_is_refused_in_words_and_nothing_typed_is_lost(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    quote = factory.quote((MADE, "3"))

    async def story(told: Told) -> None:
        await ready(told)
        told.view.desk.pause()
        form = await opened(told, "Ctrl+N", JobDialog)
        await choose(told, quote["number"])
        await told.type("+9")
        factory.ask("POST", "jobs", {"quote_id": quote["id"]})
        await told.press("Ctrl+Return")
        await gone(form)
        [entry] = await stands(told, State.REVIEW)
        told.program.wiring.ordering.edit(told.view, entry)
        again = await on_screen(JobDialog)
        await until(lambda: quote["number"] in again._quote.text(), "the quote is not shown")
        assert again._due.day() == entry.command.patch["due_date"]
        assert again._trouble.sentence.endswith(f"Quote {quote['number']} is locked: a job was made from it")
        told.view.desk.refresh("quotes")
        await until(lambda: "is locked" in again.fields["quote_id"].fault, "the field does not say it")
        await told.press("Escape")

    assert live(qapp, options(tmp_path / "data", "jobs"), story) == 0
