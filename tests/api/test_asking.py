"""What is worth another try gets one, soon and at random; everything else is told at once."""

from __future__ import annotations

import pytest

from forge_desktop.api.protocol import Lane
from forge_desktop.errors import BadReply, Down, Failure, Refused, SignedOut, Unreachable
from forge_desktop.server.running import RunningServer, start
from tests.api.conftest import DEMO, Opener, options
from tests.api.rogue import Rogue, reply, rogue
from tests.api.virtual import VirtualTime

pytestmark = pytest.mark.anyio
GOOD = reply('[{"unit_id": 1}]')


async def waits(opened: Opener, time: VirtualTime, server: Rogue, lane: Lane = Lane.BACKGROUND) -> float:
    """Seconds until the page came."""
    async with opened(server.url) as client:
        begun = time.now
        assert [row.key for row in (await client.page("units", lane=lane)).rows] == [1]
        return time.now - begun


@pytest.mark.parametrize("faults", ["busy", "down", "cut", "lost", "slow"])
async def test_passing_faults_of_the_real_server_are_ridden_out(
    faults: str, server: RunningServer, opened: Opener
) -> None:
    async with opened(server.url, keys=DEMO) as client:
        server.faults.plan(faults, faults)
        assert (await client.page("units")).rows
        assert client.sent == (1 if faults == "slow" else 3)
        server.faults.set()


async def test_a_load_through_all_faults_at_once_loses_nothing(
    world: str, opened: Opener, time: VirtualTime
) -> None:
    faulty = options(world, faults="busy=0.2,cut=0.2,lost=0.1,down=0.05", requests_per_window=1_000_000)
    with start(faulty) as running:
        keys: set[int] = set()
        async with opened(running.url, "local", DEMO) as client:
            whole = False
            while not whole:
                try:
                    page = await client.page("lots", start=len(keys), length=15)
                except Unreachable as told:  # the caller waits as it is told, and goes on
                    time.now += told.retry_after or 1.0
                else:
                    keys |= {row.key for row in page.rows}
                    whole = page.whole
        assert len(keys) == page.total
        assert {entry[3] for entry in running.log} >= {0, 206, 429, 503}


async def test_busy_waits_a_little_at_random_and_hardly_more_each_time(
    opened: Opener, time: VirtualTime
) -> None:
    async with rogue(*[reply("[]", 429)] * 6, GOOD) as server:
        waited = await waits(opened, time, server)
        assert len(server.heads) == 7
    assert 6 * 0.1 <= waited <= 12.0


async def test_busy_without_end_is_told_and_sooner_to_a_person(opened: Opener) -> None:
    async with rogue(reply("[]", 429)) as server, opened(server.url) as client:
        with pytest.raises(Unreachable):
            await client.page("units", lane=Lane.USER)
        patient = client.sent
        with pytest.raises(Unreachable):
            await client.page("units")
        assert patient < client.sent - patient <= 40


async def test_a_wait_that_the_server_names_is_kept_and_a_tenth_more_at_most(
    opened: Opener, time: VirtualTime
) -> None:
    async with rogue(reply("[]", 429, retry_after="20"), GOOD) as server:
        assert 20.0 <= await waits(opened, time, server) <= 22.0
    dates = {"date": "Mon, 16 Nov 2026 09:00:00 GMT", "retry_after": "Mon, 16 Nov 2026 09:00:10 GMT"}
    async with rogue(reply("[]", 503, **dates), GOOD) as server:
        assert 10.0 <= await waits(opened, time, server) <= 11.0


@pytest.mark.parametrize("told", ["0", "-5", "soon", "", "99999999999999999999x", "Mon, 99 Nov 2026"])
async def test_a_wait_that_makes_no_sense_is_not_obeyed(told: str, opened: Opener, time: VirtualTime) -> None:
    async with rogue(reply("[]", 429, retry_after=told), GOOD) as server:
        assert await waits(opened, time, server) <= 1.0


async def test_a_wait_too_long_for_a_request_is_handed_to_the_caller(opened: Opener, time: VirtualTime) -> None:
    async with rogue(reply("[]", 429, retry_after="86400"), GOOD) as server, opened(server.url) as client:
        with pytest.raises(Unreachable) as told:
            await client.page("units")
        assert told.value.retry_after == pytest.approx(900.0)
        assert client.sent == 1
        with pytest.raises(Unreachable):
            await client.page("lots")  # the pause is the key's, not the request's
        assert client.sent == 1
        time.now += 900.0
        assert (await client.page("units")).rows


async def test_maintenance_is_looked_at_less_often_the_longer_it_lasts_down_to_once_a_minute(
    opened: Opener, time: VirtualTime
) -> None:
    answers = [*[reply("[]", 503)] * 16, GOOD, reply("[]", 503)]
    async with rogue(*answers) as server, opened(server.url) as client:
        begun, probes = None, []
        for _ in range(11):
            with pytest.raises(Down) as told:
                await client.page("units")
            begun = begun or time.now
            pause = told.value.retry_after
            assert pause is not None
            usual = min(5.0 + time.now - begun, 60.0)
            assert 0.5 * usual <= pause <= 1.5 * usual
            probes.append(pause)
            time.now += pause
        assert client.sent == 6 + 10
        assert len(set(probes)) == 11
        assert (await client.page("units")).rows
        with pytest.raises(Down) as told:
            await client.page("units")
        assert told.value.retry_after is not None
        assert told.value.retry_after <= 7.5, "a new outage begins anew"


async def test_broken_answers_are_tried_again_only_a_few_times(opened: Opener) -> None:
    async with rogue(b"") as server, opened(server.url) as client:
        with pytest.raises(Unreachable, match="broke"):
            await client.page("units", lane=Lane.USER)
        assert client.sent == 2
        with pytest.raises(Unreachable, match="broke"):
            await client.page("units")
        assert client.sent == 2 + 5


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (reply("[]", 401), SignedOut, "key"),
        (reply('["quantity: too small", "code: <b>taken</b>"]', 400), Refused, "too small"),
        (reply('{"message": "No"}', 400), Refused, "“No”"),
        (reply('{"code": ["taken", "short"]}', 400), Refused, "code: taken"),
        (reply('"just words"', 422), Refused, "just words"),
        (reply("", 405), Refused, "refused the request."),
        (reply("[1, [2]]", 400), Refused, "refused the request."),
        (reply("[" * 50_000, 400), Refused, "refused the request."),
        (reply("<html>", 407, content_type="text/html"), Unreachable, "web page"),
        (reply("", 407), Unreachable, "proxy"),
        (reply("[]", 207), BadReply, "207"),
        (reply("x" * 50), BadReply, "JSON"),
        (reply("[[[" * 40_000), BadReply, "nested"),
    ],
)
async def test_what_will_not_get_better_is_told_at_once(
    answer: bytes, kind: type[Failure], said: str, opened: Opener
) -> None:
    async with rogue(answer) as server, opened(server.url) as client:
        with pytest.raises(kind, match=said):
            await client.page("units")
        assert client.sent == 1


async def test_nobody_there_is_told_at_once(opened: Opener) -> None:
    async with rogue(GOOD) as server:
        pass
    async with opened(server.url) as client:
        with pytest.raises(Unreachable, match="refused"):
            await client.page("units")
        assert client.sent == 1
