"""What the outbox says of entries of a system whose records are called by texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from forge_desktop.domain import catalog
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.scalars import Json, key_of
from forge_desktop.domain.show import AWAY
from forge_desktop.outbox import Entry, State
from forge_desktop.views.outbox_lines import Line, Told, describe
from forge_desktop.views.outbox_page import OutboxPage
from tests.qtmodels.shop import NOW, SEEN, Shop

FORGE = {r.name: r for r in catalog.resources("forgemrp")}
QUOTE: dict[str, Json] = {"id": "quo_1", "number": "Q00012", "client_id": "cli_1"}
CLIENT: dict[str, Json] = {"id": "cli_1", "name": "Nordic Living"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An empty shop of the other system."""
    shop = Shop(tmp_path / "forge.db", "forgemrp")
    yield shop
    shop.close()


def _client(state: State, **told: object) -> Told:
    wish = command("clients", Verb.CREATE, -1, {"name": "Oak & Co", "email": "a@oak.example"}, made=NOW)
    entry = Entry(wish, state, "account", 1, agreed_at=NOW, changed_at=NOW)
    return Told(replace(entry, **told))  # type: ignore[arg-type]  # a dict of keywords


def test_a_new_client_is_named_once_in_its_facts(qtbot: QtBot) -> None:
    page = OutboxPage(FORGE, lambda: SEEN)
    qtbot.addWidget(page)
    told = _client(State.DELIVERED, result_key=7)
    page.show_lines([Line(told, "New client Oak & Co", "", "Oak & Co", ("clients", 7))])
    labels = [row.label.text() for row in page.pane._facts._lines if not row.label.isHidden()]
    assert labels == ["Wanted", "Client", "E-mail"]


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"quote_id": "quo_1"}, "New job from quote Q00012"),
        ({"quote_id": "quo_9"}, f"New job from quote {AWAY}"),
        ({"part_number": "T-210", "quantity": "2"}, "New job T-210"),
        ({"part_number": "T-210", "client_id": "cli_1"}, "New job T-210 for Nordic Living"),
    ],
)
def test_a_new_job_says_from_which_quote_or_of_which_part_it_is(
    shop: Shop, patch: dict[str, Json], said: str
) -> None:
    for name, row in (("quotes", QUOTE), ("clients", CLIENT)):
        key = key_of(row["id"])
        assert key is not None
        shop.put(name, [(key, row)])
    wish = command("jobs", Verb.CREATE, -1, patch, made=NOW)
    told = [Told(Entry(wish, State.READY, "account", 1, agreed_at=NOW, changed_at=NOW))]
    reader = shop.cache.reader()
    try:
        assert [line.what for line in describe(reader, FORGE, told, SEEN)] == [said]
    finally:
        reader.close()


def test_the_name_of_a_new_client_is_not_repeated_below_it_and_an_amount_says_of_what_it_is(
    shop: Shop,
) -> None:
    shop.put("clients", [(7, {"id": "cli_7", "name": "Oak & Co"})])
    job = command("jobs", Verb.CREATE, -2, {"part_number": "T-210", "quantity": "3"}, made=NOW)
    told = [
        _client(State.DELIVERED, result_key=7),
        Told(Entry(job, State.READY, "account", 2, agreed_at=NOW, changed_at=NOW)),
    ]
    reader = shop.cache.reader()
    try:
        lines = describe(reader, FORGE, told, SEEN)
    finally:
        reader.close()
    assert [(line.what, line.about) for line in lines] == [
        ("New job T-210", "quantity 3"),
        ("New client Oak & Co", ""),
    ]
