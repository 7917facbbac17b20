"""One writer per connection on this machine, one gate per key, and a demo that ends with its owner."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forge_desktop.api.lockfile import FileLock
from forge_desktop.cli.main import run
from forge_desktop.connections import make_connection
from forge_desktop.demo import DemoServer
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Refused, StorageTrouble, Unreachable
from forge_desktop.paths import Folders, gates_dir
from forge_desktop.server.running import RunningServer, start
from forge_desktop.session import Progress, Session, check
from tests.sync import world
from tests.sync.conftest import KEYS, NO_LIMITS, Opener, options
from tests.sync.test_running import until

pytestmark = pytest.mark.anyio
ENVIRONMENT = ("FORGE_DESKTOP_PROFILE", "mrpeasy-seed"), ("FORGE_DESKTOP_TIMEZONE", "Europe/Tallinn")

_HOLDER = """
import asyncio, sys
from pathlib import Path
from forge_desktop.connections import make_connection
from forge_desktop.paths import Folders, gates_dir
from forge_desktop.session import Session
from tests.sync.conftest import KEYS

async def main():
    connection = make_connection(name="shop", profile="mrpeasy-seed", base_url=sys.argv[3],
                                 timezone="UTC", ident=sys.argv[2])
    async with Session.open(Folders(Path(sys.argv[1])), connection, KEYS):
        print("open", flush=True)
        sys.stdin.readline()

asyncio.run(main())
"""


@contextmanager
def another_program(data: Path, ident: str, url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has the connection open."""
    words = [sys.executable, "-c", _HOLDER, str(data), ident, url]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


async def test_a_connection_that_is_open_elsewhere_is_not_written_to_by_a_second_program(
    server: RunningServer, opened: Opener, tmp_path: Path
) -> None:
    with another_program(tmp_path / "data", "shop", server.url) as other:
        with pytest.raises(StorageTrouble, match="already open in another Forge Desktop"):
            async with opened():
                pass
        async with opened(ident="branch"):  # another connection is another matter
            pass
        other.kill()
        other.wait()
        async with opened():  # a killed program holds nothing
            pass


async def test_two_sessions_of_one_program_do_not_write_to_one_connection_either(opened: Opener) -> None:
    async with opened():
        with pytest.raises(StorageTrouble, match="already open"):
            async with opened():
                pass
    async with opened():
        pass


async def test_a_connection_can_be_tested_while_it_is_open(
    server: RunningServer, opened: Opener, tmp_path: Path
) -> None:
    async with opened() as session:
        verdict = await check(session.connection, KEYS)
        assert verdict.ok


async def test_a_session_that_cannot_be_opened_holds_nothing(opened: Opener, tmp_path: Path) -> None:
    connection = make_connection(
        name="shop", profile="mrpeasy-seed", base_url="http://127.0.0.1:9/rest/v1", timezone="UTC", ident="shop"
    )
    with pytest.raises(Refused):
        Session.open(Folders(tmp_path / "data"), connection, Keys("bad\nkey", "x"), limits=NO_LIMITS)
    async with opened():
        pass


