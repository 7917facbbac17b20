"""Puts what a form returned into the outbox, once, however often it has to be tried."""

from __future__ import annotations

from forge_desktop.dialogs.order_form.wishes import Party, Values, Wish
from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.domain.creating import Checked
from forge_desktop.errors import Failure, Refused, StorageTrouble
from forge_desktop.outbox import Entry
from forge_desktop.shell.desk import Desk
from forge_desktop.sync.writes import Writes


class Submitting:
    """One form's way to the outbox. A second try reuses what the first left there: nothing is doubled."""

    def __init__(self, desk: Desk, entry: Entry | None) -> None:
        self._desk = desk
        self._entry = entry
        """The one that is edited; None for what is new."""
        self._party: Command | None = None
        """A customer or client that is in the outbox although what belongs to it is not."""

    async def submit(self, wish: Wish) -> list[Entry]:
        """The entries. Refused names the fields that are wrong; StorageTrouble: nothing was kept."""
        if not self._desk.is_open:
            raise StorageTrouble("Open it again to go on.", title="This connection was closed")
        for values in wish.records:
            self._check(wish.resource, values, wish.party.field if wish.party is not None else "")
        if wish.party is not None:
            self._check(wish.party.resource, wish.party.values)
        return await self._desk.write(lambda writes: self._keep(writes, wish))

    def _check(self, name: str, values: Values, party: str = "") -> None:
        """A last look at what goes out, by the rules that files are checked with too."""
        desk, seen = self._desk, self._desk.seen()
        resource = next(r for r in desk.resources if r.name == name)
        pending = [key for key in values.values() if isinstance(key, int) and key < 0]
        if isinstance(stand_in := values.get(party), int):
            pending.append(stand_in)
        checked = Checked(resource, values, desk.takes[name], seen.zone, pending)
        if checked.wrong:
            reasons = tuple(f"{field}: {why}" for field, why in checked.wrong)
            raise Refused("It cannot be sent like this.", title="Something is wrong", reasons=reasons)

    def _keep(self, writes: Writes, wish: Wish) -> list[Entry]:
        """All of it, or nothing: what was kept of a batch that does not fit is taken back."""
        records = wish.records
        if wish.party is not None:
            key = self._new_party(writes, wish.party).key
            records = tuple({**values, wish.party.field: key} for values in records)
        kept: list[Entry] = []
        try:
            for values in records:
                kept.append(self._one(writes, wish.resource, values, self._entry if not kept else None))
        except Failure:
            for entry in kept:
                writes.discard(entry.command.id)
            self._take_back(writes)
            raise
        return kept

    def _one(self, writes: Writes, name: str, values: Values, edited: Entry | None) -> Entry:
        if edited is not None:
            return writes.edit(edited.command.id, values)
        made = self._desk.seen().now
        return writes.submit(command(name, Verb.CREATE, writes.next_key(), values, made=made))

    def _new_party(self, writes: Writes, party: Party) -> Command:
        if self._party is not None:
            if dict(self._party.patch) != dict(party.values):
                writes.edit(self._party.id, party.values)
            return self._party
        made = self._desk.seen().now
        wanted = command(party.resource, Verb.CREATE, writes.next_key(), party.values, made=made)
        writes.submit(wanted)
        self._party = wanted
        return wanted

    def _take_back(self, writes: Writes) -> None:
        """The party without what belongs to it; where even that cannot be written, the next try uses it."""
        if self._party is not None:
            try:
                writes.discard(self._party.id)
            except Failure:
                return
            self._party = None
