"""Flipped, cut and lost bytes in either copy: the intact is rescued, nothing wrong is shown or deleted."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from forge_desktop.outbox import Answer, Entry, Outbox, State

from .given import ACCOUNT, NOW, ROUTES, answer, begin, bring, create, update

SENT = {State.SENDING, State.UNKNOWN, State.DELIVERED}


@dataclass
class Truth:
    """An outbox as it was before any damage, and every revision there ever was."""

    folder: Path
    last: dict[str, Entry]
    ever: dict[tuple[str, int], Entry]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """Entries in every state, some long; the files as they lie while the program runs."""
    root = tmp_path_factory.mktemp("truth")
    (root / "whole").mkdir()
    root.joinpath("outbox.ballast").touch()
    ever: dict[tuple[str, int], Entry] = {}
    with closing(Outbox.open(root / "outbox.db", ACCOUNT, clock=lambda: NOW)) as outbox:

        def note() -> None:
            ever.update({(e.command.id, e.rev): e for e in outbox.entries()})

        for number in range(4):
            for state in ROUTES.keys() - {State.BLOCKED}:
                bring(outbox, update(len(ever) + 1, text="ö" * 10 * 7**number), state)
                note()
        for told in (Answer.ACCEPTED, Answer.REFUSED):
            customer = create(outbox)
            outbox.submit(customer)
            outbox.submit(create(outbox, "customer-orders", customer_id=customer.key))
            note()
            begin(outbox, customer.id)
            note()
            answer(outbox, customer.id, told)
            note()
        for file in root.glob("outbox.*"):
            shutil.copy(file, root / "whole")
        return Truth(root / "whole", {e.command.id: e for e in outbox.entries()}, ever)


@contextmanager
def damaged(truth: Truth, folder: Path, harm: dict[str, bytes]) -> Iterator[Outbox]:
    """The outbox as the next start finds it when these files hold something else."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(truth.folder, folder)
    for name, content in harm.items():
        (folder / name).write_bytes(content)
    with closing(Outbox.open(folder / "outbox.db", ACCOUNT, clock=lambda: NOW)) as outbox:
        yield outbox


def harmed(whole: bytes, draw: random.Random) -> bytes:
    """A few bits flipped, or the end cut off, or a page of nothing."""
    way = draw.random()
    if way < 0.2:
        return whole[: draw.randrange(len(whole))]
    found = bytearray(whole)
    if way < 0.4:
        start = draw.randrange(len(whole))
        found[start : start + 4096] = bytes(len(found[start : start + 4096]))
        return bytes(found)
    for _ in range(draw.choice((1, 3, 30))):
        found[draw.randrange(len(found))] ^= 1 << draw.randrange(8)
    return bytes(found)


def check(outbox: Outbox, truth: Truth, told: str, *, both_cut: bool = False) -> None:
    """Nothing wrong is shown as good, and nothing that left can leave a second time by itself.

    `both_cut`: both copies may have lost the same last steps, which looks like a crash in an earlier one.
    """
    for entry in outbox.entries():
        ident = entry.command.id
        known = [e for (one, _), e in truth.ever.items() if one == ident and e.command == entry.command]
        assert known, f"{told}: something that was never written"
        last = [(e.frozen, e.token, e.result_key) for e in known]
        earlier = [(frozen, token, None) for frozen, token, _ in last] + [(None, "", None)]
        assert (entry.frozen, entry.token, entry.result_key) in last + earlier, f"{told}: made up"
        if entry.state is State.READY and not both_cut:
            assert truth.last[ident].state is State.READY, (
                f"{told}: {truth.last[ident].state} would be sent again"
            )


def standing(entry: Entry) -> tuple[object, State]:
    state = State.UNKNOWN if entry.state is State.SENDING else entry.state
    return entry.command, State.READY if state is State.BLOCKED else state


def intact(truth: Truth, journal: bytes) -> set[str]:
    """Entries whose last line in the second copy is as it was."""
    lines = set(journal.split(b"\n"))
    whole = truth.folder.joinpath("outbox.journal").read_bytes().split(b"\n")[:-1]
    last = {ident: line for ident in truth.last for line in whole if ident.encode() in line}
    return {ident for ident, line in last.items() if line in lines}


