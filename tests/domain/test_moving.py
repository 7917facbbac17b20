"""Which change of a status is offered, to one record and to several; and what is sent of the reason."""

from __future__ import annotations

import pytest

from forge_desktop.domain import catalog
from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.moving import Moves, moves_of, remarked
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Code, Resource, Values
from forge_desktop.domain.wanting import in_words
from forge_desktop.server.forgemrp.assumed import JOB_STATUSES, JOB_WORDS, QUOTE_MOVES
from forge_desktop.server.world.states import MO_MOVES
from forge_desktop.shell.outbox_changes import why_none


@pytest.fixture
def orders() -> Resource:
    return _named("manufacturing-orders")


@pytest.fixture
def moves(orders: Resource) -> Moves:
    found = moves_of(orders)
    assert found is not None
    return found


@pytest.fixture
def jobs() -> Moves:
    found = moves_of(catalog.find("forgemrp", "jobs"))
    assert found is not None
    return found


def _named(name: str) -> Resource:
    return catalog.find("mrpeasy", name)


def test_what_is_offered_to_be_sent_is_just_what_our_own_server_grants(moves: Moves) -> None:
    for status, granted in MO_MOVES.items():
        offered = moves.common([status], by_hand=False)
        assert {move.to for move in offered} == granted
        assert [move for move in offered if move.by_hand] == []


def test_a_job_is_offered_just_the_words_that_our_own_server_grants_it(jobs: Moves) -> None:
    for word in JOB_STATUSES:
        same = [state for state, said in JOB_WORDS.items() if said == word and JOB_STATUSES[word] == state]
        granted: set[Code] = {to for to, state in JOB_STATUSES.items() if state in MO_MOVES[same[0]]}
        assert {move.to for move in jobs.common([word], by_hand=False)} == granted, word


def test_a_quote_is_offered_just_what_our_own_server_grants_it() -> None:
    moves = moves_of(catalog.find("forgemrp", "quotes"))
    assert moves is not None
    for word, granted in QUOTE_MOVES.items():
        assert {move.to for move in moves.common([word], by_hand=False)} == granted, word


def test_nothing_follows_for_a_quote_that_a_job_was_made_from() -> None:
    quotes = catalog.find("forgemrp", "quotes")
    moves = moves_of(quotes)
    assert moves is not None
    locked, free = ({"status": "approved", "converted": made} for made in (True, False))
    assert moves.common([moves.stands(locked)], by_hand=True) == ()
    assert [move.to for move in moves.common([moves.stands(free)], by_hand=False)] == ["declined", "expired"]
    assert why_none(moves, [Record(1, locked)]) == "a job was made from it, which locks it"
    assert quotes.has(moves.lock[0])


@pytest.mark.parametrize("dialect", catalog.CATALOG)
def test_every_move_leads_from_one_known_status_to_another_and_says_what_it_brings(dialect: str) -> None:
    for resource in catalog.resources(dialect):
        found = moves_of(resource)
        if found is None:
            continue
        choices = resource.field(found.field).choices
        assert choices is not None
        known = {state.code for state in choices.states}
        for status, following in found.after.items():
            assert {status, *(move.to for move in following)} <= known
            assert status not in {move.to for move in following}
            assert all(move.says.endswith(".") for move in following)


def test_holding_and_cancelling_a_job_ask_why_and_several_are_offered_what_suits_all(jobs: Moves) -> None:
    asked = {m.to for status in jobs.after for m in jobs.common([status], by_hand=False) if m.reason}
    assert asked == {"on_hold", "cancelled"}
    assert [move.to for move in jobs.common(["in_progress", "released"], by_hand=False)] == [
        "completed",
        "cancelled",
    ]
    assert jobs.why_none(["completed"]) == "nothing follows this status"
    assert jobs.common(["on_the_moon"], by_hand=True) == ()


