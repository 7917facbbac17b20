"""What a server says about when to come back reaches whoever repeats a write, and holds the next ones back."""

from __future__ import annotations

import pytest

from forge_desktop.api.protocol import Lane
from forge_desktop.errors import AnswerLost, Busy, Down, Failure, NotSent
from tests.api.conftest import Opener
from tests.api.rogue import reply, rogue
from tests.api.virtual import VirtualTime
from tests.api.writers import ORDER, add

pytestmark = pytest.mark.anyio


async def test_a_redirect_of_a_write_is_never_followed(opened: Opener) -> None:
    async with rogue(reply("4711", 201)) as elsewhere:
        for status in (301, 302, 303, 307, 308):
            async with rogue(reply("", status, location=elsewhere.url)) as server, opened(server.url) as client:
                with pytest.raises(AnswerLost, match="never followed"):
                    await add(client)
        assert elsewhere.tried == 0


@pytest.mark.parametrize(("status", "kind"), [(429, Busy), (503, Down)])
async def test_a_pause_that_the_server_asks_for_holds_the_next_write_back_unsent(
    status: int, kind: type[Failure], opened: Opener, time: VirtualTime
) -> None:
    answers = reply("[]", status, retry_after="100"), reply("4711", 201)
    async with rogue(*answers) as server, opened(server.url) as client:
        with pytest.raises(kind) as told:
            await add(client)
        assert isinstance(told.value, (Busy, Down))
        assert told.value.retry_after is not None
        assert 100.0 <= told.value.retry_after <= 110.0
        with pytest.raises(NotSent, match="asked to wait") as held:
            await add(client)
        assert held.value.retry_after == pytest.approx(told.value.retry_after)
        assert len(server.heads) == client.sent == 1
        time.now += told.value.retry_after
        assert await client.create("customer-orders", ORDER) == 4711
        assert len(server.heads) == 2


async def test_busy_without_a_time_is_told_with_a_short_one_at_random(
    opened: Opener, time: VirtualTime
) -> None:
    async with rogue(reply("[]", 429)) as server, opened(server.url) as client:
        pauses = []
        for _ in range(30):
            with pytest.raises(Busy) as told:
                await add(client)
            assert told.value.retry_after is not None
            pauses.append(told.value.retry_after)
        assert len(server.heads) == 30
    assert 0.1 <= pauses[0] <= 1.0
    assert max(pauses) <= 5.0
    assert len(set(pauses)) > 20


async def test_maintenance_told_by_writes_grows_like_that_of_questions(
    opened: Opener, time: VirtualTime
) -> None:
    async with rogue(reply("[]", 503)) as server, opened(server.url) as client:
        begun = time.now
        for count in range(1, 9):
            with pytest.raises(Down) as told:
                await add(client)
            usual = min(5.0 + time.now - begun, 60.0)
            assert told.value.retry_after is not None
            assert 0.5 * usual <= told.value.retry_after <= 1.5 * usual
            assert len(server.heads) == count
            time.now += told.value.retry_after
        with pytest.raises(Down):
            await client.page("units", lane=Lane.BACKGROUND)  # known by now: looked at once
        assert len(server.heads) == 9
