"""Order, dependencies, temporary keys, frozen payloads and waits, through the real files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from forge_desktop.domain.commands import Verb, command
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import Refused
from forge_desktop.outbox import Answer, Outbox, State, starting
from forge_desktop.outbox.entry import Unwritable

from .conftest import Opener
from .given import ACCOUNT, NOW, answer, begin, bring, create, update

DAY = 86_400


def heads(outbox: Outbox, now: int = NOW) -> list[str]:
    return [entry.command.id for entry in outbox.heads(now)]


def test_a_chain_goes_out_in_the_order_it_was_made_and_chains_do_not_wait_for_each_other(
    outbox: Outbox,
) -> None:
    first, second, other = update(7), update(7), update(8)
    for each in (first, second, other):
        outbox.submit(each)
    assert heads(outbox) == [first.id, other.id]
    with pytest.raises(Refused, match="earlier"):
        begin(outbox, second.id)
    begin(outbox, first.id)
    assert heads(outbox) == [other.id]
    outbox.settle(first.id, Answer.ACCEPTED, now=NOW)
    assert heads(outbox) == [second.id, other.id]


@pytest.mark.parametrize("state", [State.REVIEW, State.UNKNOWN, State.SENDING])
def test_a_stuck_entry_holds_its_own_chain_alone(outbox: Outbox, state: State) -> None:
    stuck, behind, other = update(7), update(7), update(8)
    bring(outbox, stuck, state)
    outbox.submit(behind)
    outbox.submit(other)
    assert behind.id not in heads(outbox)
    assert other.id in heads(outbox)
    assert f"earlier one, which is {state}" in outbox.why(behind.id)


@pytest.mark.parametrize("state", [State.REJECTED, State.RECORDED, State.DISCARDED, State.DELIVERED])
def test_what_is_over_holds_nobody(outbox: Outbox, state: State) -> None:
    over, behind = update(7), update(7)
    bring(outbox, over, state)
    outbox.submit(behind)
    assert heads(outbox) == [behind.id]


def test_the_servers_id_takes_the_place_of_the_temporary_one_wherever_it_stands(outbox: Outbox) -> None:
    customer = create(outbox)
    order = create(outbox, "customer-orders", customer_id=customer.key, deep=[{"who": [customer.key, -5]}])
    status = command("customers", Verb.STATUS, customer.key, {"status": 30}, made=NOW)
    for each in (customer, order, status):
        outbox.submit(each)
    assert heads(outbox) == [customer.id]
    bring(outbox, customer, State.DELIVERED)
    after, moved = outbox.entry(order.id), outbox.entry(status.id)
    assert after is not None
    assert moved is not None
    assert after.command.patch == {"title": "Oak", "customer_id": 4711, "deep": [{"who": [4711, -5]}]}
    assert (after.command.key, after.command.after) == (order.key, ())
    assert (moved.command.key, moved.command.chain) == (4711, "customers/4711")
    later = update(4711, "customers")
    outbox.submit(later)
    assert heads(outbox) == [order.id, status.id]


def test_a_command_that_still_names_a_delivered_temporary_key_is_put_right(outbox: Outbox) -> None:
    customer = create(outbox)
    bring(outbox, customer, State.DELIVERED)
    late = outbox.submit(update(customer.key, "customers", parent=customer.key))
    assert (late.command.key, late.command.chain, late.command.patch) == (
        4711,
        "customers/4711",
        {"parent": 4711},
    )
    assert late.state is State.READY


@pytest.mark.parametrize(
    "state", [State.REJECTED, State.RECORDED, State.DISCARDED], ids=lambda state: str(state)
)
def test_children_of_what_did_not_get_through_are_blocked_and_say_so(outbox: Outbox, state: State) -> None:
    parent = create(outbox)
    child = create(outbox, "customer-orders", customer_id=parent.key)
    grandchild = create(outbox, "manufacturing-orders", order_id=child.key)
    for each in (parent, child, grandchild):
        outbox.submit(each)
    bring(outbox, parent, state)
    assert [e.command.id for e in outbox.entries(State.BLOCKED)] == [child.id, grandchild.id]
    assert f"customers that is {state}" in outbox.why(child.id)
    assert outbox.waiting() == 2
    late = outbox.submit(update(child.key, "customer-orders"))
    assert late.state is State.BLOCKED


def test_children_are_free_again_when_their_parent_is_sent_after_all(outbox: Outbox, opened: Opener) -> None:
    parent = create(outbox)
    child = create(outbox, "customer-orders", customer_id=parent.key)
    grandchild = create(outbox, "manufacturing-orders", order_id=child.key)
    for each in (parent, child, grandchild):
        outbox.submit(each)
    bring(outbox, parent, State.REJECTED)
    outbox.edit(parent.id, {"title": "Elm"})
    assert {e.state for e in outbox.entries()} == {State.READY}
    bring(outbox, parent, State.DELIVERED)
    bring(outbox, child, State.DELIVERED)
    outbox.close()
    assert heads(opened()) == [grandchild.id]


def test_a_blocked_entry_is_free_when_a_person_takes_the_refused_thing_out_of_it(outbox: Outbox) -> None:
    parent = create(outbox)
    child = create(outbox, "customer-orders", customer_id=parent.key)
    outbox.submit(parent)
    outbox.submit(child)
    bring(outbox, parent, State.REJECTED)
    assert outbox.retry(child.id, NOW).state is State.BLOCKED
    assert outbox.edit(child.id, {"customer_id": 12}).state is State.READY
    assert heads(outbox) == [child.id]


def test_a_named_parent_comes_first_also_without_its_key(outbox: Outbox) -> None:
    first = update(7)
    second = replace(update(8), after=(first.id,))
    with pytest.raises(ValueError, match="not here"):
        outbox.submit(second)
    outbox.submit(first)
    outbox.submit(second)
    assert heads(outbox) == [first.id]
    bring(outbox, first, State.DELIVERED)
    assert heads(outbox) == [second.id]


def test_two_entries_cannot_wait_for_each_other(outbox: Outbox) -> None:
    first = create(outbox)
    second = create(outbox, "customer-orders", customer_id=first.key)
    outbox.submit(first)
    outbox.submit(second)
    with pytest.raises(Refused, match="itself needs"):
        outbox.edit(first.id, {"favourite": second.key})


def test_payload_token_and_watermark_are_frozen_at_the_first_attempt(outbox: Outbox, opened: Opener) -> None:
    wanted = create(outbox)
    outbox.submit(wanted)
    first = outbox.begin(wanted.id, token="A", payload={"x": "1"}, watermark=5, now=NOW)
    outbox.settle(wanted.id, Answer.NOT_SENT, now=NOW)
    outbox.close()
    again = opened()
    second = again.begin(wanted.id, token="B", payload={"x": "2"}, watermark=6, now=NOW + 5)
    assert (second.token, second.frozen, second.watermark) == (first.token, first.frozen, first.watermark)
    assert (second.tries, second.sent_at) == (2, NOW + 5)


def test_what_never_left_can_be_changed_and_what_may_have_left_cannot(outbox: Outbox) -> None:
    wanted = update()
    bring(outbox, wanted, State.SENDING)
    outbox.settle(wanted.id, Answer.NOT_SENT, now=NOW)
    after = outbox.edit(wanted.id, {"quantity": "9"}, base={"quantity": "6"})
    assert (after.frozen, after.token, after.tries, after.watermark) == (None, "", 0, None)
    assert (after.command.patch, after.command.base) == ({"quantity": "9"}, {"quantity": "6"})
    begin(outbox, wanted.id)
    outbox.settle(wanted.id, Answer.LOST, now=NOW)
    outbox.settle(wanted.id, Answer.FOUND_NONE, now=NOW)
    with pytest.raises(Refused, match="may have reached"):
        outbox.edit(wanted.id, {"quantity": "3"})


def test_what_arrived_twice_needs_a_look_and_is_not_sent_a_third_time(outbox: Outbox) -> None:
    wanted, behind = create(outbox), create(outbox)
    bring(outbox, wanted, State.DELIVERED)
    doubled = outbox.settle(wanted.id, Answer.FOUND_SEVERAL, now=NOW, reasons=["CO1 and CO2"])
    assert (doubled.state, doubled.result_key) == (State.REVIEW, 4711)
    assert "CO1 and CO2" in outbox.why(wanted.id)
    for told in (Answer.RETRIED, Answer.EDITED):
        with pytest.raises(Refused, match="double"):
            answer(outbox, wanted.id, told)
    outbox.submit(replace(behind, chain=wanted.chain))
    assert heads(outbox) == [behind.id]
    assert outbox.settle(wanted.id, Answer.CONFIRMED_ELSEWHERE, now=NOW).result_key == 4711


def test_what_vanished_from_the_server_can_be_sent_again_by_a_person(outbox: Outbox) -> None:
    wanted = create(outbox)
    bring(outbox, wanted, State.DELIVERED)
    outbox.settle(wanted.id, Answer.FOUND_NONE, now=NOW)
    assert outbox.retry(wanted.id, NOW).state is State.READY


def test_what_was_created_must_have_an_id(outbox: Outbox) -> None:
    wanted = create(outbox)
    bring(outbox, wanted, State.SENDING)
    with pytest.raises(ValueError, match="id on the server"):
        outbox.settle(wanted.id, Answer.ACCEPTED, now=NOW)
    assert outbox.entries(State.SENDING)


def test_an_entry_waits_no_longer_than_a_quarter_of_an_hour_whatever_the_clock_does(
    outbox: Outbox, opened: Opener
) -> None:
    wanted = update()
    outbox.submit(wanted)
    later = outbox.settle(wanted.id, Answer.BUSY, now=NOW, not_before=NOW + DAY)
    assert later.not_before == NOW + 900
    assert heads(outbox, NOW + 899) == []
    assert heads(outbox, NOW + 900) == [wanted.id]
    assert heads(outbox, NOW - DAY) == [wanted.id]
    outbox.close()
    earlier = opened(now=NOW - 10 * DAY)
    assert heads(earlier, NOW - 10 * DAY + 899) == []
    assert heads(earlier, NOW - 10 * DAY + 900) == [wanted.id]


def test_what_was_being_sent_when_the_program_ended_is_looked_up_after_a_quiet_time(
    outbox: Outbox, opened: Opener
) -> None:
    wanted = update()
    bring(outbox, wanted, State.SENDING)
    outbox.close()
    again = opened(now=NOW + DAY)
    (entry,) = again.entries(State.UNKNOWN)
    assert (entry.reached, entry.not_before) == (True, NOW + DAY + 120)
    assert heads(again, NOW + DAY + 119) == []
    assert heads(again, NOW + DAY + 120) == [wanted.id]


def test_delivered_entries_are_looked_at_again_when_it_is_time(outbox: Outbox) -> None:
    wanted = create(outbox)
    bring(outbox, wanted, State.SENDING)
    outbox.settle(wanted.id, Answer.ACCEPTED, now=NOW, result_key=1, not_before=NOW + 600)
    assert outbox.audits(NOW + 599) == []
    assert [e.command.id for e in outbox.audits(NOW + 600)] == [wanted.id]
    outbox.settle(wanted.id, Answer.FOUND_ONE, now=NOW + 600, not_before=NOW + DAY)
    assert outbox.audits(NOW + DAY - 1) == []
    outbox.settle(wanted.id, Answer.FOUND_ONE, now=NOW + DAY)
    assert outbox.audits(NOW + 9 * DAY) == []
    assert outbox.entries()[0].changed_at == NOW


def test_history_is_kept_ninety_days_and_no_wrong_year_costs_it(outbox: Outbox, opened: Opener) -> None:
    bring(outbox, update(), State.DELIVERED)
    outbox.submit(update(8))
    outbox.close()
    wrong = opened(now=NOW + 9999 * DAY)
    assert len(wrong.entries()) == 2
    wrong.close()
    third = opened(now=NOW + 90 * DAY)
    third.submit(replace(update(9), made=NOW + 90 * DAY))
    third.close()
    assert len(opened(now=NOW + 90 * DAY).entries()) == 3


def test_a_clock_years_ahead_takes_no_recent_history_away(outbox: Outbox, opened: Opener) -> None:
    bring(outbox, update(), State.DELIVERED)
    outbox.close()
    wrong = opened(now=NOW + 3_650 * DAY)
    bring(wrong, update(8), State.DELIVERED)
    wrong.close()
    assert len(opened(now=NOW + 3_650 * DAY).entries()) == 2


def test_old_history_goes_and_does_not_come_back_from_the_second_copy(
    outbox: Outbox, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ALWAYS", 0)
    bring(outbox, update(), State.DELIVERED)
    outbox.submit(update(8))
    outbox.close()
    later = opened(now=NOW + 91 * DAY)
    later.submit(replace(update(9), made=NOW + 91 * DAY))
    later.close()
    pruned = opened(now=NOW + 91 * DAY)
    assert [e.state for e in pruned.entries()] == [State.READY, State.READY]
    pruned.close()
    assert len(opened(now=NOW + 91 * DAY).entries()) == 2


def test_the_same_command_twice_is_one_entry(outbox: Outbox) -> None:
    wanted = update()
    assert outbox.submit(wanted) == outbox.submit(wanted)
    assert len(outbox.entries()) == 1


@pytest.mark.parametrize(("verb", "key"), [(Verb.CREATE, 5), (Verb.UPDATE, -77), (Verb.STATUS, 0)])
def test_a_key_that_does_not_fit_the_verb_is_a_mistake(outbox: Outbox, verb: Verb, key: int) -> None:
    with pytest.raises(ValueError, match="cannot have the key"):
        outbox.submit(command("customers", verb, key, {}, made=NOW))


def test_temporary_keys_are_never_given_twice(outbox: Outbox, opened: Opener) -> None:
    first = create(outbox)
    outbox.submit(first)
    with pytest.raises(ValueError, match="cannot have the key"):
        outbox.submit(replace(create(outbox), key=first.key))
    outbox.close()
    assert opened().next_key() < first.key


HOSTILE = [
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "‮evil",
    '"}\n{"crc":',
    "'; DROP TABLE entries; --",
    "\n",
    "é" * 999,
    "💥",
]
DIGITS = "123456789012345678.901234567890", "-0.000000000000000000000000000001", "9" * 30


def test_hostile_text_and_thirty_digits_come_back_exactly_as_they_were(outbox: Outbox, opened: Opener) -> None:
    wanted = create(outbox, texts=list(HOSTILE), digits=list(DIGITS), **{text: text for text in HOSTILE})
    outbox.submit(wanted)
    payload: Values = {"lines": [{text: number} for text, number in zip(HOSTILE, DIGITS, strict=False)]}
    outbox.begin(wanted.id, token=HOSTILE[4], payload=payload, watermark=2**63 - 1, now=NOW)
    before = outbox.settle(wanted.id, Answer.REFUSED, now=NOW, reasons=HOSTILE)
    outbox.close()
    (after,) = opened().entries()
    assert after == before
    assert (after.command, after.frozen, after.reasons) == (wanted, payload, tuple(HOSTILE))


def _deep(levels: int) -> list[object]:
    value: list[object] = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [1.5, 2**63, b"x", {1: "x"}, _deep(70), object()])
def test_a_value_that_would_not_come_back_is_refused_before_anything_is_kept(
    outbox: Outbox, value: Any
) -> None:
    wanted = replace(update(), patch={"quantity": value})
    with pytest.raises(Unwritable):
        outbox.submit(wanted)
    assert outbox.entries() == []


def test_what_is_kept_does_not_change_with_the_hands_that_gave_it(outbox: Outbox) -> None:
    lines: list[Json] = [{"quantity": "1"}]
    wanted = update(lines=lines)
    outbox.submit(wanted)
    lines.append("more")
    assert outbox.entries()[0].command.patch == {"lines": [{"quantity": "1"}]}


def test_it_is_bound_to_its_account(outbox: Outbox) -> None:
    assert outbox.submit(update()).account == ACCOUNT
