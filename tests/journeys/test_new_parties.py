"""Whom something is sold to, in a form of their own or together with the sale. Customers and clients."""

from __future__ import annotations

import errno
from decimal import Decimal
from urllib.parse import urlsplit

import pytest

from forge_desktop.outbox import State
from forge_desktop.outbox.journal import Journal
from forge_desktop.server.running import RunningServer
from tests.journeys.books import Books
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.orderdesk import (
    card_in,
    choose,
    gone,
    offline,
    opened,
    pending,
    promised,
    ready,
    type_lines,
    type_on,
)
from tests.journeys.papers import MADE
from tests.journeys.shopfloor import entries, stands
from tests.journeys.stage import Stage
from tests.shell.living import Told, until

NEWCOMER = "Pine & Oak <b>Ltd</b>"
MARKUP = "Pine <b>&amp;</b> Oak"


@on_both
def test_somebody_new_is_typed_by_keyboard_alone_arrives_and_is_read_back(
    stage: Stage, dialect: Dialect, books: Books
) -> None:
    card = dialect.card

    async def story(told: Told) -> None:
        await ready(told)
        form = await opened(told, card.keys, card.form)
        await type_on(told, (MARKUP, *card.head))
        field, text = card.second_line
        if field:
            form.fields[field].control.setFocus()
            await told.press("Ctrl+End")
            await told.press("Return")
            await told.type(text)
        with books.busy():
            await told.press("Ctrl+Return")
            row = await pending(told)
            assert told.page.resource.name == dialect.party
            assert told.column(card.name)[row] == MARKUP
            assert "not sent yet" in told.view.changed.sentence
        await gone(form)
        [entry] = await stands(told, State.DELIVERED)
        [arrived] = books.arrived(card)
        assert arrived.party == MARKUP
        assert {name: arrived.values[name] for name in card.arrives} == card.arrives
        await until(
            lambda: told.page.view.current_key() == entry.result_key, "the keyboard did not stay with it"
        )
        assert told.view.changed.sentence == f"{arrived.number} has arrived."
        assert MARKUP in told.column(card.name)

    stage.play(story, dialect.party)


@on_both
def test_without_a_server_somebody_new_stands_there_at_once_and_arrives_when_it_is_back(
    stage: Stage, dialect: Dialect, server: RunningServer, books: Books
) -> None:
    card = dialect.card

    async def story(told: Told) -> None:
        await ready(told)
        server.stop()
        await told.press("F5")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        form = await opened(told, card.keys, card.form)
        await told.type("Pine & Oak")
        assert promised(form).startswith("Offline: kept here and sent when")
        await told.press("Ctrl+Return")
        await gone(form)
        await until(lambda: "Pine & Oak" in told.column(card.name), "no row came")
        [entry] = await entries(told)
        assert entry.state is State.READY
        again = stage.serve(port=urlsplit(server.url).port or 0, tiny=True)
        told.view.banner._action.click()
        await stands(told, State.DELIVERED)
        assert [arrived.party for arrived in books.arrived(card)] == ["Pine & Oak"]
        again.stop()

    stage.play(story, dialect.party)


@on_both
@pytest.mark.parametrize("away", [False, True], ids=["online", "offline"])
def test_somebody_new_and_what_is_sold_to_them_wait_together_and_arrive_knowing_each_other(
    stage: Stage, dialect: Dialect, server: RunningServer, books: Books, away: bool
) -> None:
    sale = dialect.sale

    async def story(told: Told) -> None:
        await ready(told)
        if away:
            await offline(told, server)
        form = await opened(told, sale.keys, sale.form)
        await choose(told, NEWCOMER)
        await type_on(told, dialect.card.beside)
        email = card_in(form).fields["email"]
        form._add.setFocus()
        await type_lines(told, [(MADE, "3")])
        await told.press("Ctrl+Return")
        assert email.fault == "This is no e-mail address"
        assert form.isVisible()
        email.control.setFocus()
        await told.press("Ctrl+A")
        await told.type("office@pine.example")
        await told.press("Ctrl+Return")
        await gone(form)
        if away:
            await until(
                lambda: NEWCOMER in told.column(sale.party_column), "the pending row does not say for whom"
            )
            party, order = await stands(told, State.READY, State.READY)
            patch = order.command.patch
            assert patch[sale.party_field] == party.command.key < 0
            stage.serve(port=urlsplit(server.url).port or 0, tiny=True)
            told.view.banner._action.click()
        await stands(told, State.DELIVERED, State.DELIVERED)
        [arrived], [somebody] = books.arrived(sale), books.arrived(dialect.card)
        assert arrived.party == somebody.party == NEWCOMER
        assert arrived.party_key == somebody.party_key
        wanted = dialect.card.beside_arrives
        assert {name: somebody.values[name] for name in wanted} == wanted
        [(part, quantity, price)] = arrived.lines
        assert (part, quantity) == (MADE, Decimal(3))
        assert price > 0  # the part's own

    stage.play(story, dialect.order.resource)


@on_both
def test_somebody_new_is_not_made_twice_when_what_is_sold_to_them_did_not_fit_on_the_disk(
    stage: Stage, dialect: Dialect, server: RunningServer, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, left = Journal.append, [1]

    def nearly_full(self: Journal, *told: object) -> int:
        if left[0] > 0:
            left[0] -= 1
            return append(self, *told)  # type: ignore[arg-type]  # handed on as it came
        raise OSError(errno.ENOSPC, "No space left on device")

    async def story(told: Told) -> None:
        await ready(told)
        told.view.desk.pause()
        server.stop()
        form = await opened(told, dialect.sale.keys, dialect.sale.form)
        await choose(told, "Pine & Oak")
        form._add.setFocus()
        await choose(told, MADE)
        await told.type("2")
        with monkeypatch.context() as disk:
            disk.setattr(Journal, "append", nearly_full)
            await told.press("Ctrl+Return")
            await until(lambda: "full" in form._trouble.sentence, "nobody said that the disk is full")
        assert form.isVisible()
        await told.press("Ctrl+Return")
        await gone(form)
        kept = [entry.command.resource for entry in await entries(told) if entry.state is not State.DISCARDED]
        assert kept == [dialect.card.resource, dialect.sale.resource]

    stage.play(story, dialect.order.resource)
