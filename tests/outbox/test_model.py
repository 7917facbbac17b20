"""A random walk through the real outbox beside a plain model of it: the same states, turns and keys, always."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from forge_desktop.errors import Refused
from forge_desktop.outbox import TABLE, Answer, Impossible, Outbox, State

from . import given

DEAD = {State.REJECTED, State.DISCARDED, State.RECORDED, State.BLOCKED}
OVER = {State.REJECTED, State.DISCARDED, State.RECORDED, State.DELIVERED}
BY_A_PERSON = (Answer.EDITED, Answer.RETRIED, Answer.DROPPED)
TOLD = [a for a in Answer if a not in (Answer.BEGUN, Answer.PARENT_REJECTED, Answer.PARENT_WAITING)]


@dataclass
class Wish:
    """What the model remembers of an entry."""

    ident: str
    key: int
    chain: str
    parents: list[str]
    state: State = State.READY
    result: int | None = None
    payload: str | None = None
    sent: bool = False


class Queue(RuleBasedStateMachine):
    """Everything anybody can do to an outbox, in any order, with restarts and crashes in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now, self.wishes, self.results, self.folders = given.NOW, list[Wish](), 1000, 0
        self.latest = self.now
        self.open()

    def open(self) -> None:
        self.folder.joinpath("outbox.ballast").touch()
        self.outbox = Outbox.open(
            self.folder / "outbox.db", given.ACCOUNT, clock=lambda: float(self.now), quiet=0
        )
        assert (self.outbox.notice, self.outbox.damaged) == ("", ())

    def teardown(self) -> None:
        self.outbox.close()
        shutil.rmtree(self.folder)

    def pick(self, data: st.DataObject) -> Wish:
        return data.draw(st.sampled_from(self.wishes), label="entry")

    def settle_down(self) -> None:
        """What follows from the parents, worked out anew for everybody."""
        again = True
        while again:
            again = False
            for wish in self.wishes:
                parents = [w for w in self.wishes if w.ident in wish.parents and w.result is None]
                dead = any(parent.state in DEAD for parent in parents)
                if wish.state is State.READY and dead:
                    wish.state, again = State.BLOCKED, True
                elif wish.state is State.BLOCKED and not dead:
                    wish.state, again = State.READY, True

    @rule(parented=st.booleans(), data=st.data())
    def create(self, parented: bool, data: st.DataObject) -> None:
        parent = self.pick(data) if parented and self.wishes else None
        wanted = given.create(self.outbox, parents=[[parent.key]] if parent else [])
        self.outbox.submit(wanted)
        made = self.maker(parent.key) if parent else None
        parents = [made.ident] if made is not None and made.result is None else []
        self.wishes.append(Wish(wanted.id, wanted.key, wanted.chain, parents))
        self.settle_down()

    @precondition(lambda self: self.wishes)
    @rule(data=st.data())
    def update(self, data: st.DataObject) -> None:
        of = self.pick(data)
        wanted = given.update(of.key, "customers", quantity="1")
        self.outbox.submit(wanted)
        wish = Wish(wanted.id, of.key, wanted.chain, [])
        made = self.maker(of.key)
        if made is not None:
            wish.parents.append(made.ident)
            if made.result is not None:
                self.name(wish, made)
        self.wishes.append(wish)
        self.settle_down()

    def maker(self, key: int) -> Wish | None:
        """The wish that creates the record behind a temporary key."""
        return next((wish for wish in self.wishes if wish.key == key < 0), None)

    @precondition(lambda self: self.wishes)
    @rule(data=st.data(), told=st.sampled_from(TOLD))
    def answer(self, data: st.DataObject, told: Answer) -> None:
        wish = self.pick(data)
        leads = TABLE[wish.state, told]
        if told in (Answer.EDITED, Answer.RETRIED) and wish.result is not None:
            leads = Impossible("")
        if told is Answer.EDITED and wish.state is State.READY and wish.sent:
            leads = Impossible("")
        created = self.maker(wish.key) is wish
        if leads is State.DELIVERED and not created and wish.key < 0:
            return  # an answer about something that does not exist yet
        self.results += 1
        try:
            result = wish.result or (self.results if created else wish.key)
            given.answer(self.outbox, wish.ident, told, self.now, result_key=result)
        except Refused:
            assert isinstance(leads, Impossible)
            return
        assert isinstance(leads, State)
        self.follow(wish, told, leads, result)
        self.settle_down()

    def follow(self, wish: Wish, told: Answer, leads: State, result: int) -> None:
        if wish.state is State.SENDING and told in (Answer.LOST, Answer.BUSY, Answer.DOWN, Answer.CRASHED):
            wish.sent = True
        if told is Answer.EDITED:
            wish.payload, wish.sent = None, False
            made = self.maker(wish.key)
            wish.parents = [made.ident] if made not in (None, wish) and made.ident in wish.parents else []
        if told is Answer.FOUND_NONE:
            wish.result = None
        if leads is State.DELIVERED:
            wish.result = result
            for child in self.wishes:
                if wish.ident in child.parents and child.state is not State.DISCARDED:
                    self.name(child, wish)
        wish.state = leads

    def name(self, child: Wish, made: Wish) -> None:
        """The child learns the id of what it needs."""
        child.parents.remove(made.ident)
        if child.key == made.key and made.result is not None:
            child.key, child.chain = made.result, f"customers/{made.result}"

    def turns(self) -> list[Wish]:
        seen: set[str] = set()
        found = []
        for wish in self.wishes:
            if wish.state in OVER or wish.result is not None or wish.chain in seen:
                continue
            seen.add(wish.chain)
            if wish.state in (State.READY, State.UNKNOWN) and not wish.parents:
                found.append(wish)
        return found

    @precondition(lambda self: any(wish.state is State.READY for wish in self.turns()))
    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        wish = data.draw(st.sampled_from([w for w in self.turns() if w.state is State.READY]), label="sent")
        payload = f"{wish.ident}-{self.now}"
        entry = given.begin(self.outbox, wish.ident, self.now, text=payload)
        wish.payload = wish.payload or payload
        wish.state = State.SENDING
        assert entry.frozen == {"text": wish.payload}

    @rule(ahead=st.integers(-100, 1000))
    def time_passes(self, ahead: int) -> None:
        self.now += ahead
        self.latest = max(self.latest, self.now)

    @rule(crash=st.booleans())
    def restart(self, crash: bool) -> None:
        self.folders += 1
        if crash:  # what the disk holds at this moment, without an orderly end
            new = Path(tempfile.mkdtemp())
            for file in self.folder.iterdir():
                shutil.copy(file, new)
        self.outbox.close()
        if crash:
            shutil.rmtree(self.folder)
            self.folder = new
        for wish in self.wishes:
            if wish.state is State.SENDING:
                wish.state, wish.sent = State.UNKNOWN, True
        self.open()

    @invariant()
    def the_same_states_and_keys(self) -> None:
        real = [(e.command.id, e.state, e.result_key, e.command.chain) for e in self.outbox.entries()]
        assert real == [(w.ident, w.state, w.result, w.chain) for w in self.wishes]

    @invariant()
    def the_same_turns(self) -> None:
        """Asked at the latest time there was: a clock set back lets nobody come earlier, and that is right."""
        assert [e.command.id for e in self.outbox.heads(self.latest)] == [w.ident for w in self.turns()]

    @invariant()
    def nothing_on_its_way_names_a_temporary_key(self) -> None:
        for entry in self.outbox.entries(State.SENDING):
            assert not entry.command.after
            assert "-1" not in str(entry.command.patch.get("parents", ""))


Queue.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestQueue = Queue.TestCase


def test_the_walk_leaves_nothing_open(tmp_path: Path) -> None:
    with closing(Outbox.open(tmp_path / "outbox.db", given.ACCOUNT)) as outbox:
        assert outbox.waiting() == 0
