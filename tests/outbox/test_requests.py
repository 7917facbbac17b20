"""A request has one idempotency key at all its attempts; what was surely refused is another one next time."""

from __future__ import annotations

import pytest

from forge_desktop.outbox import Answer, Entry, Outbox, State

from .conftest import Opener
from .given import NOW, begin, create


def told(outbox: Outbox, *answers: Answer) -> Entry:
    """A new entry after these answers, a begin before each where it has to be sent for it."""
    wanted = create(outbox)
    entry = outbox.submit(wanted)
    for answer in answers:
        if entry.state is State.READY:
            begin(outbox, wanted.id)
        entry = outbox.settle(wanted.id, answer, now=NOW)
    return entry


def anew(outbox: Outbox, entry: Entry, how: Answer) -> Entry:
    """A person changes it, or wants it as it is."""
    if how is Answer.EDITED:
        return outbox.edit(entry.command.id, {"title": f"{entry.rev}"})
    return outbox.retry(entry.command.id, NOW)


def test_all_attempts_and_programs_use_one_key(outbox: Outbox, opened: Opener) -> None:
    entry = told(outbox, Answer.NOT_SENT, Answer.BUSY, Answer.LOST, Answer.KEY_HOLDS)
    assert entry.idempotency == entry.command.id
    outbox.close()
    again = opened()
    assert begin(again, entry.command.id).idempotency == entry.command.id


REFUSED = [(Answer.REFUSED,), (Answer.CONFLICT,), (Answer.NOT_PERMITTED,), (Answer.BUSY, Answer.REFUSED)]


@pytest.mark.parametrize("how", [Answer.EDITED, Answer.RETRIED])
@pytest.mark.parametrize("answers", REFUSED)
def test_what_was_surely_refused_is_another_request_next_time(
    outbox: Outbox, opened: Opener, answers: tuple[Answer, ...], how: Answer
) -> None:
    entry = told(outbox, *answers)
    first = anew(outbox, entry, how)
    assert first.idempotency not in (entry.idempotency, "")
    begin(outbox, entry.command.id)
    second = anew(outbox, outbox.settle(entry.command.id, Answer.REFUSED, now=NOW), how)
    assert len({entry.idempotency, first.idempotency, second.idempotency}) == 3
    outbox.close()
    kept = opened().entry(entry.command.id)
    assert kept is not None
    assert (kept.idempotency, kept.doubted) == (second.idempotency, False)


@pytest.mark.parametrize("how", [Answer.EDITED, Answer.RETRIED])
@pytest.mark.parametrize(
    "answer", [Answer.FOUND_SEVERAL, Answer.CONFLICT, Answer.NOT_PERMITTED, Answer.REFUSED]
)
def test_what_may_have_arrived_keeps_its_key_however_often_it_is_changed(
    outbox: Outbox, answer: Answer, how: Answer
) -> None:
    entry = told(outbox, Answer.LOST, answer)
    assert entry.state is State.REVIEW
    for again in (how, Answer.EDITED, Answer.RETRIED, Answer.EDITED):
        entry = anew(outbox, entry, again)
        assert entry.idempotency == entry.command.id
        begin(outbox, entry.command.id)
        entry = outbox.settle(entry.command.id, Answer.CONFLICT, now=NOW)
    assert entry.doubted


def test_what_never_left_keeps_its_key(outbox: Outbox) -> None:
    entry = told(outbox, Answer.NOT_SENT)
    assert anew(outbox, entry, Answer.EDITED).idempotency == entry.command.id
    assert anew(outbox, entry, Answer.RETRIED).idempotency == entry.command.id


def test_the_age_of_a_key_is_that_of_its_own_first_attempt(outbox: Outbox) -> None:
    entry = told(outbox, Answer.REFUSED)
    anew(outbox, entry, Answer.RETRIED)
    begun = outbox.begin(entry.command.id, token="", payload={}, watermark=77, now=NOW)
    assert (begun.watermark, begun.frozen) == (77, entry.frozen)
    begun = told(outbox, Answer.BUSY, Answer.REFUSED)  # an earlier attempt may be older than that
    anew(outbox, begun, Answer.RETRIED)
    assert begin(outbox, begun.command.id).watermark == begun.watermark
