"""Jobs: manufacturing orders made from an approved quote, for a client or for stock, and how they move on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from forge_desktop.server import forge_tables as f
from forge_desktop.server import tables as t
from forge_desktop.server.forgemrp import quotes
from forge_desktop.server.forgemrp.assumed import JOB_STATUSES, JOB_WORDS, PRIORITIES, USUAL_PRIORITY
from forge_desktop.server.forgemrp.form import Form
from forge_desktop.server.world import converting, finishing, making, remaking
from forge_desktop.server.world.act import Act, Refused
from forge_desktop.server.world.making import Make
from forge_desktop.server.world.pricing import from_item_price, list_price
from forge_desktop.server.world.selling import Wanted

_quote, _fact, _mo = f.quotes.c, f.job_facts.c, t.manufacturing_orders.c
_STARTS = ("pending", "released")
_NO_DISCOUNT = Decimal(0)


def create(act: Act, form: Form, key: int) -> int:
    """A job out of a quote, the first of several if it has several lines; or one for a part and a quantity."""
    due = form.day("due_date", act.zone)
    priority = form.word("priority", PRIORITIES)
    status = JOB_STATUSES[form.word("status", _STARTS) or "released"]
    quote = form.ident(act, "quote_id", f.quotes)
    if form.given("quote_id"):
        jobs = _from_quote(act, form, quote, due, status)
    else:
        jobs = [_from_part(act, form, due, status)]
    if priority is not None or quote is not None:
        for job in jobs:
            act.add(f.job_facts, man_ord_id=job, priority=priority or USUAL_PRIORITY, quote_id=quote)
    return jobs[0]


def _from_quote(act: Act, form: Form, key: int | None, due: int | None, status: int) -> list[int]:
    for name in ("part_number", "quantity", "client_id"):
        if form.given(name):
            form.complain(name, "follows from the quote and cannot be given with it")
    form.finish()
    quote = act.row(select(f.quotes).where(_quote.quote_id == key))
    if quote.cust_ord_id is not None:
        raise Refused(f"Quote {quote.code} is locked: a job was made from it")
    if quote.status != "approved":
        raise Refused(f"Quote {quote.code} is {quote.status}; only an approved quote becomes a job")
    rows = quotes.lines_of(act, quote.quote_id)
    nameless = [row.ord for row in rows if row.article_id is None]
    if nameless:
        raise Refused(f"lines: line {nameless[0]} of quote {quote.code} names no part that could be made")
    lines = [
        Wanted(
            row.article_id,
            row.quantity,
            from_item_price(row.quantity, row.item_price, _NO_DISCOUNT),
            row.description,
        )
        for row in rows
    ]
    ordered = converting.Ordered(quote.customer_id, lines, due, quote.code, quote.notes)
    order, jobs = converting.order(act, ordered, status)
    act.set(f.quotes, _quote.quote_id == quote.quote_id, {"cust_ord_id": order})
    return jobs


def _from_part(act: Act, form: Form, due: int | None, status: int) -> int:
    form.needed("part_number")
    form.needed("quantity")
    article = quotes.article_of(act, form)
    quantity = form.amount("quantity", above=True)
    client = form.ident(act, "client_id", t.customers)
    if article is not None and not converting.can_be_made(act, article):
        form.complain("part_number", "is bought, not made")
    form.finish()
    assert article is not None
    assert quantity is not None
    if client is None:
        site = converting.site_of(act)
        return making.create(act, Make(article, quantity, act.user(), site, status=status, due_date=due))
    price = from_item_price(quantity, list_price(act, article, quantity), _NO_DISCOUNT)
    ordered = converting.Ordered(client, [Wanted(article, quantity, price)], due)
    return converting.order(act, ordered, status)[1][0]


def change(act: Act, form: Form, key: int) -> int:
    """Quantity, due date and priority as sent, then the status with all that follows from it."""
    status = form.word("status", tuple(JOB_STATUSES))
    priority = form.word("priority", PRIORITIES)
    values: dict[str, Any] = {}
    if form.has("quantity"):
        values["quantity"] = form.amount("quantity", above=True)
    if form.has("due_date"):
        values["due_date"] = form.day("due_date", act.zone)
    for name in ("status", "priority", "quantity"):
        if form.has(name):
            form.needed(name)
    form.finish()
    remaking.change(act, key, values)
    if priority is not None:
        _prioritise(act, key, priority)
    if status is not None:
        now = act.connection.scalar(select(_mo.status).where(_mo.man_ord_id == key))
        if JOB_WORDS.get(now or 0) != status:  # several of the factory's states have one word here
            finishing.move(act, key, JOB_STATUSES[status])
    return key


def _prioritise(act: Act, key: int, priority: str) -> None:
    mine = _fact.man_ord_id == key
    if act.row(select(_fact.fact_id).where(mine)) is None:
        if priority == USUAL_PRIORITY:
            return
        act.add(f.job_facts, man_ord_id=key, priority=priority)
    else:
        act.set(f.job_facts, mine, {"priority": priority})
