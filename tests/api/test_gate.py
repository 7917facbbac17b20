"""One request at a time per key, and never more in a window than the server allows, whoever asks."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forge_desktop.api.gate import Gate, Limits
from forge_desktop.api.lockfile import FileLock
from forge_desktop.api.protocol import Lane
from forge_desktop.api.window import Window
from forge_desktop.errors import StorageTrouble, Unreachable
from forge_desktop.server.running import start
from tests.api.conftest import DEMO, options
from tests.api.virtual import VirtualTime

pytestmark = pytest.mark.anyio
SMALL = Limits(requests=5, seconds=1.0)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Closes what a test opens."""
    with ExitStack() as opened:
        yield opened


def gate(stack: ExitStack, folder: Path, time: VirtualTime, limits: Limits = SMALL, key: str = "key") -> Gate:
    """Another gate of the same key, as another window of the program would have it."""
    return stack.enter_context(closing(Gate(folder, key, limits, clock=time.clock, sleep=time.sleep)))


async def passes(
    through: Gate, time: VirtualTime, count: int, lane: Lane, took: float, log: list[tuple[float, float]]
) -> None:
    """Send so many requests through the gate, each taking so long."""
    for _ in range(count):
        async with through.turn(lane):
            begun = time.now
            await time.sleep(took)
            log.append((begun, time.now))


def check(log: list[tuple[float, float]], limits: Limits) -> None:
    """No two at once; and wherever between begin and end the server counted, no window holds one too many."""
    log.sort()
    for (_, ended), (begun, _) in pairwise(log):
        assert begun >= ended
    for (_, ended), (begun, _) in zip(log, log[limits.requests :], strict=False):
        assert begun - ended >= limits.seconds


def spoil(folder: Path, rubbish: bytes) -> None:
    """Overwrite the file of the window."""
    next(folder.glob("*.window")).write_bytes(rubbish)


async def test_two_windows_never_send_at_once_nor_too_much(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    log: list[tuple[float, float]] = []
    one, other = gate(stack, tmp_path, time), gate(stack, tmp_path, time)
    await asyncio.gather(
        passes(one, time, 20, Lane.BACKGROUND, 0.01, log),
        passes(other, time, 20, Lane.BACKGROUND, 0.02, log),
        passes(other, time, 10, Lane.USER, 0.01, log),
    )
    assert len(log) == 50
    check(log, SMALL)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    requests=st.integers(1, 6),
    took=st.floats(0.0, 0.7),
)
def test_any_mix_of_lanes_and_delays_keeps_the_limits(
    tmp_path_factory: pytest.TempPathFactory, seed: int, requests: int, took: float
) -> None:
    chance, time, limits = Random(seed), VirtualTime(), Limits(requests=requests, seconds=1.0)
    log: list[tuple[float, float]] = []

    async def run() -> None:
        with ExitStack() as stack:
            folder = tmp_path_factory.mktemp("gate")
            gates = [gate(stack, folder, time, limits) for _ in range(2)]
            await asyncio.gather(
                *(
                    passes(
                        chance.choice(gates), time, 3, chance.choice(list(Lane)), took * chance.random(), log
                    )
                    for _ in range(5)
                )
            )

    asyncio.run(run())
    assert len(log) == 15
    check(log, limits)


async def test_a_steady_load_reaches_the_ceiling(stack: ExitStack, tmp_path: Path, time: VirtualTime) -> None:
    limits, log = Limits(), list[tuple[float, float]]()
    await passes(gate(stack, tmp_path, time, limits), time, 1_000, Lane.BACKGROUND, 0.02, log)
    check(log, limits)
    steady = log[300:]
    per_second = (len(steady) - 1) / (steady[-1][0] - steady[0][0])
    assert per_second >= 0.99 * limits.requests / limits.seconds


