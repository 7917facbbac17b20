"""A list that the server cannot give, or gave too little of, is told of; the others are brought up to date."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forge_desktop.cli.main import run
from forge_desktop.errors import Unreachable
from forge_desktop.server.running import RunningServer
from forge_desktop.session import Link
from tests.sync import world
from tests.sync.conftest import Opener
from tests.sync.test_running import until

pytestmark = pytest.mark.anyio
LOTS = "lots"
Command = Callable[..., tuple[int, str, str]]


@contextmanager
def failing(server: RunningServer, *names: str) -> Iterator[None]:
    """Every question for these lists is answered with status 500."""
    server.faults.fail(*names)
    yield
    server.faults.fail()


@pytest.fixture
def command(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command line in this process: exit code, standard output, standard error."""
    monkeypatch.setenv("FORGE_DESKTOP_URL", server.url)
    monkeypatch.setenv("FORGE_DESKTOP_PROFILE", "local")
    monkeypatch.setenv("FORGE_DESKTOP_API_KEY", "demo")
    monkeypatch.setenv("FORGE_DESKTOP_ACCESS_KEY", "demo")

    def running(*words: str) -> tuple[int, str, str]:
        code = run(["--data-dir", str(tmp_path / "data"), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return running


# ------------------------------------------------------------------------------- a list that cannot be had


async def test_a_list_at_which_the_server_fails_for_ever_keeps_no_other_from_being_filled(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        with failing(server, "units"):
            outcomes = await session.sync_once()
            assert isinstance(outcomes["units"].failure, Unreachable)
            assert [name for name, outcome in outcomes.items() if outcome.failure] == ["units"]
            assert len(world.keys(session, LOTS)) == 1003
        outcomes = await session.sync_once()
        assert outcomes["units"].failure is None
        assert world.all_differences(session, server.url) == []


async def test_two_failing_lists_are_still_no_lost_server(server: RunningServer, opened: Opener) -> None:
    async with opened() as session:
        with failing(server, "units", "customers"):
            outcomes = await session.sync_once(["units", "customers", "items", LOTS])
        assert {name for name, outcome in outcomes.items() if outcome.failure} == {"units", "customers"}


async def test_the_window_stays_online_while_one_list_fails_and_says_which(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        with failing(server, "customers"):
            engine = session.engine()
            task = asyncio.create_task(engine.run())
            await until(lambda: len(world.keys(session, LOTS)) == 1003)
            assert engine.health.link is Link.ONLINE
            assert "Customers: " in engine.health.notice
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def test_a_script_gets_its_json_and_hears_which_list_failed(server: RunningServer, command: Command) -> None:
    with failing(server, "units"):
        code, out, err = command("sync", "--json", "units", "items", "customers")
    told = json.loads(out)
    assert code == 3
    assert set(told) == {"units", "items", "customers"}
    assert set(told["units"]) == {"fetched", "cached", "set_aside", "requests"}
    assert told["units"]["cached"] == 0
    assert told["items"]["cached"] > 0
    assert told["customers"]["cached"] > 0
    assert "Not up to date: units. The server failed" in err
    code, out, err = command("sync", "--json", "units")
    assert (code, err) == (0, "")


def test_a_wrong_path_ends_alike_in_a_test_and_in_a_sync(
    server: RunningServer, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_DESKTOP_URL", server.url.replace("/rest/v1", "/rest/v9"))
    tested, told, _ = command("connections", "test")
    synced, _, err = command("sync", "--json", "units", "items")
    assert tested == synced == 1
    assert "Does the address end with the version" in told
    assert "Does the address end with the version" in err


# ------------------------------------------------------------------------------- deletions beyond belief


async def test_a_person_who_accepts_the_deletions_has_exactly_those_hidden_that_are_answered_404(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(100, 140))
        await session.sync_once([LOTS])
        assert session.engine().health.suspicious == (LOTS,)
        world.remove(server, LOTS, [7])
        server.log.clear()
        outcomes = await session.sync_once([LOTS], accept_deletions=True)
        assert outcomes[LOTS].buried == 41
        assert world.keys(session, LOTS) == set(range(1, 1004)) - set(range(100, 140)) - {7}
        assert session.engine().health.notice == ""
        singles = [status for _, path, _, status in server.log if path.count("/") == 4]
        assert sorted(singles) == [404] * 41


async def test_what_vanished_after_a_person_was_told_is_not_accepted_with_the_rest(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(100, 140))
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(200, 300))
        await session.sync_once([LOTS], accept_deletions=True)
        assert world.keys(session, LOTS) == set(range(1, 1004)) - set(range(100, 140))
        assert "100 records" in session.engine().health.notice


async def test_an_empty_list_is_no_proof_even_to_somebody_who_accepts(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(1, 1004))
        await session.sync_once([LOTS])
        await session.sync_once([LOTS], accept_deletions=True)
        assert len(world.keys(session, LOTS)) == 1003
        assert session.engine().health.suspicious == (LOTS,)


async def test_a_server_that_fails_while_deletions_are_accepted_hides_nothing(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:
        await session.sync_once([LOTS])
        world.remove(server, LOTS, range(100, 140))
        await session.sync_once([LOTS])
        with failing(server, "lots"):
            outcomes = await session.sync_once([LOTS], accept_deletions=True)
        assert outcomes[LOTS].failure is not None
        assert len(world.keys(session, LOTS)) == 1003
        assert session.engine().health.suspicious == (LOTS,)


async def test_the_window_accepts_them_by_a_wish(server: RunningServer, opened: Opener) -> None:
    async with opened() as session:
        await session.sync_once()
        world.remove(server, LOTS, range(100, 140))
        await session.sync_once([LOTS])
        engine = session.engine()
        task = asyncio.create_task(engine.run())
        engine.accept_deletions(LOTS)
        await until(lambda: len(world.keys(session, LOTS)) == 1003 - 40)
        await until(lambda: engine.health.notice == "" and engine.health.suspicious == ())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_script_is_told_of_them_and_can_accept_them(server: RunningServer, command: Command) -> None:
    assert command("sync", LOTS)[0] == 0
    world.remove(server, LOTS, range(100, 140))
    code, out, err = command("sync", LOTS, "--json")
    assert code == 0
    assert set(json.loads(out)[LOTS]) == {"fetched", "cached", "set_aside", "requests"}
    assert json.loads(out)[LOTS]["cached"] == 1003
    assert "Stock lots: 40 records kept here are missing on the server" in err
    assert f"forge-desktop sync {LOTS} --accept-deletions" in err
    code, out, err = command("sync", "--accept-deletions")
    assert code == 2
    code, out, err = command("sync", LOTS, "--json", "--accept-deletions")
    assert (code, err) == (0, "")
    assert json.loads(out)[LOTS]["cached"] == 963
