"""sync fills the local copy through faults and interruptions, and says what it did."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from forge_desktop.cli.sync import Patience, through_faults
from forge_desktop.errors import SignedOut, Unreachable
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Outcome
from tests.cli.conftest import ACCESS_KEY, API_KEY, Said, Shell, environment


@pytest.fixture(autouse=True)
def sound(server: RunningServer) -> Iterator[None]:
    yield
    server.faults.set()


def test_sync_prints_exactly_the_counts_that_scripts_rely_on(fresh: Shell, said: Said) -> None:
    assert fresh.run("sync", "lots", "units", "--json") == 0
    told = said.json()
    assert set(told) == {"lots", "units"}
    for counts in told.values():
        assert set(counts) == {"fetched", "cached", "set_aside", "requests"}
        assert counts["fetched"] >= counts["cached"] > 0
        assert counts["set_aside"] == 0
        assert counts["requests"] > 0


def test_sync_prints_a_table_for_people(fresh: Shell, said: Said) -> None:
    assert fresh.run("sync", "units") == 0
    lines = said.both()[0].splitlines()
    assert lines[0].split() == ["Name", "Fetched", "Cached", "Set", "aside", "Requests"]
    assert lines[2].split()[0] == "units"


@pytest.mark.parametrize("again", [[], ["--full"]])
def test_a_second_sync_keeps_what_is_there(fresh: Shell, said: Said, again: list[str]) -> None:
    assert fresh.run("sync", "units", "--json") == 0
    first = said.json()["units"]
    assert fresh.run("sync", "units", "--json", *again) == 0
    assert said.json()["units"]["cached"] == first["cached"]


def test_sync_goes_through_every_kind_of_passing_fault(server: RunningServer, fresh: Shell, said: Said) -> None:
    server.faults.plan("busy", "cut", "lost", "down", "slow", "busy", "cut")
    assert fresh.run("sync", "lots", "--json") == 0
    counts = said.json()["lots"]
    assert counts["cached"] == counts["fetched"] > 0
    assert not server.faults.planned


def test_without_a_server_the_copy_still_reads_and_sync_ends_with_code_3(
    fresh: Shell, said: Said, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr("forge_desktop.cli.sync._NEVER_ANSWERED", 0.0)
    database = str(tmp_path_factory.mktemp("short") / "server.db")
    options = ServerOptions(database=database, api_key=API_KEY, access_key=ACCESS_KEY, scale=40)
    with start(options) as running:
        shell = replace(fresh, environ=environment(running.url))
        assert shell.run("sync", "lots") == 0
        said.both()
    for words in (
        ["list", "lots"],
        ["show", "lots", "1"],
        ["export", "lots", "--format", "json", "-o", os.devnull],
    ):
        if "export" in words:
            words[-1] = str(fresh.data / "lots.json")
        assert shell.run(*words) == 0
    assert len(json.loads((fresh.data / "lots.json").read_text(encoding="utf-8"))) > 100
    said.both()
    assert shell.run("sync", "lots") == 3
    assert "cannot be reached" in said.both()[1]


def test_a_wrong_key_ends_with_code_4(fresh: Shell, said: Said) -> None:
    fresh.environ["FORGE_DESKTOP_ACCESS_KEY"] = "canary-wrong"
    assert fresh.run("sync", "units") == 4
    told = said.both()
    assert "The key was refused" in told[1]
    assert "canary" not in "".join(told)


def test_an_interrupted_sync_ends_cleanly_and_goes_on_where_it_was(
    server: RunningServer, filled: Shell, fresh: Shell, said: Said
) -> None:
    fresh.environ["FORGE_DESKTOP_PROFILE"] = "mrpeasy-seed"  # small pages, so that there is time
    server.faults.set("slow=1", seed=1)
    with fresh.start("sync", "lots", "--json") as process:
        while process.poll() is None and _kept(fresh) < 300:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130, err
    assert out == ""
    assert "goes on from there" in err
    assert "Traceback" not in err
    before = _kept(fresh)
    assert before >= 300
    server.faults.set()
    assert fresh.run("sync", "lots", "--json") == 0
    counts = said.json()["lots"]
    assert counts["cached"] == _kept(filled)
    assert counts["fetched"] <= counts["cached"] - before + 100


def _kept(shell: Shell) -> int:
    """Lots that were committed so far, seen from outside."""
    for cache in shell.data.glob("connections/*/cache.db"):
        with closing(sqlite3.connect(f"{cache.as_uri()}?mode=ro", uri=True)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'lots'").fetchone():
                return int(connection.execute("SELECT count(*) FROM lots").fetchone()[0])
    return 0


class World:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def ends(world: World, failures: list[Exception | None], *, progress: bool = False) -> int:
    """How many tries it took to end well; raises what ended it otherwise."""
    patience = Patience(lambda: world.now, world.sleep)
    tries = iter(failures)
    count = 0

    async def once() -> dict[str, Outcome]:
        nonlocal count
        count += 1
        failure = next(tries)
        if failure is not None:
            if progress:
                patience.progress()
            raise failure
        return {}

    asyncio.run(through_faults(once, patience))
    return count


def test_a_server_that_never_answered_is_given_up_soon() -> None:
    world = World()
    with pytest.raises(Unreachable):
        ends(world, [Unreachable("refused") for _ in range(99)])
    assert world.now <= 15
    assert len(world.slept) >= 3


def test_a_server_that_says_when_it_is_back_is_waited_for() -> None:
    world = World()
    assert ends(world, [Unreachable("maintenance", retry_after=70.0), None]) == 2
    assert 70 <= world.now <= 77.5


def test_a_server_that_stopped_answering_is_given_up_after_three_minutes_without_progress() -> None:
    world = World()
    patience_worn = [Unreachable("maintenance", retry_after=1.0), *[Unreachable("gone") for _ in range(99)]]
    with pytest.raises(Unreachable):
        ends(world, list(patience_worn))
    assert 100 < world.now <= 180


def test_as_long_as_something_arrives_it_goes_on() -> None:
    world = World()
    assert ends(world, [*[Unreachable("cut") for _ in range(400)], None], progress=True) == 401
    assert max(world.slept) < 2


def test_what_waiting_cannot_mend_ends_at_once() -> None:
    world = World()
    with pytest.raises(SignedOut):
        ends(world, [SignedOut("no")])
    assert world.slept == []
