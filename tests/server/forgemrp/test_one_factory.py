"""One factory, two contracts: quotes become orders and jobs, and each side sees what the other does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forge_desktop.server.forgemrp import ids

from .conftest import CLIENT, Forge

TABLES_AND_CHAIRS = [
    {"partNumber": "TABLE", "quantity": 2, "unitPrice": "99.50"},
    {"part_number": "LEG", "quantity": 3, "unit_price": 4},
]


def _mo(forge: Forge, job: Any) -> Any:
    """The manufacturing order behind a job, as MRPeasy shows it."""
    with forge.mrpeasy() as other:
        found: Any = other.get(f"/manufacturing-orders/{ids.meant('job', job['id'])}").json(parse_float=Decimal)
    return found


def test_a_quote_is_priced_line_by_line_with_the_listed_price_where_none_is_given(forge: Forge) -> None:
    lines = [
        {"partNumber": "TABLE", "quantity": 10},
        {"description": "Delivery", "quantity": 1, "unitPrice": 25.5},
    ]
    quote = forge.post("/quotes", {"clientId": CLIENT, "validUntil": "2026-07-01", "lines": lines})
    assert (quote["status"], quote["currency"], quote["valid_until"]) == ("draft", "EUR", "2026-07-01")
    assert [line["unit_price"] for line in quote["lines"]] == [90, Decimal("25.5")]
    assert [line["part_number"] for line in quote["lines"]] == ["TABLE", None]
    assert quote["total"] == Decimal("925.5")
    assert quote["client_name"] == "Customer 1"


def test_an_approved_quote_becomes_a_customer_order_and_a_job_with_work_orders(forge: Forge) -> None:
    quote = forge.quote(status="approved", lines=TABLES_AND_CHAIRS)
    job = forge.post("/jobs", {"quoteId": quote["id"], "dueDate": "2026-06-15", "priority": "high"})
    assert (job["status"], job["quantity"], job["priority"]) == ("released", 2, "high")
    assert (job["quote_id"], job["client_id"], job["due_date"]) == (quote["id"], CLIENT, "2026-06-15")
    assert [(row["sequence"], row["status"]) for row in job["work_orders"]] == [(1, "pending"), (2, "blocked")]
    assert [row["equipment"] for row in job["work_orders"]] == ["Station 1", "Station 3"]
    assert [(row["setup_minutes"], row["cycle_minutes"]) for row in job["work_orders"]] == [(10, 2), (5, 8)]
    order = _mo(forge, job)
    assert (order["quantity"], order["item_code"], order["status"]) == (2, "TABLE", "20")
    with forge.mrpeasy() as other:
        sale = other.get("/customer-orders").json()[-1]
    assert (sale["reference"], sale["total_price"], sale["customer_name"]) == (
        quote["number"],
        211,
        "Customer 1",
    )
    sources = [
        (line["quantity"], [source["man_ord_id"] for source in line["source"]]) for line in sale["products"]
    ]
    assert sources == [(2, [order["man_ord_id"]]), (3, [None])]
    assert forge.get(f"/quotes/{quote['id']}")["job_id"] == job["id"]


def test_a_quote_that_became_a_job_is_locked_for_good(forge: Forge) -> None:
    quote = forge.quote(status="approved")
    forge.post("/jobs", {"quoteId": quote["id"]})
    bodies: list[dict[str, Any]] = [{"notes": "x"}, {"status": "declined"}, {"lines": []}]
    for body in bodies:
        assert "locked" in forge.refused(409, "PATCH", f"/quotes/{quote['id']}", body)
    assert "locked" in forge.refused(409, "POST", "/jobs", {"quoteId": quote["id"]})


@pytest.mark.parametrize("status", ["draft", "sent", "declined", "expired"])
def test_only_an_approved_quote_becomes_a_job(forge: Forge, status: str) -> None:
    quote = forge.quote(status=status)
    assert "only an approved quote" in forge.refused(409, "POST", "/jobs", {"quoteId": quote["id"]})


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([{"description": "Something", "quantity": 1, "unitPrice": 5}], "names no part"),
        ([{"partNumber": "LEG", "quantity": 1, "unitPrice": 5}], "nothing in it is made here"),
    ],
)
def test_a_quote_for_nothing_that_can_be_made_becomes_no_job(forge: Forge, lines: Any, words: str) -> None:
    quote = forge.quote(status="approved", lines=lines)
    before = forge.rows("select count(*) from customer_orders")
    assert words in forge.refused(409, "POST", "/jobs", {"quoteId": quote["id"]})
    assert forge.rows("select count(*) from customer_orders") == before


def test_a_quote_goes_its_way_and_no_other(forge: Forge) -> None:
    quote = forge.quote(status="sent")
    path = f"/quotes/{quote['id']}"
    forge.patch(path, {"status": "declined"})
    assert "cannot become approved" in forge.refused(409, "PATCH", path, {"status": "approved"})
    forge.patch(path, {"status": "draft"})
    forge.patch(path, {"status": "approved"})
    assert "keeps its client and its lines" in forge.refused(409, "PATCH", path, {"lines": []})
    empty = forge.post("/quotes", {"clientId": CLIENT})
    assert "without lines" in forge.refused(409, "PATCH", f"/quotes/{empty['id']}", {"status": "approved"})


def test_a_job_goes_through_the_same_rules_as_a_manufacturing_order(forge: Forge) -> None:
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1, "status": "pending"})
    path = f"/jobs/{job['id']}"
    assert job["status"] == "pending"
    for status, code in (("released", "20"), ("in_progress", "30"), ("on_hold", "35"), ("in_progress", "30")):
        assert forge.patch(path, {"status": status})["status"] == status
        assert _mo(forge, job)["status"] == code
    assert "cannot go back" in forge.refused(409, "PATCH", path, {"status": "released"})
    done = forge.patch(path, {"status": "completed"})
    assert {row["status"] for row in done["work_orders"]} == {"completed"}
    lot = [row for row in forge.walk("/inventory", 50) if row["sku"] == "TABLE"][-1]
    assert lot["quantity_on_hand"] == 1
    assert "not undone" in forge.refused(409, "PATCH", path, {"status": "cancelled"})


@pytest.mark.parametrize(("word", "number"), [("completed", "40"), ("cancelled", "70")])
def test_a_job_that_ends_here_has_ended_there(forge: Forge, word: str, number: str) -> None:
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    assert forge.patch(f"/jobs/{job['id']}", {"status": word})["status"] == word
    assert _mo(forge, job)["status"] == number


def test_an_order_deleted_there_is_a_job_cancelled_here_and_its_quote_stays_locked(forge: Forge) -> None:
    quote = forge.quote(status="approved")
    job = forge.post("/jobs", {"quoteId": quote["id"]})
    legs = next(row for row in forge.walk("/inventory", 50) if row["sku"] == "LEG")
    assert legs["quantity_allocated"] == 8
    with forge.mrpeasy() as other:
        path = f"/manufacturing-orders/{ids.meant('job', job['id'])}"
        assert other.delete(path).status_code == 204
    gone = forge.get(f"/jobs/{job['id']}")
    assert (gone["status"], gone["updated_at"] > job["updated_at"]) == ("cancelled", True)
    assert forge.get(f"/inventory/{legs['id']}")["quantity_allocated"] == 0
    assert "locked" in forge.refused(409, "PATCH", f"/quotes/{quote['id']}", {"notes": "x"})
    assert forge.get(f"/quotes/{quote['id']}")["job_id"] == job["id"]
    assert "status" in forge.refused(409, "PATCH", f"/jobs/{job['id']}", {"status": "released"})


def test_a_part_archived_there_cannot_be_quoted_here_and_its_stock_stays_to_be_seen(forge: Forge) -> None:
    before = [row for row in forge.walk("/inventory", 50) if row["sku"] == "LEG"]
    with forge.mrpeasy() as other:
        assert other.delete("/items/2").status_code in (202, 204)
    body = {"clientId": CLIENT, "lines": [{"partNumber": "LEG", "quantity": 1}]}
    assert "no such part" in forge.refused(422, "POST", "/quotes", body)
    assert [row for row in forge.walk("/inventory", 50) if row["sku"] == "LEG"] == before


def test_a_job_that_lacks_parts_is_not_completed(forge: Forge) -> None:
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 500})
    assert "status" in forge.refused(409, "PATCH", f"/jobs/{job['id']}", {"status": "completed"})
    assert forge.get(f"/jobs/{job['id']}")["status"] == "released"


def test_a_job_takes_another_quantity_date_and_priority(forge: Forge) -> None:
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1, "clientId": CLIENT})
    body = {"quantity": 3, "dueDate": "2026-06-20T10:00:00Z", "priority": "urgent"}
    changed = forge.patch(f"/jobs/{job['id']}", body)
    assert (changed["quantity"], changed["due_date"], changed["priority"]) == (3, "2026-06-20", "urgent")
    assert changed["client_name"] == "Customer 1"
    assert changed["updated_at"] > job["updated_at"]
    assert forge.patch(f"/jobs/{job['id']}", {"priority": "low"})["priority"] == "low"


def test_an_order_made_through_mrpeasy_is_a_job_and_moves_as_one(forge: Forge) -> None:
    with forge.mrpeasy() as other:
        key = int(
            other.post("/manufacturing-orders", json={"article_id": 1, "quantity": 2, "assigned_id": 1}).text
        )
        job = forge.get(f"/jobs/{ids.shown('job', key)}")
        assert (job["part_number"], job["quantity"], job["status"]) == ("TABLE", 2, "released")
        assert other.put(f"/manufacturing-orders/{key}", json={"status": 30}).status_code == 202
        started = forge.get(f"/jobs/{job['id']}")
        assert started["status"] == "in_progress"
        assert started["updated_at"] > job["updated_at"]
        assert started["created_at"] == job["created_at"]
        operation = other.get(f"/manufacturing-orders/{key}").json()["operations"][0]["operation_id"]
        work = f"/manufacturing-orders/{key}/operations/{operation}/start"
        assert other.post(work, json={"user_id": 1}).status_code == 202
        assert forge.get(f"/jobs/{job['id']}")["work_orders"][0]["status"] == "in_progress"


def test_a_client_is_a_customer_and_both_contracts_name_it(forge: Forge) -> None:
    body = {
        "name": "Põhjala OÜ",
        "email": "info@example.com",
        "phone": "+372 5",
        "address": "Laki 1",
        "notes": "n",
    }
    made = forge.post("/clients", body)
    assert {name: made[name] for name in body} == body
    key = ids.meant("cli", made["id"])
    with forge.mrpeasy() as other:
        shown = next(row for row in other.get("/customers").json() if row["customer_id"] == key)
        assert (shown["title"], [c["value"] for c in shown["contact_data"]]) == (
            "Põhjala OÜ",
            ["info@example.com", "+372 5"],
        )
        quote = forge.post("/quotes", {"clientId": made["id"]})
        assert other.put(f"/customers/{key}", json={"title": "Lõunala OÜ"}).status_code == 202
    renamed = forge.get(f"/clients/{made['id']}")
    assert renamed["name"] == "Lõunala OÜ"
    assert renamed["updated_at"] > made["updated_at"]
    assert forge.get(f"/quotes/{quote['id']}")["client_name"] == "Lõunala OÜ"
    assert forge.get(f"/quotes/{quote['id']}")["updated_at"] > quote["updated_at"]


def test_an_item_renamed_through_mrpeasy_moves_its_stock(forge: Forge) -> None:
    before = {row["id"]: row for row in forge.walk("/inventory", 50)}
    with forge.mrpeasy() as other:
        assert other.put("/items/2", json={"title": "Better leg"}).status_code == 202
    after = {row["id"]: row for row in forge.walk("/inventory", 50)}
    moved = {key for key in after if after[key]["updated_at"] != before[key]["updated_at"]}
    assert {after[key]["name"] for key in moved} == {"Better leg"}
    assert {after[key]["name"] for key in after if key not in moved} & {"Better leg"} == set()


def test_what_changes_nothing_moves_nothing(forge: Forge) -> None:
    quote = forge.quote()
    job = forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    everything = {path: forge.walk(path, 50) for path in ("/quotes", "/jobs", "/clients", "/inventory")}
    forge.patch(f"/quotes/{quote['id']}", {"notes": quote["notes"], "status": quote["status"]})
    forge.patch(f"/jobs/{job['id']}", {"status": "released", "quantity": 1})
    forge.refused(409, "PATCH", f"/jobs/{job['id']}", {"status": "on_hold", "priority": "urgent"})
    with forge.mrpeasy() as other:
        other.put("/customers/1", json={"title": "Customer 1"})
    assert everything == {path: forge.walk(path, 50) for path in everything}


def test_inventory_is_what_lies_in_stock_and_a_lot_that_comes_in_is_new(forge: Forge) -> None:
    lots = {row["lot"] for row in forge.walk("/inventory", 50)}
    assert lots == {"L00001", "L00002", "L00003", "L00004", "L00006", "L00007", "L00008"}
    legs = next(row for row in forge.walk("/inventory", 50) if row["sku"] == "LEG")
    assert (legs["quantity_on_hand"], legs["quantity_allocated"], legs["unit_cost"]) == (100, 0, 2)
    forge.post("/jobs", {"partNumber": "TABLE", "quantity": 2})
    booked = forge.get(f"/inventory/{legs['id']}")
    assert (booked["quantity_on_hand"], booked["quantity_allocated"]) == (100, 8)
    assert booked["updated_at"] > legs["updated_at"]
