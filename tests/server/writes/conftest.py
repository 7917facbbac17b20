"""The real server on its own copy of the workshop for each test, and what is asked of both ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from forge_desktop.server import stock, tables
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start

from ..conftest import KEYS
from ..small_floor import NOW
from . import shop


class Shop:
    """A server on the workshop, a client of it, and a look straight into its database."""

    def __init__(self, server: RunningServer, client: httpx.Client) -> None:
        self.server, self.client = server, client

    def get(self, path: str) -> Any:
        """What a GET answers, amounts exact."""
        answer = self.client.get(path)
        assert answer.status_code in (200, 206), answer.text
        return answer.json(parse_float=Decimal)

    def send(self, method: str, path: str, body: Any = None, *, form: bool = False) -> httpx.Response:
        """A write, as JSON or as a form."""
        if form:
            return self.client.request(method, path, data=body)
        return self.client.request(method, path, json=body)

    def post(self, path: str, body: Any, *, form: bool = False) -> int:
        """A POST that is accepted; the new id."""
        answer = self.send("POST", path, body, form=form)
        assert answer.status_code == 201, answer.text
        return int(answer.text)

    def put(self, path: str, body: Any) -> None:
        """A PUT that is accepted, with nothing to say."""
        answer = self.send("PUT", path, body)
        assert (answer.status_code, answer.content) == (202, b""), answer.text

    def refused(self, method: str, path: str, body: Any = None, *, form: bool = False) -> list[str]:
        """The complaints of a write that is refused; the database is as it was."""
        before = self.everything()
        answer = self.send(method, path, body, form=form)
        assert answer.status_code == 400, (answer.status_code, answer.text)
        complaints: list[str] = answer.json()
        assert complaints
        assert all(isinstance(text, str) for text in complaints)
        assert self.everything() == before
        return complaints

    def rows(self, sql: str) -> list[Any]:
        """What the database says, amounts in millionths."""
        with self.server.engine.connect() as connection:
            return list(connection.exec_driver_sql(sql).all())

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables."""
        return {name: self.rows(f"select * from {name}") for name in tables.METADATA.tables}

    def check_stock(self) -> None:
        """Everything booked, used and free adds up, and the server's own rules find nothing to correct."""
        used = "(select coalesce(sum(b.consumed), 0) from bookings b where b.lot_id = l.lot_id)"
        assert not self.rows(
            f"select code from lots l where status in (10, 15, 20) and available + booked + {used} != quantity"
        )
        assert not self.rows("select code from lots where available < 0 or booked < 0")
        assert not self.rows(
            "select * from bookings where quantity <= 0 or consumed < 0 or consumed > quantity"
        )
        assert not self.rows(
            "select code from lots where status in (25, 30) and (available != 0 or booked != 0)"
        )
        assert not self.rows(
            "select l.code from lots l join lot_locations p on p.lot_id = l.lot_id where l.status in (15, 20) "
            "group by l.lot_id having sum(p.available) != l.available or sum(p.booked) != l.booked"
        )
        assert not self.rows("select * from lot_locations where available < 0 or booked < 0")
        figures = ("select lot_id, available, booked from lots", "select * from items")
        before = [self.rows(sql) for sql in figures]
        with self.server.engine.connect() as connection:
            stock.refresh_lots(connection)
            stock.refresh_items(connection)
            after = [list(connection.exec_driver_sql(sql).all()) for sql in figures]
        assert before == after

    def stock(self, lot: int) -> tuple[Decimal | int, Decimal | int]:
        """What is available and what is booked of a lot."""
        row = self.get(f"/lots/{lot}")
        return row["available"], row["booked"]


Opener = Callable[..., Shop]


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the workshop, to be copied."""
    path = tmp_path_factory.mktemp("writes") / "shop.db"
    engine = tables.connect(path)
    shop.build(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def opened(workshop: Path, tmp_path: Path) -> Iterator[Opener]:
    """Opens workshops, each on its own copy and with its own options; they close with the test."""
    with ExitStack() as stack:
        count = 0

        def begin(profile: str = "local", **changes: Any) -> Shop:
            nonlocal count
            count += 1
            copy = tmp_path / f"shop{count}.db"
            shutil.copy(workshop, copy)
            options = {"demo": False, "requests_per_window": 1_000_000, "one_in_flight": False, "now": NOW}
            all_options: dict[str, Any] = {"database": str(copy), "profile": profile, **options, **changes}
            server = stack.enter_context(start(ServerOptions(**all_options)))
            client = stack.enter_context(httpx.Client(base_url=server.url, headers=KEYS, trust_env=False))
            return Shop(server, client)

        yield begin


@pytest.fixture
def local(opened: Opener) -> Shop:
    """The workshop as the local profile offers it."""
    return opened()
