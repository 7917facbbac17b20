"""A change that can still be taken back: on the disk at once, not due yet, and with its reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from forge_desktop.outbox import Outbox

from .conftest import Opener
from .given import NOW, begin, update


def _due(outbox: Outbox, now: int) -> list[str]:
    return [entry.command.id for entry in outbox.heads(now)]


def test_it_waits_and_then_goes_out_also_after_a_restart(path: Path, opened: Opener) -> None:
    outbox, wanted = opened(), update()
    outbox.submit(wanted, not_before=NOW + 10)
    assert (_due(outbox, NOW + 9), _due(outbox, NOW + 10)) == ([], [wanted.id])
    outbox.close()
    again = opened(now=NOW + 3)
    assert (_due(again, NOW + 9), _due(again, NOW + 10)) == ([], [wanted.id])


def test_others_are_not_held_up_but_later_ones_of_the_same_record_are(outbox: Outbox) -> None:
    held, later, other = update(7), update(7, quantity="9"), update(8)
    outbox.submit(held, not_before=NOW + 10)
    outbox.submit(later)
    outbox.submit(other)
    assert _due(outbox, NOW) == [other.id]
    outbox.discard(held.id)
    assert _due(outbox, NOW) == [later.id, other.id]


def test_a_clock_that_was_wrong_does_not_hold_it_for_long(outbox: Outbox) -> None:
    wanted = update()
    outbox.submit(wanted, not_before=NOW + 10 * 365 * 86_400)
    assert _due(outbox, NOW) == [wanted.id]


def test_sending_it_now_does_not_wait(outbox: Outbox) -> None:
    wanted = update()
    outbox.submit(wanted, not_before=NOW + 10)
    outbox.retry(wanted.id, NOW)
    assert _due(outbox, NOW) == [wanted.id]


def test_the_reason_stays_with_it_until_another_is_given(path: Path, opened: Opener) -> None:
    outbox = opened()
    wanted = replace(update(), reason="No oak")
    outbox.submit(wanted)
    outbox.edit(wanted.id, {"quantity": "6"})
    outbox.close()
    again = opened()
    assert [entry.command.reason for entry in again.entries()] == ["No oak"]
    again.edit(wanted.id, {"quantity": "7"}, reason="")
    assert [entry.command.reason for entry in again.entries()] == [""]


def test_why_all_wait_is_what_is_said_of_each(outbox: Outbox) -> None:
    first, second, third, done = update(7), update(7, quantity="9"), update(8), update(9)
    for wanted in (first, second, third, done):
        outbox.submit(wanted)
    begin(outbox, third.id)
    outbox.discard(done.id)
    whys = outbox.whys()
    assert whys == {ident: outbox.why(ident) for ident in (first.id, second.id, third.id)}
    assert whys[second.id] == "It waits for an earlier one, which is ready."
