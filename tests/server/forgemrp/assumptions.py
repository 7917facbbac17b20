"""What we assume beyond the published page, topic by topic, each with the check that the server does so.

Words and fields stand here once more, copied by hand: a slip in the server's own table must show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import ids

from . import quickstart
from .conftest import CLIENT, Forge, Opener
from .page.says import Checks, code
from .purchasing import order_tops
from .receiver import Receiver

NOTES = quickstart.PAGE.with_name("forgemrp-assumptions.md")
PATHS = ("quotes", "jobs", "clients", "suppliers", "purchase-orders", "rfqs", "inventory")
FIELDS = {
    "quotes": "number client_id client_name status valid_until total currency notes lines",
    "quotes.lines": "description part_number quantity unit_price",
    "jobs": "number quote_id client_id client_name status quantity due_date priority work_orders",
    "jobs.work_orders": "sequence name equipment status setup_minutes cycle_minutes",
    "purchase-orders": (
        "number supplier_id supplier_name job_id status order_date required_date currency total lines"
    ),
    "rfqs": "number supplier_id status due_date lines",
    "inventory": "sku name unit quantity_on_hand quantity_allocated location lot unit_cost",
    "clients": "name email phone address notes",
    "suppliers": "name email phone address notes",
}
CHECKS = Checks()
says = CHECKS.says


def topics(path: Path = NOTES) -> dict[str, str]:
    """Each topic of the table of assumptions with what it says; none where the page is not at hand."""
    if not path.exists():
        return {}
    table = path.read_text(encoding="utf-8").partition("## Assumed")[2]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.MULTILINE)
    return {topic: words for topic, words in rows if topic != "Topic"}


def stated(path: Path = NOTES) -> list[str]:
    """What the same notes repeat of the page; nothing where they are not at hand."""
    if not path.exists():
        return []
    part = path.read_text(encoding="utf-8").partition("## Stated")[2].partition("##")[0]
    return [line.removeprefix("- ") for line in part.splitlines() if line.startswith("- ")]


def _has(forge: Forge, name: str) -> None:
    """Every row of the list has the fields that we assume, and so have its lines."""
    rows = forge.walk(f"/{name}", 200)
    assert rows, name
    for row in rows:
        assert {"id", "created_at", "updated_at", *FIELDS[name].split()} <= set(row)
        for inner in (field for field in row if f"{name}.{field}" in FIELDS):
            assert row[inner], (name, inner)
            for line in row[inner]:
                assert set(FIELDS[f"{name}.{inner}"].split()) <= set(line)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(item)


@says("Paths")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    forge.post("/jobs", {"quoteId": forge.quote(status="approved")["id"]})
    for path in PATHS:
        for row in forge.walk(f"/{path}", 200):
            assert forge.get(f"/{path}/{row['id']}")["id"] == row["id"]
    for path in ("purchase_orders", "purchaseOrders", "rfq", "work-orders", "Quotes", "items"):
        assert code(forge, "GET", f"/{path}") == (404, "not_found")


@says("Case")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    line = {"part_number": "TABLE", "quantity": 1, "unit_price": 5}
    snake = forge.post("/quotes", {"client_id": CLIENT, "valid_until": "2026-07-01", "lines": [line]})
    line = {"partNumber": "TABLE", "quantity": 1, "unitPrice": 5}
    camel = forge.post("/quotes", {"clientId": CLIENT, "validUntil": "2026-07-01", "lines": [line]})
    changing = {"id", "number", "created_at", "updated_at"}
    assert {k: v for k, v in snake.items() if k not in changing} == {
        k: v for k, v in camel.items() if k not in changing
    }
    forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1, "dueDate": "2026-07-01"})
    for path in PATHS:
        assert all(re.fullmatch("[a-z]+(_[a-z]+)*", name) for name in _names(forge.walk(f"/{path}", 200)))


@says("Quote")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    quote = forge.quote()
    _has(forge, "quotes")
    path, seen = f"/quotes/{quote['id']}", [quote["status"]]
    for status in ("sent", "declined", "draft", "expired", "draft", "approved"):
        seen.append(forge.patch(path, {"status": status})["status"])
    assert set(seen) == {"draft", "sent", "approved", "declined", "expired"}
    forge.post("/jobs", {"quoteId": quote["id"]})
    assert code(forge, "PATCH", path, json={"notes": "too late"}) == (409, "conflict")


@says("Job")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1, "status": "pending"})
    _has(forge, "jobs")
    path, seen = f"/jobs/{job['id']}", [job["status"]]
    for status in ("released", "in_progress", "on_hold", "in_progress", "completed"):
        seen.append(forge.patch(path, {"status": status})["status"])
    other = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    seen.append(forge.patch(f"/jobs/{other['id']}", {"status": "cancelled"})["status"])
    assert set(seen) == {"pending", "released", "in_progress", "on_hold", "completed", "cancelled"}
    codes = ((10, "pending"), (15, "pending"), (20, "released"), (30, "in_progress"), (35, "on_hold"))
    for number, word in (*codes, (40, "completed"), (50, "completed"), (60, "completed"), (70, "cancelled")):
        with writing(forge.server.engine) as connection:
            connection.exec_driver_sql(f"update manufacturing_orders set status = {number}")
        assert {row["status"] for row in forge.walk("/jobs", 9)} == {word}


@says("Purchase order")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    _has(forge, "purchase-orders")
    (order,) = forge.walk("/purchase-orders", 9)
    assert (order["supplier_name"], order["status"]) == ("Wood Ltd", "sent")
    assert order["supplier_id"] == forge.walk("/suppliers", 9)[0]["id"]
    codes = ((5, "draft"), (10, "draft"), (20, "sent"), (30, "acknowledged"), (40, "received"))
    for number, word in (*codes, (110, "received"), (120, "cancelled"), (20, "sent")):
        with writing(forge.server.engine) as connection:
            connection.exec_driver_sql(f"update purchase_orders set status = {number}")
        assert forge.walk("/purchase-orders", 9)[0]["status"] == word
    with writing(forge.server.engine) as connection:  # one of its lots is there, another is awaited
        connection.exec_driver_sql("update lots set pur_ord_id = 1 where lot_id = 4")
    assert forge.walk("/purchase-orders", 9)[0]["status"] == "partially_received"


@says("RFQ")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    with writing(forge.server.engine) as connection:
        connection.exec_driver_sql(
            "insert into rfq_lines (rfq_id, ord, description, article_id, quantity)"
            " values (1, 1, 'As drawn', null, 2000000)"
        )
    _has(forge, "rfqs")
    for status in ("draft", "sent", "responded", "closed", "cancelled"):
        with writing(forge.server.engine) as connection:
            connection.exec_driver_sql(f"update rfqs set status = '{status}'")
        (request,) = forge.walk("/rfqs", 9)
        assert request["status"] == status
    assert request["lines"] == [{"description": "As drawn", "part_number": None, "quantity": 2}]


@says("Inventory")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    _has(forge, "inventory")
    (tables,) = (row for row in forge.walk("/inventory", 200) if row["lot"] == "L00001")
    shown = [tables[name] for name in FIELDS["inventory"].split()]
    assert shown == ["TABLE", "Table", "pcs", 5, 0, "Shelf 1", "L00001", 50]


@says("Client, supplier")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    _has(forge, "clients")
    _has(forge, "suppliers")


@says("Change of a job or quote")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    job, quote = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1}), forge.quote()
    for path, scope in ((f"/jobs/{job['id']}", "jobs.update"), (f"/quotes/{quote['id']}", "quotes.update")):
        name = scope.partition(".")[0]
        without = forge.key(f"{name}.view", f"{name}.create")
        assert code(forge, "PATCH", path, headers=without, json={}) == (403, "insufficient_scope")
        assert forge.client.patch(path, headers=forge.key(scope), json={}).status_code == 200


@says("limit maximum, order of lists, key lifetime")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    plain = forge.client.get("/clients").json()
    assert forge.client.get("/clients?updated_since=2099-01-01T00:00:00Z").json() == plain
    assert len(forge.client.get("/clients?limit=100000").json()["data"]) == 2


@says("Single object")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    made = forge.client.post("/quotes", json={"clientId": CLIENT}).json()
    assert set(made) == {"data"}
    path = f"/quotes/{made['data']['id']}"
    assert forge.client.get(path).json() == made
    assert set(forge.client.patch(path, json={"notes": "n"}).json()) == {"data"}
    assert ids.meant("quo", made["data"]["id"]) is not None
