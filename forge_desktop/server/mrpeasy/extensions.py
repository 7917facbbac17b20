"""What the `local` profile adds to the contract, in one place; the other profiles answer 404 or as their own.

The seed and current profiles know none of this: a path below an operation is not found there, and a PUT of a
manufacturing order with `status` is refused whole, as the live service refuses it.

| Request                                                        | Body                        | Answer    |
|----------------------------------------------------------------|-----------------------------|-----------|
| PUT  /manufacturing-orders/{id}                                | status, with or without the | 202 empty |
|                                                                | fields of the current PUT   |           |
| POST /manufacturing-orders/{id}/operations/{operation}/start   | user_id, station_id?        | 202 empty |
| POST /manufacturing-orders/{id}/operations/{operation}/pause   | user_id, quantity?          | 202 empty |
| POST /manufacturing-orders/{id}/operations/{operation}/finish  | user_id, quantity?          | 202 empty |

Statuses: which may follow which is `world.states.MO_MOVES`. In progress starts the order now; Paused ends
whatever anybody is working on; Done finishes every operation, uses every part (refused, part by part, while one
is not in stock) and receives the target lot; Cancelled gives the parts back and calls the lot off. Nothing is
undone. Sending the status that an order has already changes nothing and is accepted: a retry does no harm.

Operations: `user_id` is who works, `quantity` how many pieces came of this stretch of work (none for pause, all
that are still missing for finish). Starting the first operation puts the order in progress; when nobody works
on it any more after a pause, the order is paused. The last operation finished does not make the order Done:
somebody says so. A second start by the same person, a pause by somebody who is not at work, and more pieces
than were ordered are refused with 400 and an array of texts.
"""

from __future__ import annotations

import re

from sqlalchemy import select

from forge_desktop.server import tables as t
from forge_desktop.server.mrpeasy.writes.finding import existing
from forge_desktop.server.mrpeasy.writes.form import Form
from forge_desktop.server.world import floor
from forge_desktop.server.world.act import Absent, Act, Refused
from forge_desktop.server.world.money import ZERO
from forge_desktop.server.world.remaking import order_of

_WORK = re.compile(r"(\d{1,18})/operations/(\d{1,18})/(start|pause|finish)")


def work_path(rest: str) -> tuple[int, int, str] | None:
    """Order, operation and verb of a path below manufacturing-orders, if it is one of ours."""
    match = _WORK.fullmatch(rest)
    return None if match is None else (int(match[1]), int(match[2]), match[3])


def work(act: Act, path: tuple[int, int, str], form: Form) -> None:
    """Start, pause or finish that operation."""
    key, operation_id, verb = path
    operation = t.mo_operations.c
    order = order_of(act, key)
    own = select(t.mo_operations).where(operation.operation_id == operation_id, operation.man_ord_id == key)
    row = act.row(own)
    if order is None or row is None:
        raise Absent(f"Manufacturing order {key} has no operation {operation_id}")
    form.needed("user_id")
    user = existing(act, form, "user_id", t.users, "user")
    station = existing(act, form, "station_id", t.work_centers, "work station") if verb == "start" else None
    quantity = form.amount("quantity") if verb != "start" else None
    if form.complaints:
        raise Refused(*form.complaints)
    assert user is not None
    if verb == "start":
        floor.start(act, order, row, user, station)
    elif verb == "pause":
        floor.pause(act, order, row, user, ZERO if quantity is None else quantity)
    else:
        floor.finish(act, order, row, user, quantity)
