"""An announced limit is kept to before it hits: background work slows down, a person's request goes on."""

from __future__ import annotations

import asyncio
import math
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from forge_desktop.api.gate import Gate, Limits
from forge_desktop.api.protocol import Lane
from forge_desktop.errors import Busy, Unreachable
from tests.api.forgemrp.answers import error, limits, page
from tests.api.forgemrp.conftest import Opener
from tests.api.rogue import Script, rogue
from tests.api.virtual import VirtualTime

pytestmark = pytest.mark.anyio


class Counting:
    """A server that counts the requests of its windows by the virtual clock; each takes `took` seconds."""

    def __init__(
        self,
        time: VirtualTime,
        limit: int,
        seconds: float,
        *,
        took: float = 0.01,
        aligned: bool = False,
        floor: bool = False,
    ) -> None:
        self.time, self.limit, self.seconds = time, limit, seconds
        self.took, self.aligned, self.floor = took, aligned, floor
        self.ends, self.used, self.refused = 0.0, 0, 0
        self.asked: list[float] = []

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        """One answer."""
        self.time.now += self.took / 2
        now = self.time.now
        self.asked.append(now)
        if now >= self.ends:
            first = now if not self.aligned else math.floor(now / self.seconds) * self.seconds
            self.ends, self.used = first + self.seconds, 0
        left = self.ends - now
        reset = math.floor(left) if self.floor else max(1, math.ceil(left))
        if self.used >= self.limit:
            self.refused += 1
            headers = limits(self.limit, 0, reset) | {"retry_after": str(max(1, math.ceil(left)))}
            writer.write(error(429, "rate_limited", "slow down", **headers))
        else:
            self.used += 1
            writer.write(page({"id": "q1"}, **limits(self.limit, self.limit - self.used, reset)))
        self.time.now += self.took / 2


async def ask(opened: Opener, server: Script, times: int, lane: Lane = Lane.BACKGROUND) -> None:
    """Ask for so many pages, one after the other."""
    async with rogue(server) as running, opened(running.url) as client:
        for _ in range(times):
            await client.page("quotes", lane=lane)


@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize(("limit", "seconds"), [(20, 5.0), (50, 10.0), (100, 17.3), (7, 2.0)])
async def test_background_work_uses_what_is_allowed_and_is_never_told_to_stop(
    limit: int, seconds: float, aligned: bool, opened: Opener, time: VirtualTime
) -> None:
    server = Counting(time, limit, seconds, aligned=aligned)
    time.now += Random(limit).uniform(0, seconds) if aligned else 0.0
    await ask(opened, server, 8 * limit)
    assert server.refused == 0
    took = server.asked[-1] - server.asked[limit]
    reached = (7 * limit - 1) / took * seconds / limit
    assert reached >= (0.9 if aligned else 0.97)


async def test_no_limit_is_kept_to_but_the_announced_one(opened: Opener, time: VirtualTime) -> None:
    server = Counting(time, 2_000, 10.0, took=0.001)
    before = time.now
    await ask(opened, server, 300)
    assert time.now - before < 1.0


async def test_a_server_that_rounds_down_is_met_too_early_once_at_most(
    opened: Opener, time: VirtualTime
) -> None:
    server = Counting(time, 20, 5.4, floor=True)
    await ask(opened, server, 200)
    assert server.refused <= 1


async def test_below_a_fifth_background_work_spreads_out_what_is_left(
    opened: Opener, time: VirtualTime
) -> None:
    server = Counting(time, 50, 60.0)
    await ask(opened, server, 50)
    gaps = [later - earlier for earlier, later in zip(server.asked, server.asked[1:], strict=False)]
    assert all(gap < 0.1 for gap in gaps[:39])
    assert all(4.0 < gap < 7.0 for gap in gaps[40:])


async def test_a_persons_request_goes_at_once_while_anything_is_left(tmp_path: Path, time: VirtualTime) -> None:
    ends: dict[Lane, float] = {}

    async def ask_for(lane: Lane) -> None:
        async with gate.turn(lane):
            ends[lane] = time.now

    with closing(Gate(tmp_path, "key", Limits(), clock=time.clock, sleep=time.sleep)) as gate:
        begun = time.now
        async with gate.turn(Lane.BACKGROUND):
            gate.slow(50.0)
        await asyncio.gather(*map(ask_for, (Lane.BACKGROUND, Lane.VISIBLE, Lane.USER)))
    assert ends[Lane.USER] == ends[Lane.VISIBLE] == begun
    assert ends[Lane.BACKGROUND] == begun + 50.0


async def test_when_nothing_is_left_all_wait_until_the_window_ends(opened: Opener, time: VirtualTime) -> None:
    answers = [page(**limits(10, 0, 12)), page(**limits(10, 9, 12))]
    async with rogue(*answers) as running, opened(running.url) as client:
        await client.page("quotes", lane=Lane.USER)
        before = time.now
        await client.page("quotes", lane=Lane.USER)
        assert 12.0 <= time.now - before <= 12.3


async def test_a_window_that_lasts_too_long_for_a_request_is_told(opened: Opener) -> None:
    async with rogue(page(**limits(10, 0, 600))) as running, opened(running.url) as client:
        await client.page("quotes", lane=Lane.USER)
        with pytest.raises(Unreachable) as told:
            await client.page("quotes", lane=Lane.USER)
        assert client.sent == 1
    assert told.value.retry_after == pytest.approx(606, abs=7)


