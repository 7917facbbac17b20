"""The table of states is complete, and the real outbox does what it says, and nothing where it says so."""

from __future__ import annotations

from itertools import product

import pytest

from forge_desktop.errors import Refused
from forge_desktop.outbox import TABLE, WHY, Answer, Impossible, Outbox, State
from forge_desktop.outbox.states import ENDS, FAILS, HOLDS

from .conftest import Opener
from .given import NOW, answer, bring, update

PAIRS = list(product(State, Answer))


def test_every_state_has_a_row_for_everything_that_can_happen() -> None:
    assert set(TABLE) == set(PAIRS)


def test_every_state_is_explained_in_words() -> None:
    assert set(WHY) == set(State)
    assert all(words.endswith(".") for words in WHY.values())


@pytest.mark.parametrize(("state", "told"), PAIRS, ids=lambda value: str(value))
def test_the_outbox_follows_the_table(outbox: Outbox, opened: Opener, state: State, told: Answer) -> None:
    wanted = update()
    before = bring(outbox, wanted, state)
    leads = TABLE[state, told]
    if isinstance(leads, Impossible):
        with pytest.raises(Refused) as refused:
            answer(outbox, wanted.id, told)
        assert refused.value.message.endswith(".")
        after = before
    else:
        after = answer(outbox, wanted.id, told)
        free_again = told in (Answer.EDITED, Answer.RETRIED) and leads is State.BLOCKED
        assert after.state is (State.READY if free_again else leads)
        assert after.rev > before.rev
    assert outbox.entry(wanted.id) == after
    outbox.close()
    again = opened().entry(wanted.id)
    assert again is not None
    if State.BLOCKED not in (state, after.state):  # without a refused parent it is free at the next start
        assert again.state is (State.UNKNOWN if after.state is State.SENDING else after.state)


def test_every_state_but_the_first_can_be_reached_and_left() -> None:
    moves = [
        (state, leads) for (state, _), leads in TABLE.items() if isinstance(leads, State) and leads is not state
    ]
    assert {leads for _, leads in moves} == set(State)
    assert {state for state, _ in moves} == set(State) - {State.DISCARDED}


def test_nothing_that_may_have_arrived_is_sent_again_without_a_look_up_or_a_person() -> None:
    to_ready = {(s, a) for (s, a), leads in TABLE.items() if leads is State.READY and s is not State.READY}
    assert {a for s, a in to_ready if s is State.UNKNOWN} == {Answer.FOUND_NONE, Answer.KEY_HOLDS}
    assert {a for s, a in to_ready if s is State.SENDING} == {
        Answer.NOT_SENT,
        Answer.BUSY,
        Answer.DOWN,
        Answer.SIGNED_OUT,
    }
    assert {a for s, a in to_ready if s in (State.REVIEW, State.REJECTED, State.RECORDED)} == {
        Answer.EDITED,
        Answer.RETRIED,
    }
    assert not {a for s, a in to_ready if s in ENDS}


def test_a_state_either_holds_its_chain_or_is_over() -> None:
    assert HOLDS | {State.REJECTED, State.RECORDED} | ENDS == set(State)
    assert {State.BLOCKED} == HOLDS & FAILS


def test_no_answer_is_given_to_an_entry_that_is_not_here(outbox: Outbox) -> None:
    with pytest.raises(Refused, match="no entry"):
        outbox.settle("nobody", Answer.ACCEPTED, now=NOW)
