"""Reads of the local copy what ForgeMRP's forms want to know; plain functions for the reading thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from forge_desktop.dialogs.order_form.known import ZERO, Customer, Item, Similar
from forge_desktop.dialogs.order_form.known_forge import Quote, QuotedLine
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.domain.record import Record
from forge_desktop.domain.resource import Resource
from forge_desktop.domain.resources.forgemrp import states
from forge_desktop.domain.resources.forgemrp.clients import CLIENTS
from forge_desktop.domain.resources.forgemrp.inventory import INVENTORY
from forge_desktop.domain.resources.forgemrp.jobs import JOBS
from forge_desktop.domain.resources.forgemrp.lines import lines_in
from forge_desktop.domain.resources.forgemrp.quotes import QUOTES
from forge_desktop.domain.scalars import exact, key_of
from forge_desktop.domain.text import Seen, money, number
from forge_desktop.store import Reader

_CLIENTS, _PARTS, _LOTS, _QUOTES, _SIMILAR = 12, 20, 400, 12, 5
_APPROVED = "approved"


def clients(reader: Reader, seen: Seen, text: str) -> list[Customer]:
    """Clients with this text, the one with exactly this name first."""
    keys = _with_exact(reader.by_code(CLIENTS, text), _found(reader, seen, CLIENTS, text, _CLIENTS, "name"))
    return [_client(reader, seen, r) for r in reader.records(CLIENTS, keys) if r is not None]


def parts(reader: Reader, seen: Seen, text: str) -> list[Item]:
    """Parts whose number or name has this text, the one with exactly this number first; their lots in one."""
    keys = _with_exact(reader.by_code(INVENTORY, text), _found(reader, seen, INVENTORY, text, _LOTS, "sku"))
    numbers = _numbers(r for r in reader.records(INVENTORY, keys) if r is not None)
    return list(_parts(reader, seen, numbers[:_PARTS]).values())


def by_number(reader: Reader, seen: Seen, codes: Sequence[str]) -> dict[str, Item]:
    """The parts with these numbers, by number in lower case."""
    keys = {key for code in codes if (key := reader.by_code(INVENTORY, code)) is not None}
    numbers = _numbers(r for r in reader.records(INVENTORY, sorted(keys)) if r is not None)
    return {item.code.casefold(): item for item in _parts(reader, seen, numbers).values()}


def client(reader: Reader, seen: Seen, key: int) -> Customer | None:
    """What is known of one client."""
    record = reader.record(CLIENTS, key)
    return _client(reader, seen, record) if record is not None else None


def currencies(reader: Reader) -> list[str]:
    """Currencies that quotes are in, the most common one first."""
    found = sorted(reader.choices(QUOTES, "currency"), key=lambda one: -one[2])
    return [str(code) for code, _, _ in found if code]


def quotes(reader: Reader, seen: Seen, text: str) -> list[Quote]:
    """Approved quotes with this text that no job was made from yet, the one with exactly this number first."""
    where = (Condition("status", Op.IN, (_APPROVED,)), Condition("converted", Op.IN, (0,)))
    query = Query(QUOTES.name, where=where, text=text, sort=(Sort("number"),))
    keys = _with_exact(reader.by_code(QUOTES, text), reader.first(query, seen, _QUOTES))
    return [_quote(reader, r) for r in reader.records(QUOTES, keys, detail=True) if r is not None]


def quote(reader: Reader, seen: Seen, key: int) -> Quote | None:
    """What is known of one quote."""
    record = reader.record(QUOTES, key)
    return _quote(reader, record) if record is not None else None


def similar(reader: Reader, seen: Seen, part_number: str) -> list[Similar]:
    """Open jobs that make this part, the first that is due first."""
    where = (
        Condition("part_number", Op.IN, (part_number,)),
        Condition("status", Op.IN, states.JOB_OPEN),
    )
    found = reader.first(Query(JOBS.name, where=where, sort=(Sort("due_date"),)), seen, _SIMILAR)
    return [_similar(record) for record in reader.records(JOBS, found) if record is not None]


def _client(reader: Reader, seen: Seen, record: Record) -> Customer:
    about: list[str] = []
    for resource, word, opened in ((QUOTES, "quote", states.QUOTE_OPEN), (JOBS, "job", states.JOB_OPEN)):
        where = (Condition("client_id", Op.IN, (record.key,)), Condition("status", Op.IN, opened))
        count = reader.count(Query(resource.name, where=where), seen)
        about += [f"{count} open {word}{'' if count == 1 else 's'}"] if count else []
    about += [str(record.get(name)) for name in ("email", "phone") if record.get(name)][:1]
    return Customer(
        key=record.key,
        name=_name(CLIENTS, record),
        title=str(record.get("name") or ""),
        about=" · ".join(about),
    )


def _parts(reader: Reader, seen: Seen, numbers: Sequence[str]) -> dict[str, Item]:
    """Parts by their numbers, in the order of these: what all lots of one hold together."""
    if not numbers:
        return {}
    query = Query(INVENTORY.name, where=(Condition("sku", Op.IN, tuple(numbers)),), sort=(Sort("created_at"),))
    lots: dict[str, list[Record]] = {one: [] for one in numbers}
    for record in reader.records(INVENTORY, reader.first(query, seen, _LOTS * len(numbers))):
        if record is not None:
            lots.setdefault(str(record.get("sku")), []).append(record)
    return {one: _part(one, some) for one, some in lots.items() if some}


def _part(sku: str, lots: Sequence[Record]) -> Item:
    here, taken = _sum(lots, "quantity_on_hand"), _sum(lots, "quantity_allocated")
    newest = lots[-1]
    return Item(
        key=key_of(sku) or 0,
        code=sku,
        title=str(newest.get("name") or ""),
        unit=str(newest.get("unit") or ""),
        cost=next((cost for lot in reversed(lots) if (cost := exact(lot.get("unit_cost"))) is not None), None),
        in_stock=here,
        allocated=taken,
        available=here - taken,
    )


def _sum(lots: Sequence[Record], name: str) -> Decimal:
    return sum((exact(lot.get(name)) or ZERO for lot in lots), ZERO)


def _numbers(lots: Iterable[Record]) -> list[str]:
    return list(dict.fromkeys(str(lot.get("sku")) for lot in lots if lot.get("sku")))


def _quote(reader: Reader, record: Record) -> Quote:
    status = states.QUOTE_STATUS.get(record.get("status"))
    total = exact(record.get("total"))
    job = key_of(record.get("job_id"))
    return Quote(
        key=record.key,
        name=_name(QUOTES, record),
        number=str(record.get("number") or ""),
        client=str(record.get("client_name") or ""),
        total="" if total is None else f"{money(total)} {record.get('currency') or ''}".rstrip(),
        status=status.label if status is not None else "",
        approved=record.get("status") == _APPROVED and record.key > 0,
        locked=bool(record.get("converted")),
        job="" if job is None else reader.words(JOBS.name, [job], "number").get(job, ""),
        lines=tuple(
            QuotedLine(
                description=str(line.get("description") or ""),
                part_number=str(line.get("part_number") or ""),
                quantity=exact(line.get("quantity")),
                price=exact(line.get("unit_price")),
            )
            for line in lines_in(record.get("lines"))
        ),
    )


def _similar(record: Record) -> Similar:
    state = states.JOB_STATUS.get(record.get("status"))
    due = record.get("due_date")
    return Similar(
        code=str(record.get("number") or "A new job"),
        quantity=number(exact(record.get("quantity")) or ZERO),
        status=state.label if state is not None else "",
        due=due if isinstance(due, int) else None,
        pending=bool(record.pending),
    )


def _name(resource: Resource, record: Record) -> str:
    """What the server calls it; empty for what is not there yet."""
    name = record.get(resource.key)
    return name if record.key > 0 and isinstance(name, str) else ""


def _found(reader: Reader, seen: Seen, resource: Resource, text: str, limit: int, sort: str) -> list[int]:
    return reader.first(Query(resource.name, text=text, sort=(Sort(sort),)), seen, limit)


def _with_exact(exact_one: int | None, keys: list[int]) -> list[int]:
    return keys if exact_one is None else [exact_one, *(key for key in keys if key != exact_one)]
