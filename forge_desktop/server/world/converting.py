"""Made to order: a customer order whose goods are not taken from stock but made for it, one MO per line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forge_desktop.server import tables as t
from forge_desktop.server.world import making, selling, states
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.making import Make
from forge_desktop.server.world.money import ZERO

_line, _item = t.customer_order_lines.c, t.items.c


@dataclass(frozen=True)
class Ordered:
    """What a customer orders."""

    customer_id: int
    lines: Sequence[selling.Wanted]
    delivery_date: int | None = None
    reference: str = ""
    notes: str = ""


def order(act: Act, wanted: Ordered, status: int = states.SCHEDULED) -> tuple[int, list[int]]:
    """The customer order and the MOs that make it; what is bought is booked from stock."""
    made = {line.article_id for line in wanted.lines if can_be_made(act, line.article_id)}
    if not made:
        raise Refused("lines: nothing in it is made here")
    values = {
        "customer_id": wanted.customer_id,
        "reference": wanted.reference,
        "status": states.WAITING,
        "delivery_date": wanted.delivery_date,
        "discount_percent": ZERO,
        "notes": wanted.notes,
        "delivery_terms": "",
    }
    key = selling.place(act, values, list(wanted.lines))
    confirmed = {"status": states.CONFIRMED}  # before anything is booked: each line waits for its own MO
    act.set(t.customer_orders, t.customer_orders.c.cust_ord_id == key, confirmed)
    site = site_of(act)
    jobs: list[int] = []
    for line in act.rows(select(t.customer_order_lines).where(_line.cust_ord_id == key).order_by(_line.ord)):
        if line.article_id in made:
            make = Make(
                line.article_id,
                line.quantity,
                act.user(),
                site,
                status=status,
                due_date=wanted.delivery_date,
                cust_ord_id=key,
                cust_ord_line_id=line.line_id,
            )
            jobs.append(making.create(act, make))
    selling.follow(act, key, states.CONFIRMED)
    return key, jobs


def can_be_made(act: Act, article_id: int) -> bool:
    """Whether the item is one that is made here, and not bought."""
    row = act.row(select(_item.is_raw, _item.deleted).where(_item.article_id == article_id))
    return not row.is_raw and not row.deleted


def site_of(act: Act) -> int:
    """The first site, where work is done unless somebody says otherwise."""
    first = act.connection.scalar(select(t.sites.c.site_id).order_by(t.sites.c.site_id).limit(1))
    return act.add(t.sites, code="MAIN", title="Main site") if first is None else int(first)
