"""Clients, quotes and jobs as people make them: the real forms, the real local server, ForgeMRP's contract."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from forge_desktop.api.forgemrp import assumed
from forge_desktop.dialogs.order_form.client import ClientDialog
from forge_desktop.dialogs.order_form.job import JobDialog
from forge_desktop.dialogs.order_form.paste_dialog import PasteDialog
from forge_desktop.dialogs.order_form.quote import QuoteDialog
from forge_desktop.outbox import State
from tests.journeys.forgedesk import Factory
from tests.journeys.orderdesk import choose, gone, on_screen, opened
from tests.journeys.shopfloor import chooser, entries, handover, offered, pass_time, pick, stands
from tests.shell.fixtures import Serve
from tests.shell.living import Clock, Told, live, options, until

MADE, BOUGHT = "A00001", "A00002"


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
        await until(
            lambda: told.page.view.current_key() == entry.result_key, "the keyboard did not stay with it"
        )
        assert told.view.changed.sentence == "Pine <b>&amp;</b> Oak has arrived."
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


def test_offline_a_job_made_in_the_page_of_its_quote_waits_and_arrives_when_the_server_is_back(
    qapp: QApplication, tmp_path: Path, serve: Serve, factory: Factory
) -> None:
    quote = factory.quote((MADE, "3"))

    async def story(told: Told) -> None:
        await ready(told)
        await look_at(told, "quotes", "number", quote["number"])
        await told.press("Return")
        await until(lambda: told.view.tabs.on_record, "the quote was not opened")
        factory.server.stop()
        told.view.desk.refresh("quotes")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        await told.press("Ctrl+M")
        form = await on_screen(JobDialog)
        assert form.consequence().startswith("Offline: kept here")
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
        row = told.page.table.rows_of([told.page.view.current_key() or 0])[0]
        assert told.column("client_name")[row] == quote["client_name"]
        again = Factory(serve(port=urlsplit(factory.server.url).port or 0, tiny=True))
        told.view.banner._action.click()
        await stands(told, State.DELIVERED)
        [made] = [one for one in again.all("jobs") if one["quote_id"] == quote["id"]]
        assert made["number"] in again.orders()
        again.server.stop()

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


def test_a_quote_typed_by_keyboard_alone_arrives_with_the_total_that_was_shown(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+Shift+N", QuoteDialog)
        await choose(told, "Customer 2")
        await told.type("+30")
        for text in ("", "sent", "before Christmas", ""):
            await told.press("Tab")
            await told.type(text)
        await told.press("Tab")
        await choose(told, MADE)
        for text in ("1,5", "19.99"):
            await told.type(text)
            await told.press("Tab")
        form._add.setFocus()
        await choose(told, "Assembly on site")
        for text in ("2", "45"):
            await told.type(text)
            await told.press("Tab")
        assert "the client has it" in form.consequence()
        shown = form._totals._values[2].text()
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: (told.page.view.current_key() or 0) < 0, "no row came")
        row = told.page.table.rows_of([told.page.view.current_key() or 0])[0]
        assert told.column("client_name")[row] == "Customer 2"
        assert told.column("total")[row].split()[0] == shown.split()[0]
        await stands(told, State.DELIVERED)
        [quote] = [one for one in factory.all("quotes") if one["notes"] == "before Christmas"]
        assert (quote["client_name"], quote["status"], quote["currency"]) == ("Customer 2", "sent", "EUR")
        assert [(line["quantity"], line["unit_price"]) for line in quote["lines"]] == [
            (Decimal("1.5"), Decimal("19.99")),
            (2, 45),
        ]
        assert [line["part_number"] for line in quote["lines"]] == [MADE, None]
        assert quote["lines"][1]["description"] == "Assembly on site"
        assert f"{quote['total']:.2f}" == shown == "119.99"

    assert live(qapp, options(tmp_path / "data", "quotes"), story) == 0


def test_offline_a_new_client_and_their_quote_wait_together_and_arrive_knowing_each_other(
    qapp: QApplication, tmp_path: Path, serve: Serve, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        factory.server.stop()
        await told.press("F5")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        form = await opened(told, "Ctrl+Shift+N", QuoteDialog)
        await choose(told, "Pine & Oak")
        await told.type("no mail")
        form._add.setFocus()
        await choose(told, MADE)
        await told.type("3")
        await told.press("Ctrl+Return")
        assert form._client.panel.fields["email"].fault == "This is no e-mail address"
        form._client.panel.fields["email"].control.setFocus()
        await told.press("Ctrl+A")
        await told.type("office@pine.example")
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: "Pine & Oak" in told.column("client_name"), "the pending row does not say for whom")
        client, quote = await stands(told, State.READY, State.READY)
        assert quote.command.patch["client_id"] == client.command.key < 0
        again = Factory(serve(port=urlsplit(factory.server.url).port or 0, tiny=True))
        told.view.banner._action.click()
        await stands(told, State.DELIVERED, State.DELIVERED)
        [row] = [one for one in again.all("quotes") if one["client_name"] == "Pine & Oak"]
        assert row["client_id"] == again.called("clients", "name", "Pine & Oak")["id"]
        assert row["lines"][0]["unit_price"] > 0  # the part's own price
        again.server.stop()

    assert live(qapp, options(tmp_path / "data", "quotes"), story) == 0


def test_what_the_server_refuses_of_a_quote_stands_at_its_field_with_all_that_was_typed(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+Shift+N", QuoteDialog)
        await choose(told, "Customer 2")
        await told.type("+30")
        form._add.setFocus()
        await choose(told, MADE)
        await told.type("3")
        form._add.setFocus()
        await choose(told, "NOBODY-KNOWS")
        await told.type("4")
        await told.press("Ctrl+Return")
        await gone(form)
        [entry] = await stands(told, State.REJECTED)
        told.program.wiring.ordering.edit(told.view, entry)
        again = await on_screen(QuoteDialog)
        await until(
            lambda: again._client.value and again._client.value.about != "", "the client is not asked for"
        )
        assert again._client.picker.text() == "Customer 2"
        assert again._until.day() == entry.command.patch["valid_until"]
        assert [line.code for line in again.lines.lines] == [MADE, "NOBODY-KNOWS"]
        assert "no such part" in again.lines.faults(1)["item"]
        assert again.lines.faults(0) == {}
        again.view.edit_at(1, again.lines.sheet.place("item"))
        await told.press("Ctrl+A")
        await choose(told, BOUGHT)
        await told.press("Ctrl+Return")
        await gone(again)
        await stands(told, State.DELIVERED)
        [quote] = factory.all("quotes")
        assert [line["part_number"] for line in quote["lines"]] == [MADE, BOUGHT]

    assert live(qapp, options(tmp_path / "data", "quotes"), story) == 0


def test_pasted_rows_become_lines_and_a_draft_outlives_the_form(
    qapp: QApplication, tmp_path: Path, factory: Factory
) -> None:
    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, "Ctrl+Shift+N", QuoteDialog)
        await choose(told, "Customer 2")
        form.paste(f"part\tqty\tprice\n{MADE}\t2\t10,50\nXX\t0\t1")
        paste = await on_screen(PasteDialog)
        await until(lambda: len(paste.verdicts) == 2, "the rows were not judged")
        assert [verdict.wrong for verdict in paste.verdicts] == ["", "Must be more than 0"]
        await told.press("Ctrl+Return")
        await until(lambda: len(form.lines.lines) == 1, "the good row did not come")
        paste.reject()
        await gone(paste)
        form.activateWindow()
        await until(form.isActiveWindow, "the form did not get the keyboard")
        await told.press("Escape")
        await told.press("Tab")
        await told.press("Tab")
        await told.press("Return")
        await gone(form)
        again = await opened(told, "Ctrl+Shift+N", QuoteDialog)
        await until(
            lambda: again.lines.lines and again.lines.lines[0].item is not None, "the part is not known"
        )
        assert again._client.picker.text() == "Customer 2"
        assert [(line.code, line.quantity, line.price) for line in again.lines.lines] == [(MADE, "2", "10,50")]
        assert "draft of" in again._told.text()
        again._leaving.threw.emit()
        await gone(again)

    assert live(qapp, options(tmp_path / "data", "quotes"), story) == 0


def job(factory: Factory, status: str) -> str:
    """The number of a new job in this status."""
    found = factory.ask("POST", "jobs", {"part_number": MADE, "quantity": 1})
    if status != "released":
        factory.ask("PATCH", f"jobs/{found['id']}", {"status": status})
    number: str = found["number"]
    return number


async def choose_rows(told: Told, *numbers: str) -> None:
    """Choose these rows of the page of jobs, the last one with the keyboard."""
    await look_at(told, "jobs", "number", numbers[-1])
    keys = [told.page.table.key(told.column("number").index(number)) for number in numbers]
    known = [key for key in keys if key is not None]
    told.page.view.select_keys(known, known[-1])
    await told.settled()


def test_a_job_is_put_on_hold_by_key_and_the_factory_sees_its_order_paused(
    qapp: QApplication, tmp_path: Path, factory: Factory, clock: Clock
) -> None:
    number = job(factory, "in_progress")

    async def story(told: Told) -> None:
        await ready(told)
        await choose_rows(told, number)
        found = await chooser(told)
        assert offered(found) == ["On hold", "Completed", "Cancelled"]
        assert "ForgeMRP takes no remarks" in found._field._under.text()
        await pick(told, found, "On hold", "Waits for oak")
        assert told.column("status")[told.column("number").index(number)] == "On hold"
        assert told.view.changed.sentence == f"{number} → On hold"
        [entry] = await entries(told)
        assert (entry.state, entry.command.reason) == (State.READY, "Waits for oak")
        assert factory.called("jobs", "number", number)["status"] == "in_progress"
        await pass_time(told, clock, 11)
        await stands(told, State.DELIVERED)
        assert factory.called("jobs", "number", number)["status"] == "on_hold"
        assert factory.orders()[number] == 35

    assert live(qapp, options(tmp_path / "data", "jobs"), story, clock) == 0


def test_several_jobs_change_at_once_and_can_be_taken_back_before_they_are_sent(
    qapp: QApplication, tmp_path: Path, factory: Factory, clock: Clock
) -> None:
    numbers = [job(factory, "released"), job(factory, "pending")]

    async def story(told: Told) -> None:
        await ready(told)
        await choose_rows(told, *numbers)
        found = await chooser(told)
        assert offered(found) == ["In progress", "Completed", "Cancelled"]
        await pick(told, found, "In progress")
        assert len(await entries(told, State.READY)) == 2
        await told.press("Ctrl+Z")
        await stands(told, State.DISCARDED, State.DISCARDED)
        await pass_time(told, clock, 11)
        assert [factory.called("jobs", "number", n)["status"] for n in numbers] == ["released", "pending"]

    assert live(qapp, options(tmp_path / "data", "jobs"), story, clock) == 0


def test_where_the_host_takes_no_changes_a_status_is_recorded_and_handed_over_by_its_number(
    qapp: QApplication, tmp_path: Path, factory: Factory, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = job(factory, "released")
    monkeypatch.setattr(assumed, "VENDOR", urlsplit(factory.server.forge_url).netloc)

    async def story(told: Told) -> None:
        await ready(told)
        await choose_rows(told, number)
        found = await chooser(told)
        assert "ForgeMRP does not take this" in found.foot.words.text()
        await pick(told, found, "In progress")
        assert told.view.changed.sentence == f"{number} → In progress, recorded here, not in ForgeMRP"
        await stands(told, State.RECORDED)
        await pass_time(told, clock, 11)
        page = await handover(told, lambda page: page.list.table.rowCount() == 1)
        assert page.open.text().strip() == "Copy the number"
        page.open.click()
        assert QGuiApplication.clipboard().text() == number
        assert "found in ForgeMRP" in page.status._left.text()
        assert factory.called("jobs", "number", number)["status"] == "released"
        monkeypatch.undo()

    assert live(qapp, options(tmp_path / "data", "jobs"), story, clock) == 0
