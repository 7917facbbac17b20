"""Whom something is sold to, typed in a form of their own. Customers and clients."""

from __future__ import annotations

from urllib.parse import urlsplit

from forge_desktop.outbox import State
from forge_desktop.server.running import RunningServer
from tests.journeys.books import Books
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.orderdesk import gone, opened, pending, promised, ready, type_on
from tests.journeys.shopfloor import entries, stands
from tests.journeys.stage import Stage
from tests.shell.living import Told, until

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
