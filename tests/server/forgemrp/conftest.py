"""The real server on its own copy of the workshop, asked over real HTTP through the ForgeMRP contract."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.forgemrp import ids, keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start

from ..conftest import KEYS
from ..small_floor import NOW
from ..writes import shop
from .receiver import Receiver

CLIENT, OTHER_CLIENT = ids.shown("cli", 1), ids.shown("cli", 2)


class Forge:
    """A server on the workshop, a client with a key for everything, and a look into the database."""

    def __init__(self, server: RunningServer, client: httpx.Client, database: Path) -> None:
        self.server, self.client, self.database = server, client, database

    def key(self, *scopes: str) -> dict[str, str]:
        """The header of a new key with these scopes."""
        return {"Authorization": f"Bearer {keys.create(self.server.engine, scopes)}"}

    def get(self, path: str) -> Any:
        """The data of a GET that succeeds, amounts exact."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json(parse_float=Decimal)["data"]

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """The data of a POST that succeeds."""
        answer = self.client.post(path, json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json(parse_float=Decimal)["data"]

    def patch(self, path: str, body: Any) -> Any:
        """The data of a PATCH that succeeds."""
        answer = self.client.patch(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json(parse_float=Decimal)["data"]

    def refused(self, status: int, method: str, path: str, body: Any = None, **headers: str) -> str:
        """The message of a request that is refused with that status."""
        answer = self.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        assert set(answer.json()) == {"error"}
        message: str = answer.json()["error"]["message"]
        return message

    def walk(self, path: str, limit: int) -> list[Any]:
        """Every row of a list, page by page."""
        found: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            answer = self.client.get(path, params={"limit": str(limit)} | more)
            assert answer.status_code == 200, answer.text
            found += answer.json()["data"]
            cursor = answer.json()["next_cursor"]
        return found

    def rows(self, sql: str) -> list[Any]:
        """What the database says."""
        with self.server.engine.connect() as connection:
            return list(connection.exec_driver_sql(sql).all())

    def quote(self, *, status: str = "draft", **more: Any) -> Any:
        """A quote for two tables, in that status."""
        lines = [{"partNumber": "TABLE", "quantity": 2}]
        found = self.post("/quotes", {"clientId": CLIENT, "lines": lines} | more)
        return found if status == "draft" else self.patch(f"/quotes/{found['id']}", {"status": status})

    def put_quotes(self, count: int) -> None:
        """So many quotes of one and the same second, straight into the database."""
        with writing(self.server.engine) as connection:
            for _ in range(count):
                connection.exec_driver_sql(
                    "insert into quotes (code, customer_id, status, created, currency, total_price, notes)"
                    " values ('Q', 1, 'draft', 1700000000, 'EUR', 0, '')"
                )

    def mrpeasy(self) -> httpx.Client:
        """A client of the other contract on the same server; to be closed."""
        return httpx.Client(base_url=self.server.url, headers=KEYS, trust_env=False)


Opener = Callable[..., Forge]


@pytest.fixture(scope="session")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the workshop, to be copied."""
    path = tmp_path_factory.mktemp("forge") / "shop.db"
    engine = tables.connect(path)
    shop.build(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def opened(factory: Path, tmp_path: Path) -> Iterator[Opener]:
    """Opens servers, each on its own copy of the workshop, or on a given file; they close with the test."""
    with ExitStack() as stack:
        count = 0

        def begin(database: Path | None = None, **changes: Any) -> Forge:
            nonlocal count
            count += 1
            if database is None:
                database = tmp_path / f"forge{count}.db"
                shutil.copy(factory, database)
            usual: dict[str, Any] = {
                "demo": False,
                "now": NOW,
                "forge_requests": 100_000,
                "one_in_flight": False,
            }
            usual |= {"requests_per_window": 100_000, "webhook_first_wait": 0.05}
            server = stack.enter_context(start(ServerOptions(database=str(database), **usual | changes)))
            header = {"Authorization": f"Bearer {keys.create(server.engine, keys.EVERYTHING)}"}
            client = httpx.Client(base_url=server.forge_url, headers=header, trust_env=False)
            return Forge(server, stack.enter_context(client), database)

        yield begin


@pytest.fixture
def forge(opened: Opener) -> Forge:
    """The workshop behind the ForgeMRP contract."""
    return opened()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who listens for webhooks."""
    with Receiver() as found:
        yield found