def test_the_command_line_says_that_a_window_has_the_connection_open_and_still_reads(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    for name, value in (*ENVIRONMENT, ("FORGE_DESKTOP_URL", server.url)):
        monkeypatch.setenv(name, value)
    for name in ("FORGE_DESKTOP_API_KEY", "FORGE_DESKTOP_ACCESS_KEY"):
        monkeypatch.setenv(name, "demo")
    words = ["--data-dir", str(data)]
    assert run([*words, "sync", "units"]) == 0
    (folder,) = (data / "connections").iterdir()
    window = FileLock(folder / "cache.db.lock")
    assert window.take()
    assert run([*words, "sync", "units"]) == 5
    told = capsys.readouterr().err
    assert "already open in another Forge Desktop" in told
    assert run([*words, "list", "units"]) == 0
    assert run([*words, "export", "units", "--format", "csv", "-o", str(tmp_path / "units.csv")]) == 0
    window.close()
    assert run([*words, "sync", "units"]) == 0


_SYNC = """
import asyncio, sys
from pathlib import Path
from forge_desktop.api.gate import Limits
from forge_desktop.connections import make_connection
from forge_desktop.paths import Folders, gates_dir
from forge_desktop.session import Session
from tests.sync.conftest import KEYS

async def main():
    connection = make_connection(name=sys.argv[3], profile="mrpeasy-seed", base_url=sys.argv[1],
                                 timezone="UTC", ident=sys.argv[3])
    limits = Limits(requests=20, seconds=0.5)
    async with Session.open(Folders(Path(sys.argv[2])), connection, KEYS, limits=limits) as session:
        outcomes = await session.sync_once(["lots", "items", "units"])
        print(outcomes["lots"].fetched)

asyncio.run(main())
"""


def test_two_programs_with_one_key_share_its_limits_whatever_their_data_folders(
    database: Path, tmp_path: Path
) -> None:
    """The server refuses the second request in flight and the 21st in half a second: it never has to."""
    strict = options(database, requests_per_window=20, window_seconds=0.5, one_in_flight=True)
    with start(strict) as server:
        words = [sys.executable, "-c", _SYNC, server.url]
        both = [
            subprocess.Popen([*words, str(tmp_path / name), name], stdout=subprocess.PIPE, text=True)
            for name in ("one", "two")
        ]
        told = [process.communicate()[0] for process in both]
        assert told == ["1003\n", "1003\n"]
        assert {status for *_, status in server.log} == {200, 206}


async def test_what_a_person_waits_for_comes_before_what_is_loaded_by_itself(
    server: RunningServer, opened: Opener
) -> None:
    async with opened() as session:

        def report(progress: Progress) -> None:
            if progress.resource == "lots" and progress.done == 200:
                engine.want_details("manufacturing-orders", [4])
                asked.set_result(len(server.log))

        asked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        engine = session.engine(report=report)
        task = asyncio.create_task(engine.run())
        at = await asked
        await until(lambda: world.value(session, "manufacturing-orders", 4, "operations") is not None)
        later = [path for _, path, _, _ in server.log[at:]]
        assert "/rest/v1/manufacturing-orders/4" in later[:3]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_the_demo_server_tells_when_it_runs_and_ends_when_it_should(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    demo = DemoServer(folders)
    try:
        demo.wait()
        verdict = asyncio.run(check(demo.connection, demo.keys))
        assert verdict.ok, verdict.message
    finally:
        demo.stop()
    verdict = asyncio.run(check(demo.connection, demo.keys))
    assert not verdict.ok


def test_a_demo_leaves_no_gate_behind_and_an_old_gate_is_taken_away(tmp_path: Path) -> None:
    gates = gates_dir()
    gates.mkdir(parents=True)
    for name in ("old.window", "old.lock", "old.next", "young.window", "young.lock", "young.next"):
        (gates / name).touch()
    eight_days_ago = time.time() - 8 * 86_400
    os.utime(gates / "old.window", (eight_days_ago, eight_days_ago))
    demo = DemoServer(Folders(tmp_path / "data"))
    demo.wait()
    assert asyncio.run(check(demo.connection, demo.keys)).ok
    assert len(list(gates.glob("*.window"))) == 2
    demo.stop()
    assert {path.stem for path in gates.iterdir()} == {"young"}


def test_a_demo_that_is_stopped_while_it_makes_its_world_ends_and_says_so(tmp_path: Path) -> None:
    demo = DemoServer(Folders(tmp_path / "data"))
    failures: list[Unreachable] = []

    def wait() -> None:
        try:
            demo.wait()
        except Unreachable as failure:
            failures.append(failure)

    waiting = threading.Thread(target=wait)
    waiting.start()
    demo.stop()
    waiting.join()
    assert len(failures) <= 1  # it may have been quick


def test_a_demo_that_cannot_start_says_why(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    folders.demo.parent.mkdir(parents=True)
    folders.demo.write_bytes(b"this is no database, but long enough to look at" * 100)
    demo = DemoServer(folders)
    with pytest.raises(Unreachable, match="did not start"):
        demo.wait()
    demo.stop()
