"""Lists are paged by Range only, and say exactly where a page lies."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import delete, insert

from forge_desktop.server import tables as t
from forge_desktop.server.database import writing
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start

from .conftest import KEYS, Starter

SIZES = (0, 1, 2, 99, 100, 101, 199, 200, 201, 999, 1000, 1001)


@pytest.fixture(scope="module")
def resized(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose list of units has whatever length a test gives it."""
    path = tmp_path_factory.mktemp("paging") / "units.db"
    options = ServerOptions(str(path), demo=False, requests_per_window=1_000_000)
    with start(options) as running:
        yield running


def resize(server: RunningServer, size: int) -> None:
    """Leave that many units."""
    with writing(server.engine) as connection:
        connection.execute(delete(t.units))
        rows = [{"unit_id": 3 * number + 1, "title": f"unit {number}"} for number in range(size)]
        if rows:
            connection.execute(insert(t.units), rows)


@pytest.mark.parametrize("size", SIZES)
def test_walking_by_range_finds_every_row_once_and_in_order(resized: RunningServer, size: int) -> None:
    resize(resized, size)
    for step in (100, 1000):
        found: list[int] = []
        with httpx.Client(base_url=resized.url, headers=KEYS) as client:
            while True:
                first = len(found)
                wanted = f"{first}-{first + step - 1}" if step == 1000 else f"{first}"
                answer = client.get("/units", headers={"Range": wanted})
                ids = [row["unit_id"] for row in answer.json()]
                shown = f"{first}-{first + len(ids) - 1}" if ids else "0-0"
                assert answer.headers["Content-Range"] == f"items {shown}/{size}"
                assert answer.status_code == (200 if len(ids) == size else 206)
                found += ids
                if len(found) >= size:
                    break
        assert found == [3 * number + 1 for number in range(size)]


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (None, "0-99"),
        ("0", "0-99"),
        ("200", "200-299"),
        ("200-", "200-299"),
        ("10-14", "10-14"),
        ("0-0", "0-0"),
        ("items=200", "200-299"),
        ("items=200-", "200-299"),
        ("items=10-14", "10-14"),
        ("items = 10-14", "10-14"),
        ("1000-1010", "1000-1002"),
        ("0-499", "0-499"),
        ("0-5000", "0-999"),
        ("1-1000", "1-1000"),
        ("14-10", "0-99"),
        ("-5", "0-99"),
        ("abc", "0-99"),
        ("bytes=0-10", "0-99"),
        ("items 10-14", "0-99"),
        ("10-14,20-24", "0-99"),
        ("1.5", "0-99"),
        ("9" * 40, "0-99"),
        ("", "0-99"),
    ],
)
def test_a_range_is_understood_in_every_documented_spelling_and_else_ignored(
    client: httpx.Client, header: str | None, shown: str
) -> None:
    answer = client.get("/lots", headers={} if header is None else {"Range": header})
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"items {shown}/1003"
    first, last = map(int, shown.split("-"))
    assert len(answer.json()) == last - first + 1


@pytest.mark.parametrize("header", ["1003", "1003-1010", "5000", "999999999999999"])
def test_past_the_end_there_is_an_empty_list_and_no_error(client: httpx.Client, header: str) -> None:
    answer = client.get("/lots", headers={"Range": header})
    assert answer.status_code == 206
    assert answer.json() == []
    assert answer.headers["Content-Range"] == "items 0-0/1003"


def test_the_seed_profile_never_gives_more_than_a_hundred_rows(started: Starter) -> None:
    with httpx.Client(base_url=started(profile="mrpeasy-seed").url, headers=KEYS) as client:
        answer = client.get("/lots", headers={"Range": "0-999"})
        assert answer.headers["Content-Range"] == "items 0-99/1003"
        assert len(answer.json()) == 100


def test_the_current_profile_gives_up_to_a_thousand(started: Starter) -> None:
    with httpx.Client(base_url=started(profile="mrpeasy-current").url, headers=KEYS) as client:
        assert len(client.get("/lots", headers={"Range": "0-1002"}).json()) == 1000
        assert len(client.get("/lots").json()) == 100


@pytest.mark.parametrize(
    ("path", "spelling"),
    [
        ("/lots", b"Content-Range: items 0-99/1003"),
        ("/units", b"Content-Range: items 0-1/2"),
        ("/lots?code=none", b"Content-Range: items 0-0/0"),
    ],
)
def test_the_header_has_exactly_this_spelling_on_the_wire(
    server: RunningServer, path: str, spelling: bytes
) -> None:
    where = urlsplit(server.url)
    request = (
        f"GET {where.path}{path} HTTP/1.1\r\nHost: {where.netloc}\r\napi_key: demo\r\naccess_key: demo\r\n"
    )
    with socket.create_connection((where.hostname, where.port)) as connection:
        connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    lines = answer.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert lines[0].startswith(b"HTTP/1.1 20")
    assert spelling in lines
    assert b"Content-Type: application/json" in lines


def test_a_single_object_has_no_range(client: httpx.Client) -> None:
    answer = client.get("/lots/1", headers={"Range": "5-10"})
    assert answer.status_code == 200
    assert "Content-Range" not in answer.headers


def test_totals_follow_the_data_at_once(empty: ServerOptions) -> None:
    with start(replace(empty)) as server, httpx.Client(base_url=server.url, headers=KEYS) as client:
        for size in (3, 5, 0, 1):
            resize(server, size)
            for _ in range(2):
                assert client.get("/units").headers["Content-Range"].endswith(f"/{size}")


def test_totals_follow_changes_made_by_another_process(empty: ServerOptions) -> None:
    with start(empty) as server, httpx.Client(base_url=server.url, headers=KEYS) as client:
        assert client.get("/units").json() == []
        other = t.connect(empty.database)
        with other.begin() as connection:
            connection.execute(insert(t.units), {"title": "pcs"})
        other.dispose()
        assert client.get("/units").headers["Content-Range"] == "items 0-0/1"


def test_the_keys_of_a_page_of_lots_come_from_a_narrow_index(server: RunningServer) -> None:
    with server.engine.connect() as connection:
        page = "SELECT lot_id FROM lots {} ORDER BY created, lot_id LIMIT 100 OFFSET 900"
        for where, index in (
            ("", "ix_lots_created"),
            ("WHERE created BETWEEN 1 AND 2000000000", "ix_lots_created"),
            ("WHERE status = 20", "ix_lots_status"),
        ):
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + page.format(where)).all()
            assert len(plan) == 1, plan
            assert f"USING COVERING INDEX {index}" in plan[0][-1]
