"""The demo world as ForgeMRP shows it: quotes, jobs, requests and purchases explain each other."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from forge_desktop.server import tables
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.forgemrp.assumed import JOB_STATUSES, PRIORITIES, QUOTE_MOVES, RFQ_WORDS, THINGS
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import start

from ..small_floor import NOW

World = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, World]]:
    """The demo database, and all its rows by path and id."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with start(ServerOptions(database=str(path), now=NOW, forge_requests=10_000)) as server:
        header = {"Authorization": f"Bearer {keys.create(server.engine, keys.EVERYTHING)}"}
        with httpx.Client(base_url=server.forge_url, headers=header, trust_env=False) as client:
            yield path, {name: {row["id"]: row for row in _all(client, name)} for name in THINGS}


def _all(client: httpx.Client, name: str) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"/{name}?limit=200" + (f"&cursor={cursor}" if cursor else "")).json(
            parse_float=Decimal
        )
        found += page["data"]
        cursor = page["next_cursor"]
    return found


def test_every_resource_has_rows_with_exactly_the_fields_of_the_table(demo: tuple[Path, World]) -> None:
    for name, thing in THINGS.items():
        rows = demo[1][name].values()
        assert len(rows) >= 5, name
        wanted = {"id", "created_at", "updated_at", *(field.name for field in thing.fields)}
        assert all(set(row) == wanted for row in rows), name
        for field in (field for field in thing.fields if field.fields):
            inner = {one.name for one in field.fields}
            assert all(set(line) == inner for row in rows for line in row[field.name])


def test_every_id_that_a_row_names_exists(demo: tuple[Path, World]) -> None:
    of = {
        "client_id": "clients",
        "supplier_id": "suppliers",
        "quote_id": "quotes",
        "job_id": "jobs",
        "rfq_id": "rfqs",
    }
    for rows in demo[1].values():
        for row in rows.values():
            for name, target in of.items():
                assert row.get(name) is None or row[name] in demo[1][target]


def test_a_job_that_came_from_a_quote_has_its_client_and_one_of_its_parts(demo: tuple[Path, World]) -> None:
    came = [job for job in demo[1]["jobs"].values() if job["quote_id"]]
    assert came
    for job in came:
        quote = demo[1]["quotes"][job["quote_id"]]
        assert (quote["status"], quote["client_id"]) == ("approved", job["client_id"])
        assert quote["created_at"] <= job["created_at"]
        assert job["part_number"] in {line["part_number"] for line in quote["lines"]}


def test_a_quote_costs_what_its_lines_cost(demo: tuple[Path, World]) -> None:
    for quote in demo[1]["quotes"].values():
        lines = sum(round(line["quantity"] * line["unit_price"], 2) for line in quote["lines"])
        assert quote["lines"]
        assert quote["total"] == lines


def test_a_request_that_led_to_a_purchase_is_about_the_same_parts(demo: tuple[Path, World]) -> None:
    led = [order for order in demo[1]["purchase-orders"].values() if order["rfq_id"]]
    assert led
    for order in led:
        request = demo[1]["rfqs"][order["rfq_id"]]
        assert (request["status"], request["supplier_id"]) == ("closed", order["supplier_id"])
        parts = [[(line["part_number"], line["quantity"]) for line in one["lines"]] for one in (request, order)]
        assert parts[0] == parts[1]


def test_every_state_of_quotes_and_requests_can_be_seen(demo: tuple[Path, World]) -> None:
    assert {row["status"] for row in demo[1]["quotes"].values()} == set(QUOTE_MOVES)
    assert {row["status"] for row in demo[1]["rfqs"].values()} == set(RFQ_WORDS)
    assert {row["priority"] for row in demo[1]["jobs"].values()} == set(PRIORITIES)
    assert {row["status"] for row in demo[1]["jobs"].values()} == set(JOB_STATUSES)
    assert any(row["job_id"] is None and row["status"] == "approved" for row in demo[1]["quotes"].values())


def test_a_demo_of_an_earlier_version_gets_its_papers_once(demo: tuple[Path, World], tmp_path: Path) -> None:
    copy = tmp_path / "old.db"
    source = tables.connect(demo[0])
    with source.connect() as connection:
        connection.exec_driver_sql("commit")
        connection.exec_driver_sql("vacuum into ?", (str(copy),))
    source.dispose()
    old = tables.connect(copy)
    with old.begin() as connection:
        for name in (
            "quote_lines",
            "job_facts",
            "quotes",
            "rfq_lines",
            "rfqs",
            "client_facts",
            "supplier_facts",
        ):
            connection.exec_driver_sql(f"drop table {name}")
        connection.exec_driver_sql("delete from settings where name = 'demo papers'")
    old.dispose()
    for _ in range(2):
        with start(ServerOptions(database=str(copy), now=NOW)) as server, server.engine.connect() as connection:
            count = connection.exec_driver_sql("select count(*) from quotes").scalar()
        assert count == len(demo[1]["quotes"])


def test_the_same_seed_and_moment_make_the_same_papers(demo: tuple[Path, World], tmp_path: Path) -> None:
    names = ("quotes", "quote_lines", "job_facts", "rfqs", "rfq_lines", "supplier_facts", "client_facts")

    def everything(path: Path) -> list[Any]:
        with start(ServerOptions(database=str(path), now=NOW)) as server, server.engine.connect() as connection:
            return [connection.exec_driver_sql(f"select * from {name}").all() for name in names]

    assert everything(tmp_path / "again.db") == everything(demo[0])
