"""What changes on the server is on screen within one refresh, without anybody telling, on either system."""

from __future__ import annotations

import httpx
import pytest

from forge_desktop.server.running import RunningServer
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.shopfloor import PAUSED, Shop, orders
from tests.journeys.stage import Stage
from tests.shell.fixtures import KEYS
from tests.shell.living import Told, until

NUMBER = "MO00003"


@on_both
@pytest.mark.parametrize("asked", [True, False], ids=["asked for", "by itself"])
def test_a_change_on_the_server_is_on_screen_within_one_refresh_without_webhooks(
    stage: Stage, dialect: Dialect, server: RunningServer, shop: Shop, asked: bool
) -> None:
    def shown(told: Told) -> str:
        return told.column("status")[told.column(dialect.made.number).index(NUMBER)]

    async def story(told: Told) -> None:
        await told.opened()
        await orders(told)
        assert shown(told) == dialect.running
        _somebody_pauses(server, shop.key(NUMBER))
        if asked:
            await told.press("F5")
        else:
            for seconds in (1, 3_600):  # the next look comes soon, and the one after it would come too late
                told.view.desk.take_settings(
                    told.program.settings.model_copy(update={"refresh_seconds": seconds})
                )
        await until(lambda: shown(told) == dialect.held, "the change did not come")

    stage.play(story)


def _somebody_pauses(server: RunningServer, key: int) -> None:
    """Another person, in their own program."""
    keys = {"api_key": KEYS[0], "access_key": KEYS[1]}
    with httpx.Client(base_url=server.url, headers=keys, trust_env=False) as client:
        answer = client.put(f"/manufacturing-orders/{key}", json={"status": PAUSED})
    assert answer.status_code == 202, answer.text
