"""The main job without a window: fill, pull the plug, go on reading, catch up; and the same for scripts."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from forge_desktop import export
from forge_desktop.connections import Connection
from forge_desktop.domain.keys import Keys
from forge_desktop.domain.query import Condition, Op, Query, Sort
from forge_desktop.errors import Unreachable
from forge_desktop.paths import Folders
from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.server.demo.papers import write_papers
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Session
from forge_desktop.store import Reader
from tests.journeys.dialects import Dialect, on_both
from tests.server import small_floor, small_world
from tests.sync.conftest import NO_LIMITS

DEMO = Keys("demo", "demo")
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The engine lives on asyncio."""
    return "asyncio"


def serving(database: Path, port: int = 0) -> RunningServer:
    """The local server on a small demo factory, without limits."""
    return start(
        ServerOptions(
            database=str(database),
            scale=1,
            port=port,
            requests_per_window=1_000_000,
            one_in_flight=False,
            forge_requests=1_000_000,
        )
    )


def opened(folder: Path, connection: Connection, keys: Keys) -> Session:
    """The shop's connection."""
    return Session.open(Folders(folder), connection, keys, limits=NO_LIMITS)


@dataclass
class Reading:
    """What a person does with the four pages; the same with and without a server."""

    session: Session
    dialect: Dialect
    folder: Path

    def all_four(self) -> dict[str, tuple[int, ...]]:
        """List, search, filter, sort, open and export each of them; the sizes of the answers."""
        reader = self.session.cache.reader()
        try:
            return {name: self._one(reader, name) for name in self.dialect.four}
        finally:
            reader.close()

    def _one(self, reader: Reader, name: str) -> tuple[int, ...]:
        resource = next(r for r in self.session.resources if r.name == name)
        now = self.session.seen()
        keys = reader.keys(Query(name, where=resource.where, sort=resource.sort), now)
        first = reader.record(resource, keys[0])
        assert first is not None
        word = str(first.get(resource.code or resource.key))
        found = reader.count(Query(name, text=word), now)
        filtered = reader.count(Query(name, where=(Condition(resource.state, Op.IN, resource.open),)), now)
        for column in resource.columns:
            assert len(reader.first(Query(name, sort=(Sort(column.field, True),)), now)) > 0
        target = self.folder / f"{name}.csv"
        done = export.write(
            reader, export.for_scripts(resource, reader), Query(name), now, target, form="csv", delimiter=","
        )
        assert isinstance(reader.mark(f"checked:{resource.parent or name}"), int)
        return len(keys), found, filtered, done.rows


@on_both
async def test_all_four_answer_online_and_offline_and_catch_up(tmp_path: Path, dialect: Dialect) -> None:
    database, folder = tmp_path / "server.db", tmp_path / "data"
    with serving(database) as server:
        told = dialect.connection(dialect.url(server), "shop"), dialect.keys(server.engine, DEMO)
        async with opened(folder, *told) as session:
            await session.sync_once()
            online = Reading(session, dialect, tmp_path).all_four()
            assert all(min(sizes) > 0 for sizes in online.values())
    async with opened(folder, *told) as session:
        with pytest.raises(Unreachable, match="refused"):
            await session.sync_once([dialect.party])
        assert Reading(session, dialect, tmp_path).all_four() == online
    with serving(database, urlsplit(told[0].base_url).port or 0) as server:
        with writing(server.engine) as connection:
            orders = tables.manufacturing_orders
            finished = update(orders).where(orders.c.status == 20).values(status=40)
            count = connection.execute(finished).rowcount
        assert count > 0
        async with opened(folder, *told) as session:
            await session.sync_once()
            caught_up = Reading(session, dialect, tmp_path).all_four()
        before, after = online[dialect.made.resource], caught_up[dialect.made.resource]
        assert after[0] == before[0] - count
        assert after[3] == before[3]


# ---------------------------------------------------------------- the same for scripts, in other processes


