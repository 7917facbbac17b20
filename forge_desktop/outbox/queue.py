"""The durable list of everything a person wants written, and what has become of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from forge_desktop.domain.commands import Command, Verb
from forge_desktop.domain.resource import Values
from forge_desktop.errors import Refused
from forge_desktop.outbox import moves
from forge_desktop.outbox.database import Damaged
from forge_desktop.outbox.entry import Entry, explained, same
from forge_desktop.outbox.opening import opened
from forge_desktop.outbox.starting import QUIET, started
from forge_desktop.outbox.states import ENDS, HOLDS, Answer, State

FIRST_KEY = -1_000_000_000_000_001
"""Temporary keys go down from here: no date, count or identifier that a person could mean lies there."""


class Outbox:
    """One per connection, used from one thread at a time; it alone writes its files.

    Every change is on the disk, in both copies, before the call returns. `not_before` is wall-clock time and
    only as good as the clock: whoever waits for a quiet period waits by a monotonic clock besides.
    """

    def __init__(self, path: Path, account: str, clock: Callable[[], float], quiet: int) -> None:
        """For `open` alone."""
        self._account = account
        self._clock = clock
        with ExitStack() as keep:
            files = opened(path, account, self._now(), keep)
            self.notice = files.notice
            """Empty, or one sentence for a person about what happened to the files."""
            self.damaged: tuple[Damaged, ...] = files.damaged
            """What could not be rescued from damaged files, ever."""
            self._copies = files.copies
            self._entries = {entry.command.id: entry for entry in files.entries}
            changed, gone = started(self._entries, self._now(), quiet)
            if changed or gone:
                self._copies.save(changed, gone)
            self._keep(changed, gone)
            self._closing = keep.pop_all()
        created = [e.command.key for e in files.entries if e.command.verb is Verb.CREATE]
        self._next_key = min((FIRST_KEY + 1, *created))

    @classmethod
    def open(
        cls, path: Path, account: str, *, clock: Callable[[], float] = time.time, quiet: int = QUIET
    ) -> Outbox:
        """Open or begin the outbox of an account; what was being sent is looked up after `quiet` seconds.

        StorageTrouble when another process has it, when it is another account's or a newer program's, or when
        it cannot be written. A damaged one is put together from both copies; see `notice` and `damaged`.
        """
        return cls(path, account, clock, quiet)

    def close(self) -> None:
        """Close the files and let others have them."""
        self._closing.close()

    def next_key(self) -> int:
        """A fresh temporary key for something that is to be created."""
        self._next_key -= 1
        return self._next_key

    def submit(self, command: Command, *, not_before: int = 0) -> Entry:
        """Durable when it returns. StorageTrouble otherwise, and nothing is kept.

        The same command twice is one entry. It waits for the commands whose temporary keys it names.
        Before `not_before` (UTC seconds) it is not sent, so that it can be taken back.
        """
        known = self._entries.get(command.id)
        if known is not None:
            return known
        seq = max((entry.seq for entry in self._entries.values()), default=0) + 1
        entry = moves.queued(self._entries, command, self._account, seq, self._now(), not_before)
        return self._take({command.id: same(entry)}, command.id)

    def entries(self, *states: State) -> list[Entry]:
        """All entries in these states, or all, in the order they were made."""
        return [entry for entry in self._entries.values() if not states or entry.state in states]

    def entry(self, ident: str) -> Entry | None:
        """One entry; None when it is not here."""
        return self._entries.get(ident)

    def heads(self, now: int) -> list[Entry]:
        """What can be worked on: of each chain the first that holds it, when it needs nothing and is due."""
        return [
            entry
            for entry in self._firsts().values()
            if entry.state in (State.READY, State.UNKNOWN) and not entry.command.after and _is_due(entry, now)
        ]

    def audits(self, now: int) -> list[Entry]:
        """Delivered entries due for another look, whether they were doubled; settle says when again."""
        return [e for e in self.entries(State.DELIVERED) if e.not_before and _is_due(e, now)]

    def begin(self, ident: str, *, token: str, payload: Values, watermark: int | None, now: int) -> Entry:
        """It is being sent: on the disk before the first byte leaves.

        What is sent is frozen at the first attempt: later ones keep that token, payload and watermark.
        """
        entry = self._known(ident)
        moves.leads_to(entry, Answer.BEGUN)
        if entry.command.after or self._firsts().get(entry.command.chain) is not entry:
            raise Refused("It waits for an earlier one.", title="This cannot be done now")
        first = {} if entry.frozen is not None else {"token": token, "frozen": payload}
        low = watermark if entry.watermark is None else entry.watermark
        sent = {"tries": entry.tries + 1, "sent_at": now, "not_before": 0, "reasons": (), "watermark": low}
        begun = moves.moved(entry, Answer.BEGUN, now, **sent, **first)
        return self._take({ident: same(begun)}, ident)

    def settle(
        self,
        ident: str,
        answer: Answer,
        *,
        now: int,
        not_before: int = 0,
        result_key: int | None = None,
        reasons: Iterable[str] = (),
    ) -> Entry:
        """One step by the table; all that need this entry follow in the same transaction. Refused otherwise.

        `result_key` is the server's id of what was created; it takes the place of the temporary key.
        """
        entry = moves.settled(
            self._known(ident),
            answer,
            now=now,
            not_before=not_before,
            result_key=result_key,
            reasons=tuple(reasons),
        )
        return self._take(moves.family(self._entries, entry, now), ident)

    def edit(
        self, ident: str, patch: Values, *, base: Values | None = None, reason: str | None = None
    ) -> Entry:
        """Want other values, against `base` where a person has seen newer ones. Refused when too late."""
        entry = moves.edited(self._known(ident), self._entries, patch, base, self._now(), reason)
        return self._look_round(same(entry))

    def retry(self, ident: str, now: int) -> Entry:
        """A person wants it sent now, as it is. Refused where that could double it."""
        return self._look_round(moves.retried(self._known(ident), now))

    def discard(self, ident: str) -> Entry:
        """A person does not want it any more; kept as history. Refused where it has or may have arrived."""
        now = self._now()
        entry = moves.moved(self._known(ident), Answer.DROPPED, now, not_before=0)
        return self._take(moves.family(self._entries, entry, now), ident)

    def waiting(self) -> int:
        """How many are neither delivered, refused, discarded nor recorded here only."""
        return len(self.entries(*HOLDS))

    def why(self, ident: str) -> str:
        """Why it stands where it does, in words."""
        return self._why(self._known(ident), self._firsts())

    def whys(self) -> dict[str, str]:
        """The same for all that are not at their end, in one go."""
        firsts = self._firsts()
        return {i: self._why(entry, firsts) for i, entry in self._entries.items() if entry.state not in ENDS}

    def _why(self, entry: Entry, firsts: dict[str, Entry]) -> str:
        first = firsts.get(entry.command.chain, entry)
        if entry.state is not State.READY or (not entry.command.after and first is entry):
            return explained(entry)
        others = [self._entries[one] for one in entry.command.after if one in self._entries] or [first]
        words = (f"It waits for an earlier one, which is {other.state}." for other in others)
        return " ".join((*words, *entry.reasons))

    def _look_round(self, entry: Entry) -> Entry:
        """Save an entry a person has changed, with what it needs and all that need it."""
        now = self._now()
        entry = moves.after_parents(entry, self._entries, now)
        return self._take(moves.family(self._entries, entry, now), entry.command.id)

    def _take(self, changed: dict[str, Entry], ident: str) -> Entry:
        self._copies.save(changed.values())
        self._keep(changed.values(), ())
        return self._entries[ident]

    def _keep(self, changed: Iterable[Entry], gone: Iterable[str]) -> None:
        for entry in changed:
            self._entries[entry.command.id] = entry
        for ident in gone:
            del self._entries[ident]

    def _firsts(self) -> dict[str, Entry]:
        firsts: dict[str, Entry] = {}
        for entry in self._entries.values():
            if entry.state in HOLDS and entry.result_key is None:
                firsts.setdefault(entry.command.chain, entry)
        return firsts

    def _known(self, ident: str) -> Entry:
        entry = self._entries.get(ident)
        if entry is None:
            raise Refused(f"There is no entry {ident} in the outbox.", title="No such entry")
        return entry

    def _now(self) -> int:
        return int(self._clock())


def _is_due(entry: Entry, now: int) -> bool:
    """Further ahead than any wait means that the clock was wrong when it was written down."""
    longest = moves.LONGEST_AUDIT if entry.state is State.DELIVERED else moves.LONGEST_WAIT
    return not now < entry.not_before <= now + longest
