"""A server in a thread: ready when it is there, gone when it is stopped, its database filled once."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import Engine, delete, func, insert, select

from forge_desktop.server import demo
from forge_desktop.server import tables as t
from forge_desktop.server.app import LOG_LENGTH, RequestLog
from forge_desktop.server.database import writing
from forge_desktop.server.opening import open_database
from forge_desktop.server.options import ServerOptions, is_loopback
from forge_desktop.server.running import RunningServer, start

from .conftest import KEYS


def units(engine: Engine) -> int:
    """How many units there are."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(t.units)).scalar_one()


def server_threads() -> list[str]:
    """Names of the servers that run in this process."""
    return [thread.name for thread in threading.enumerate() if thread.name == "local-server"]


def test_it_answers_as_soon_as_it_is_there_and_no_more_once_stopped(empty: ServerOptions) -> None:
    before = len(server_threads())
    server = start(empty)
    assert httpx.get(f"{server.url}/items", headers=KEYS).json() == []
    assert len(server_threads()) == before + 1
    server.stop()
    assert len(server_threads()) == before
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}/items", headers=KEYS)


def test_its_port_and_database_can_be_used_again_at_once(empty: ServerOptions) -> None:
    with start(empty) as server, httpx.Client(headers=KEYS) as client:
        port = int(server.url.split(":")[2].split("/")[0])
        assert client.get(f"{server.url}/items").status_code == 200
    with start(replace(empty, port=port)) as again:
        assert again.url == server.url
        assert httpx.get(f"{again.url}/items", headers=KEYS).status_code == 200


def test_a_taken_port_is_an_oserror_and_leaves_nothing_running(empty: ServerOptions) -> None:
    before = len(server_threads())
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        start(replace(empty, port=taken.getsockname()[1]))
    assert len(server_threads()) == before


def test_the_log_tells_every_request_with_its_query_and_status(empty: ServerOptions) -> None:
    with start(empty) as server, httpx.Client(base_url=server.url, headers=KEYS) as client:
        client.get("/items?code=A1")
        client.post("/lots")
        client.get("/nothing", headers={"api_key": "wrong"})
        assert server.log == [
            ("GET", "/rest/v1/items", "code=A1", 200),
            ("POST", "/rest/v1/lots", "", 405),
            ("GET", "/rest/v1/nothing", "", 401),
        ]


def test_a_long_log_forgets_its_older_half() -> None:
    log = RequestLog()
    for number in range(LOG_LENGTH + 1):
        log.append(("GET", "/", str(number), 200))
    assert len(log) == LOG_LENGTH // 2 + 1
    assert log[-1][2] == str(LOG_LENGTH)


def test_many_clients_at_once_each_get_their_own_whole_page(server: RunningServer) -> None:
    def page(first: int) -> list[int]:
        wanted = {"Range": f"{first}-{first + 999}", **KEYS}
        rows = httpx.get(f"{server.url}/lots", headers=wanted).json()
        return [row["lot_id"] for row in rows]

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(page, range(16)))
    newest_last = list(range(1003, 0, -1))
    assert pages == [newest_last[first : first + 1000] for first in range(16)]


def test_an_empty_database_is_filled_with_the_demo_world_once(empty: ServerOptions) -> None:
    with start(replace(empty, demo=True)) as server:
        filled = units(server.engine)
        assert filled > 0
        assert httpx.get(f"{server.url}/lots", headers=KEYS).json()
        with writing(server.engine) as connection:
            connection.execute(insert(t.units), {"title": "one more"})
    with start(replace(empty, demo=True)) as again:
        assert units(again.engine) == filled + 1


def test_a_world_whose_making_was_interrupted_is_made_anew(
    empty: ServerOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(engine: Engine, **asked: object) -> None:
        with writing(engine) as connection:
            connection.execute(insert(t.users), {"username": "half", "name": "Half"})
            connection.execute(insert(t.units), {"title": "half"})
        raise KeyboardInterrupt

    options = replace(empty, demo=True)
    with monkeypatch.context() as patch:
        patch.setattr(demo, "build_world", half)
        with pytest.raises(KeyboardInterrupt):
            open_database(options)
    engine = open_database(options)
    with engine.connect() as connection:
        titles = set(connection.execute(select(t.units.c.title)).scalars())
    engine.dispose()
    assert titles
    assert "half" not in titles


def test_a_database_with_data_of_ones_own_gets_no_demo_world(empty: ServerOptions) -> None:
    engine = open_database(empty)
    with writing(engine) as connection:
        connection.execute(delete(t.items))
        connection.execute(insert(t.items), {"product_id": 1, "code": "MINE", "title": "Mine"})
    engine.dispose()
    with start(replace(empty, demo=True)) as server:
        rows = httpx.get(f"{server.url}/items", headers=KEYS).json()
        assert [row["code"] for row in rows] == ["MINE"]


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("example.com", False),
    ],
)
def test_only_addresses_of_this_machine_are_loopback(host: str, local: bool) -> None:
    assert is_loopback(host) is local