@dataclass
class Script:
    """The command line with the exact words of its environment."""

    data: Path
    told: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        command = [sys.executable, "-m", "forge_desktop", "--data-dir", str(self.data), *words]
        return subprocess.run(command, env=os.environ | self.told, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny shop with more than a thousand lots; at the contract's limits a demo factory takes a minute."""
    path = tmp_path_factory.mktemp("shop") / "server.db"
    engine = tables.connect(path)
    small_world.build(engine)
    with writing(engine) as connection:
        write_papers(connection, small_floor.NOW, seed=1)
    engine.dispose()
    return path


@contextmanager
def served(database: Path, dialect: Dialect, *words: str) -> Iterator[dict[str, str]]:
    """`forge-desktop serve` as a process of its own; yields the environment that leads there."""
    begin = [sys.executable, "-m", "forge_desktop", "--data-dir", str(database.parent), "serve"]
    command = [*begin, "--json", "--profile", "mrpeasy-seed", "--database", str(database), "--port", "0"]
    command += ["--stdin-guard", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            urls = json.loads(process.stdout.readline())
            yield dialect.environment(urls[dialect.printed], keys_of(database, dialect), dialect.strict_profile)
        finally:
            process.communicate()


def keys_of(database: Path, dialect: Dialect) -> Keys:
    """Keys to the server that is made of this database."""
    engine = tables.connect(database)
    try:
        return dialect.keys(engine, DEMO)
    finally:
        engine.dispose()


def rows_of(path: Path) -> Sequence[dict[str, str]]:
    """A CSV file's rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@on_both
def test_a_script_syncs_exports_and_goes_on_without_a_server(
    database: Path, tmp_path: Path, dialect: Dialect
) -> None:
    steps = dialect.derived
    target = tmp_path / "steps.csv"
    with served(database, dialect) as environment:
        script = Script(tmp_path / "data", environment)
        done = script.run("sync", "--json", *dialect.four)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert set(told) == set(dialect.four)
        for counts in told.values():
            assert set(counts) == {"fetched", "cached", "set_aside", "requests"}
            assert counts["cached"] > 0
            assert counts["set_aside"] == 0
        done = script.run("export", steps.resource, "--format", "csv", "-o", str(target))
        assert done.returncode == 0, done.stderr
    exported = rows_of(target)
    assert len(exported) == told[steps.resource]["cached"]
    assert {row[steps.number][:2] for row in exported} == {"MO"}
    for name in dialect.four:
        assert script.run("list", name, "--json").returncode == 0
        assert script.run("export", name, "--format", "xlsx", "-o", str(tmp_path / "x.xlsx")).returncode == 0
    again = script.run("export", steps.resource, "--format", "csv", "-o", str(target))
    assert again.returncode == 0
    assert rows_of(target) == exported


@pytest.mark.slow
@on_both
async def test_a_script_syncs_everything_through_passing_faults_of_every_kind(
    database: Path, tmp_path: Path, dialect: Dialect
) -> None:
    # this seed meets every kind early, and only short spells of maintenance, which are waited out in real time
    with served(database, dialect, "--faults", "busy,down,slow,cut,lost", "--fault-seed", "4449") as told:
        done = Script(tmp_path / "faulty", told).run("sync", "--json")
        assert done.returncode == 0, done.stderr
        through = {name: counts["cached"] for name, counts in json.loads(done.stdout).items()}
    with serving(database) as server:
        connection = dialect.connection(dialect.url(server), "shop")
        async with opened(tmp_path / "sound", connection, dialect.keys(server.engine, DEMO)) as session:
            outcomes = await session.sync_once()
            assert all(outcome.set_aside == 0 for outcome in outcomes.values())
            reader = session.cache.reader()
            sound = {name: reader.count(Query(name), session.seen()) for name in outcomes}
            reader.close()
    assert through == sound
    assert sound[dialect.stock.resource] > 500