async def test_a_refused_request_waits_as_long_as_it_is_told(opened: Opener, time: VirtualTime) -> None:
    refusal = error(429, "rate_limited", "wait", retry_after="20", **limits(10, 0, 20))
    async with rogue(refusal, page()) as running, opened(running.url) as client:
        before = time.now
        await client.page("quotes", lane=Lane.USER)
        assert 20.0 <= time.now - before <= 22.0
        assert client.sent == 2


NONSENSE = ("", "soon", "-1", "1e99", "12.5", "+5", "10, 10", "²", "9" * 40, "1780030800", "0x10", "NaN")


@pytest.mark.parametrize(
    "told",
    [
        limits(100, 50, 60),
        limits(10, 0, 86_401),
        limits(0, 0, 0),
        {"ratelimit_limit": "10", "ratelimit_remaining": "0"},
        {"ratelimit_limit": "10", "ratelimit_reset": "60"},
        {"ratelimit_remaining": "0", "ratelimit_reset": "60"},
        *(limits(10, 0, 60) | {"ratelimit_limit": odd} for odd in NONSENSE if odd != "1780030800"),
        *(limits(10, 0, 60) | {"ratelimit_remaining": odd} for odd in NONSENSE),
        *(limits(10, 0, 60) | {"ratelimit_reset": odd} for odd in NONSENSE),
    ],
)
async def test_plenty_and_nonsense_slow_nobody_down(
    told: dict[str, str], opened: Opener, time: VirtualTime
) -> None:
    async with rogue(page(**told)) as running, opened(running.url) as client:
        before = time.now
        for _ in range(20):
            await client.page("quotes")
        assert time.now - before < 0.5


async def test_answers_that_tell_nothing_change_nothing_of_what_was_told(
    opened: Opener, time: VirtualTime
) -> None:
    answers = [page(**limits(10, 1, 60)), page(), page(**limits(10, 0, 20)), page()]
    async with rogue(*answers) as running, opened(running.url) as client:
        for least in (0.0, 29.0, 0.0, 20.0):
            before = time.now
            await client.page("quotes")
            assert least <= time.now - before <= 62.0


DATED = {"date": "Mon, 16 Nov 2026 09:00:00 GMT"}
WAITS = [
    ({"retry_after": "20"}, 20.0),
    ({"retry_after": " 20 "}, 20.0),
    ({"retry_after": "Mon, 16 Nov 2026 09:00:20 GMT"} | DATED, 20.0),
    ({"retry_after": "Monday, 16-Nov-26 09:00:20 GMT"} | DATED, 20.0),
    ({"retry_after": "Mon, 16 Nov 2026 08:59:00 GMT"} | DATED, 0.0),
    *(({"retry_after": odd}, 0.0) for odd in ("0", "-20", "soon", "1e99", "NaN", "12.5", "²", "20, 20")),
]


@pytest.mark.parametrize(("told", "seconds"), WAITS)
async def test_a_pause_that_is_named_is_kept_by_reads_and_writes_and_nonsense_by_nobody(
    told: dict[str, str], seconds: float, opened: Opener, time: VirtualTime
) -> None:
    refusal = error(429, "rate_limited", "wait", **told)
    async with rogue(refusal, page(), refusal, page()) as running, opened(running.url) as client:
        before = time.now
        await client.page("quotes", lane=Lane.USER)
        assert seconds <= time.now - before <= max(1.0, 1.1 * seconds)
        before = time.now
        with pytest.raises(Busy) as busy:
            await client.create("clients", {"name": "x"})
        assert busy.value.retry_after is not None
        assert seconds <= busy.value.retry_after <= max(1.0, 1.1 * seconds)
        await client.page("quotes", lane=Lane.USER)
        assert seconds <= time.now - before <= max(1.0, 1.1 * seconds)


@pytest.mark.parametrize("told", ["86400", "9" * 60, "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_no_pause_is_longer_than_a_quarter_of_an_hour(told: str, opened: Opener) -> None:
    async with rogue(error(429, "rate_limited", "wait", retry_after=told)) as running:
        async with opened(running.url) as client:
            with pytest.raises(Unreachable) as read:
                await client.page("quotes", lane=Lane.USER)
            with pytest.raises(Unreachable) as write:
                await client.create("clients", {"name": "x"})
        assert running.tried == 1
    assert read.value.retry_after == pytest.approx(900.0)
    assert write.value.retry_after == pytest.approx(900.0)


async def test_writes_tell_what_is_left_too(opened: Opener, time: VirtualTime) -> None:
    answers = [error(409, "conflict", "locked", **limits(10, 0, 9)), page(**limits(10, 9, 9))]
    async with rogue(*answers) as running, opened(running.url) as client:
        with pytest.raises(Exception, match="locked"):
            await client.create("clients", {"name": "x"})
        before = time.now
        await client.page("quotes", lane=Lane.USER)
        assert time.now - before >= 9.0


async def test_two_programs_with_one_key_keep_to_its_limit_together(opened: Opener, time: VirtualTime) -> None:
    server = Counting(time, 20, 5.0)

    async def work(url: str) -> None:
        async with opened(url) as client:
            for _ in range(60):
                await client.page("quotes")

    async with rogue(server) as running:
        await asyncio.gather(work(running.url), work(running.url))
    assert server.refused == 0
    took = server.asked[-1] - server.asked[20]
    assert (len(server.asked) - 21) / took * 5.0 / 20 >= 0.9