@pytest.mark.parametrize("seed", range(3))
def test_damage_to_one_copy_costs_nothing_and_damage_to_both_only_what_both_lost(
    truth: Truth, tmp_path: Path, seed: int
) -> None:
    names = ("outbox.db", "outbox.db-wal", "outbox.journal")
    whole = {name: truth.folder.joinpath(name).read_bytes() for name in names}
    draw = random.Random(seed)
    for number in range(100):
        chosen = draw.choice((names[:1], names[1:2], names[2:], names[:2], (names[0], names[2]), names))
        harm = {name: harmed(whole[name], draw) for name in chosen}
        told = f"seed {seed}, round {number}, {chosen}"
        with damaged(truth, tmp_path / "d", harm) as outbox:
            check(outbox, truth, told, both_cut=chosen == names)
            found = {entry.command.id: entry for entry in outbox.entries()}
            assert found.keys() >= intact(truth, harm.get("outbox.journal", whole["outbox.journal"])), told
            if chosen == names[2:]:
                assert {i: standing(e) for i, e in found.items()} == {
                    i: standing(e) for i, e in truth.last.items()
                }, told
            if "outbox.journal" not in chosen:
                assert {i: e.command for i, e in found.items()} == {
                    i: e.command for i, e in truth.last.items()
                }, told
            if found.keys() < truth.last.keys():
                assert outbox.notice or chosen == names, told  # both cut back to one earlier whole state
                assert outbox.damaged or chosen == names, told
            again = outbox.submit(update())
            assert again in outbox.entries(State.READY)
        if outbox.notice:
            kept = [f.read_bytes() for f in (tmp_path / "d").glob("outbox.*.damaged-*")]
            assert all(content in kept for name, content in harm.items() if name != "outbox.db-wal"), told


def test_a_rescued_outbox_is_whole_at_the_next_start(truth: Truth, tmp_path: Path) -> None:
    harm = {
        "outbox.db": b"\xff" * 9000,
        "outbox.db-wal": b"",
        "outbox.journal": truth.folder.joinpath("outbox.journal").read_bytes()[40:],
    }
    with damaged(truth, tmp_path / "d", harm) as outbox:
        assert "damaged" in outbox.notice
        assert "outbox.db.damaged-1" in outbox.notice
        assert outbox.damaged
        before = outbox.entries()
        lost = outbox.damaged
    with closing(Outbox.open(tmp_path / "d" / "outbox.db", ACCOUNT, clock=lambda: NOW)) as again:
        assert (again.notice, again.damaged, again.entries()) == ("", lost, before)


def test_what_may_have_gone_further_asks_a_person_before_it_is_sent(truth: Truth, tmp_path: Path) -> None:
    harm = {"outbox.db": b"", "outbox.db-wal": b""}
    with damaged(truth, tmp_path / "d", harm) as outbox:
        assert outbox.entries(State.READY) == []
        review = [e for e in outbox.entries(State.REVIEW) if truth.last[e.command.id].state is State.READY]
        assert review
        assert all("may have been sent already" in outbox.why(e.command.id) for e in review)
        assert outbox.retry(review[0].command.id, NOW).state is State.READY


def test_a_first_copy_from_an_old_backup_is_brought_up_to_date(truth: Truth, tmp_path: Path) -> None:
    with damaged(truth, tmp_path / "d", {}) as outbox:
        bring(outbox, update(999), State.DELIVERED)
        now = {e.command.id: e for e in outbox.entries()}
        second = (tmp_path / "d" / "outbox.journal").read_bytes()
    with damaged(truth, tmp_path / "d", {"outbox.journal": second}) as outbox:
        assert (outbox.notice, {e.command.id: e for e in outbox.entries()}) == ("", now)


def test_a_lost_second_copy_is_made_again(truth: Truth, tmp_path: Path) -> None:
    with damaged(truth, tmp_path / "d", {"outbox.journal": b""}) as outbox:
        before = {e.command.id: e.command for e in outbox.entries()}
    folder = tmp_path / "d"
    for file in folder.glob("outbox.db*"):
        file.unlink()
    with closing(Outbox.open(folder / "outbox.db", ACCOUNT, clock=lambda: NOW)) as outbox:
        assert "second copy" in outbox.notice
        assert {e.command.id: e.command for e in outbox.entries()} == before


def test_a_line_cut_off_by_a_crash_is_no_damage(truth: Truth, tmp_path: Path) -> None:
    whole = truth.folder.joinpath("outbox.journal").read_bytes()
    with damaged(truth, tmp_path / "d", {"outbox.journal": whole + b'{"crc":"0000'}) as outbox:
        assert (outbox.notice, outbox.damaged) == ("", ())
        outbox.submit(update())
    with closing(Outbox.open(tmp_path / "d" / "outbox.db", ACCOUNT, clock=lambda: NOW)) as again:
        assert (again.notice, len(again.entries())) == ("", len(truth.last) + 1)


def test_what_may_have_gone_further_keeps_its_idempotency_key(truth: Truth, tmp_path: Path) -> None:
    with damaged(truth, tmp_path / "d", {"outbox.db": b"", "outbox.db-wal": b""}) as outbox:
        entry = next(e for e in outbox.entries(State.REVIEW) if truth.last[e.command.id].state is State.READY)
        again = outbox.edit(entry.command.id, {"quantity": "77"}, base=entry.command.base)
        assert (again.idempotency, again.doubted) == (entry.idempotency, True)