def test_by_hand_an_order_also_goes_back_from_done_and_somebody_asks_why(moves: Moves) -> None:
    back = [move for move in moves.common([40], by_hand=True) if move.by_hand]
    assert [(move.to, move.reason) for move in back] == [(30, True)]


def test_pausing_and_cancelling_ask_why_and_nothing_else_that_is_sent_does(moves: Moves) -> None:
    asked = {m.to for status in moves.after for m in moves.common([status], by_hand=False) if m.reason}
    assert asked == {35, 70}


def test_several_are_offered_only_what_suits_all(moves: Moves) -> None:
    assert [move.to for move in moves.common([20, 35], by_hand=False)] == [40, 70]
    assert moves.common([20, 60], by_hand=False) == ()
    assert moves.why_none([20, 60]) == "nothing follows this status"
    assert moves.why_none([20, 40]) == "no status can follow all of these"


@pytest.mark.parametrize("unknown", [None, "", 99, "30", []])
def test_nothing_is_offered_after_a_status_nobody_knows(moves: Moves, unknown: str | int | None) -> None:
    assert moves.common([unknown], by_hand=True) == ()


def test_a_reason_goes_along_as_a_note_where_the_server_takes_notes(orders: Resource) -> None:
    patch: Values = {"status": 35}
    assert remarked(orders, patch, "No oak", ("status", "notes")) == {
        "status": 35,
        "notes": [{"text": "No oak"}],
    }
    assert remarked(orders, patch, "No oak", ("status",)) == patch
    assert remarked(orders, patch, "", ("status", "notes")) == patch


def test_wanted_writes_are_said_in_a_line(orders: Resource) -> None:
    status = command(orders.name, Verb.STATUS, 12, {"status": 40}, made=1)
    assert in_words(orders, status, "MO00012") == "MO00012 status → Done"
    sold = _named("customer-orders")
    new = command(sold.name, Verb.CREATE, -5, {"customer_id": 1}, made=1)
    assert in_words(sold, new, "", "Nordic Living") == "New customer order for Nordic Living"
    made = command(orders.name, Verb.CREATE, -6, {"article_id": 1}, made=1)
    assert in_words(orders, made, "", "Oak table") == "New manufacturing order of Oak table"
    customer = command("customers", Verb.CREATE, -7, {"title": "Café Moon"}, made=1)
    assert in_words(_named("customers"), customer, "") == "New customer Café Moon"
    change = command(sold.name, Verb.UPDATE, 3, {"notes": "x", "delivery_date": 1}, made=1)
    assert in_words(sold, change, "CO00003") == "CO00003: notes, delivery"


def test_wanted_writes_of_the_other_dialect_are_said_in_a_line_too() -> None:
    quotes, jobs = catalog.find("forgemrp", "quotes"), catalog.find("forgemrp", "jobs")
    quote = command("quotes", Verb.CREATE, -5, {"client_id": "cli_1"}, made=1)
    assert in_words(quotes, quote, "", "Nordic Living") == "New quote for Nordic Living"
    job = command("jobs", Verb.CREATE, -6, {"part_number": "T-210", "quantity": "4"}, made=1)
    assert in_words(jobs, job, "") == "New job T-210"
    whose = command("jobs", Verb.CREATE, -6, {"part_number": "T-210", "client_id": "cli_1"}, made=1)
    assert in_words(jobs, whose, "", "Nordic Living") == "New job T-210 for Nordic Living"
    bought = command("jobs", Verb.CREATE, -6, {"quote_id": "quo_1"}, made=1)
    assert in_words(jobs, bought, "", "Q00012") == "New job from quote Q00012"
    client = command("clients", Verb.CREATE, -7, {"name": "Café Moon"}, made=1)
    assert in_words(catalog.find("forgemrp", "clients"), client, "") == "New client Café Moon"
    status = command("jobs", Verb.STATUS, 12, {"status": "on_hold"}, made=1)
    assert in_words(jobs, status, "MO00012") == "MO00012 status → On hold"