async def test_the_user_goes_first_and_hardly_waits_while_everything_is_fetched(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    limits = Limits()
    through = gate(stack, tmp_path, time, limits)
    log: list[tuple[float, float]] = []
    load = asyncio.create_task(passes(through, time, 400, Lane.BACKGROUND, 0.02, log))
    for _ in range(100_000):
        if len(log) >= 250:
            break
        await asyncio.sleep(0)
    waits = []
    for _ in range(10):
        asked = time.now
        async with through.turn(Lane.USER):
            waits.append(time.now - asked)
            await time.sleep(0.02)
        await time.sleep(0.5)
    await load
    assert max(waits) < 0.25


async def test_lanes_are_served_by_urgency_not_by_arrival(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    through, served = gate(stack, tmp_path, time), list[Lane]()

    async def ask(lane: Lane) -> None:
        async with through.turn(lane):
            served.append(lane)
            await time.sleep(0.01)

    async with through.turn(Lane.USER):
        lanes = [Lane.BACKGROUND, Lane.VISIBLE, Lane.USER, Lane.BACKGROUND]
        tasks = [asyncio.create_task(ask(lane)) for lane in lanes]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert served == sorted(lanes)


async def test_a_waiting_request_that_is_given_up_leaves_the_gate_open(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    one, other = gate(stack, tmp_path, time), gate(stack, tmp_path, time)
    async with one.turn(Lane.USER):
        tasks = [asyncio.create_task(passes(g, time, 1, Lane.USER, 0.1, [])) for g in (one, other)]
        for _ in range(5):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    log: list[tuple[float, float]] = []
    await passes(other, time, 1, Lane.BACKGROUND, 0.1, log)
    await passes(one, time, 1, Lane.BACKGROUND, 0.1, log)
    assert len(log) == 2


async def test_a_request_that_fails_still_counts(stack: ExitStack, tmp_path: Path, time: VirtualTime) -> None:
    limits = Limits(requests=1, seconds=5.0)
    through = gate(stack, tmp_path, time, limits)

    async def fail() -> None:
        async with through.turn(Lane.USER):
            await time.sleep(1.0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    failed = time.now
    async with through.turn(Lane.USER):
        assert time.now >= failed + 5.0


async def test_a_place_is_free_again_when_the_window_has_passed_since_the_answer(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    through = gate(stack, tmp_path, time, Limits(requests=1, seconds=5.0))
    await passes(through, time, 1, Lane.USER, 1.0, [])
    time.now += 5.1
    free = time.now
    async with through.turn(Lane.USER):
        assert time.now == free


async def test_a_pause_holds_for_all_windows_of_the_key_and_for_no_other(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    one, other = gate(stack, tmp_path, time), gate(stack, tmp_path, time)
    stranger = gate(stack, tmp_path, time, key="another key")
    async with one.turn(Lane.USER):
        one.hold(20.0)
    before = time.now
    async with stranger.turn(Lane.USER):
        assert time.now == before
    async with other.turn(Lane.BACKGROUND):
        assert time.now >= before + 20.0


async def test_a_pause_too_long_to_wait_for_is_told_with_its_length(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    through = gate(stack, tmp_path, time)
    async with through.turn(Lane.USER):
        through.hold(5_000.0)
    with pytest.raises(Unreachable) as told:
        async with through.turn(Lane.USER):
            pass
    assert told.value.retry_after == 900.0
    time.now += 900.0
    async with through.turn(Lane.USER):
        pass


async def test_times_from_before_a_restart_and_garbage_stop_nobody(
    stack: ExitStack, tmp_path: Path, time: VirtualTime
) -> None:
    through = gate(stack, tmp_path, time)
    await passes(through, time, 5, Lane.USER, 0.1, [])
    async with through.turn(Lane.USER):
        through.hold(800.0)
    time.now = 50.0  # the machine's clock began anew
    await passes(through, time, 1, Lane.USER, 0.1, [])
    assert time.now < 50.5
    for rubbish in (b"\xff" * 47, b"", b"short", b"\x00" * 4096):
        spoil(tmp_path, rubbish)
        await passes(through, time, 1, Lane.USER, 0.1, [])
    assert time.now < 60.0


def test_a_request_whose_owner_died_counts_from_when_it_is_found(tmp_path: Path) -> None:
    with closing(Window(tmp_path / "w", 3, 10.0, 900.0)) as window:
        window.begin(100.0)
        assert window.look(107.0)[2] == 1
        assert window.look(116.9)[2] == 1
        assert window.look(117.1)[2] == 0


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageTrouble, match="cannot be written"):
        Gate(tmp_path / "file" / "gate", "key", SMALL, clock=VirtualTime().clock, sleep=asyncio.sleep)


def test_the_key_is_not_in_the_names_of_the_files(stack: ExitStack, tmp_path: Path) -> None:
    gate(stack, tmp_path, VirtualTime(), key="canary-key")
    names = [path.name for path in tmp_path.iterdir()]
    assert len(names) == 3
    assert not any("canary" in name for name in names)


HOLDER = """
    import asyncio, sys, time
    from pathlib import Path
    from forge_desktop.api.gate import Gate, Limits
    from forge_desktop.api.protocol import Lane

    async def main():
        gate = Gate(Path(sys.argv[1]), "key", Limits(), clock=time.monotonic, sleep=asyncio.sleep)
        async with gate.turn(Lane.USER):
            print("inside", flush=True)
            await asyncio.sleep(60)

    asyncio.run(main())
"""


def test_a_killed_process_gives_its_turn_back(stack: ExitStack, tmp_path: Path, time: VirtualTime) -> None:
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "inside\n"
        with closing(FileLock(next(tmp_path.glob("*.lock")))) as lock:
            assert not lock.take()
            holder.kill()
            holder.wait()
            assert lock.take()
    log: list[tuple[float, float]] = []
    asyncio.run(passes(gate(stack, tmp_path, time), time, 1, Lane.USER, 0.1, log))
    assert len(log) == 1


READER = """
    import asyncio, sys
    from pathlib import Path
    from forge_desktop import api
    from forge_desktop.api.gate import Limits
    from forge_desktop.domain import catalog

    async def main():
        client = api.open_client(
            "mrpeasy-seed", sys.argv[1], api.Keys("demo", "demo"), resources=catalog.resources("mrpeasy"),
            gate_dir=Path(sys.argv[2]), limits=Limits(requests=20, seconds=0.5),
        )
        for _ in range(50):
            await client.page("units")
        await client.aclose()

    asyncio.run(main())
"""


def test_two_processes_with_one_key_never_make_the_server_say_too_many(world: str, tmp_path: Path) -> None:
    given = options(world, profile="mrpeasy-seed", requests_per_window=20, window_seconds=0.5)
    assert (given.api_key, given.access_key) == (DEMO.api_key, DEMO.access_key)
    with start(given) as server:
        command = [sys.executable, "-c", textwrap.dedent(READER), server.url, str(tmp_path)]
        readers = [subprocess.Popen(command) for _ in range(2)]
        assert [reader.wait() for reader in readers] == [0, 0]
        assert [entry[3] for entry in server.log] == [200] * 100


async def test_on_a_full_disk_a_request_waits_outside_and_says_why(
    tmp_path: Path, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = VirtualTime()
    through, other = gate(stack, tmp_path, time), gate(stack, tmp_path, time)

    def full(handle: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.write", full)
        for _ in range(2):
            with pytest.raises(StorageTrouble, match="No space left on device"):
                async with through.turn(Lane.USER):
                    raise AssertionError("it left")
    log: list[tuple[float, float]] = []
    for each in (other, through):
        await passes(each, time, 1, Lane.USER, 0.1, log)
    assert len(log) == 2
