"""Puts what a form returned into the outbox, once, however often it has to be tried."""

from __future__ import annotations

from forge_desktop.dialogs.order_form.wishes import (
    CUSTOMER,
    EditedCustomer,
    NewCustomerOrder,
    NewOrders,
    Values,
)
from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.domain.creating import Checked
from forge_desktop.errors import Failure, Refused, StorageTrouble
from forge_desktop.outbox import Entry
from forge_desktop.shell.desk import Desk
from forge_desktop.sync.writes import Writes

_CO, _MO, _CUSTOMERS = "customer-orders", "manufacturing-orders", "customers"


class Submitting:
    """One form's way to the outbox. A second try reuses what the first left there: nothing is doubled."""

    def __init__(self, desk: Desk, entry: Entry | None) -> None:
        self._desk = desk
        self._entry = entry
        """The one that is edited; None for what is new."""
        self._customer: Command | None = None
        """A customer that is in the outbox although its order is not."""

    async def submit(self, wish: object) -> list[Entry]:
        """The entries. Refused names the fields that are wrong; StorageTrouble: nothing was kept."""
        desk = self._desk
        if not desk.is_open:
            raise StorageTrouble("Open it again to go on.", title="This connection was closed")
        if isinstance(wish, NewCustomerOrder):
            self._check(_CO, wish.values)
            if wish.customer is not None:
                self._check(_CUSTOMERS, wish.customer)
            return await desk.write(lambda writes: [self._order(writes, wish)])
        if isinstance(wish, EditedCustomer):
            self._check(_CUSTOMERS, wish.values)
            return await desk.write(lambda writes: [self._one(writes, _CUSTOMERS, wish.values)])
        assert isinstance(wish, NewOrders)
        for values in wish.orders:
            self._check(_MO, values)
        return await desk.write(lambda writes: self._orders(writes, wish))

    def _check(self, name: str, values: Values) -> None:
        """A last look at what goes out, by the rules that files are checked with too."""
        desk, seen = self._desk, self._desk.seen()
        resource = next(r for r in desk.resources if r.name == name)
        pending = [key for key in values.values() if isinstance(key, int) and key < 0]
        if name == _CO and values.get("customer_id") == CUSTOMER:
            pending.append(CUSTOMER)
        checked = Checked(resource, values, desk.takes[name], seen.zone, pending)
        if checked.wrong:
            reasons = tuple(f"{field}: {why}" for field, why in checked.wrong)
            raise Refused("It cannot be sent like this.", title="Something is wrong", reasons=reasons)

    def _order(self, writes: Writes, wish: NewCustomerOrder) -> Entry:
        values = dict(wish.values)
        if wish.customer is not None:
            values["customer_id"] = self._new_customer(writes, wish.customer).key
        try:
            return self._one(writes, _CO, values)
        except Failure:
            self._take_back(writes)
            raise

    def _orders(self, writes: Writes, wish: NewOrders) -> list[Entry]:
        """All of them, or none: what was kept of a batch that does not fit is taken back."""
        kept: list[Entry] = []
        try:
            kept.extend(self._one(writes, _MO, values) for values in wish.orders)
        except Failure:
            for entry in kept:
                writes.discard(entry.command.id)
            raise
        return kept

    def _one(self, writes: Writes, name: str, values: Values) -> Entry:
        if self._entry is not None:
            return writes.edit(self._entry.command.id, values)
        made = self._desk.seen().now
        return writes.submit(command(name, Verb.CREATE, writes.next_key(), values, made=made))

    def _new_customer(self, writes: Writes, values: Values) -> Command:
        if self._customer is not None:
            if dict(self._customer.patch) != dict(values):
                writes.edit(self._customer.id, values)
            return self._customer
        wanted = command(_CUSTOMERS, Verb.CREATE, writes.next_key(), values, made=self._desk.seen().now)
        writes.submit(wanted)
        self._customer = wanted
        return wanted

    def _take_back(self, writes: Writes) -> None:
        """The customer without its order; where even that cannot be written, the next try goes on with it."""
        if self._customer is not None:
            try:
                writes.discard(self._customer.id)
            except Failure:
                return
            self._customer = None
