"""Hints lead to looks: at once, gathered, never lost, and never oftener than every five seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from forge_desktop.server.forgemrp import keys
from forge_desktop.sync.hints import EVERY
from tests.sync.virtual_loop import run

from .station import CUSTOMERS, TABLE, Station, living

Teller = Callable[[Callable[[Station], Awaitable[None]]], None]


@pytest.fixture
def during(database: Engine, tmp_path: Path) -> Teller:
    """Tells a story beside a station that has loaded everything and is idle."""

    async def live(story: Callable[[Station], Awaitable[None]]) -> None:
        async with living(database, tmp_path) as station:
            await story(station)

    return lambda story: run(live(story))


def test_an_idle_station_asks_nothing_by_itself_here(during: Teller) -> None:
    async def story(station: Station) -> None:
        await asyncio.sleep(3_600)
        assert station.between.asked == []
        assert station.names() == ["Customer 1", "Customer 2"]

    during(story)


def test_the_first_hint_at_one_record_leads_to_one_question_at_once(during: Teller) -> None:
    async def story(station: Station) -> None:
        now = asyncio.get_running_loop().time()
        ident = await station.make_client("New")
        await station.deliver("client.created", ident)
        await asyncio.sleep(0.1)
        assert station.names() == ["Customer 1", "Customer 2", "New"]
        assert [path for _, path in station.between.asked] == [f"clients/{ident}"]
        assert station.looks("clients") == pytest.approx([now], abs=0.01)

    during(story)


def test_further_hints_at_several_records_become_one_later_look_at_the_list(during: Teller) -> None:
    async def story(station: Station) -> None:
        for number in range(10):
            await station.deliver("client.created", await station.make_client(f"New {number}"))
            await asyncio.sleep(0.1)
        assert station.names() == ["Customer 1", "Customer 2", "New 0"]
        await asyncio.sleep(EVERY)
        assert len(station.names()) == 12
        assert [path for _, path in station.between.asked][1:] == ["clients?"]

    during(story)


def test_hints_at_the_same_record_stay_one_record(during: Teller) -> None:
    async def story(station: Station) -> None:
        for number in range(20):
            await station.deliver("client.updated", CUSTOMERS[0], number=number)
            await asyncio.sleep(0.1)
        await asyncio.sleep(60)
        assert [path for _, path in station.between.asked] == [f"clients/{CUSTOMERS[0]}"] * 2

    during(story)


def test_five_hundred_deliveries_in_a_burst_cost_one_look_per_resource_in_five_seconds(
    during: Teller,
) -> None:
    async def story(station: Station) -> None:
        things, chance = list(TABLE), Random(7)
        for number in range(500):
            thing = chance.choice(things)
            name = CUSTOMERS[0] if thing == "client" else f"x_{chance.randrange(40)}"
            await station.deliver(f"{thing}.updated", name, number=number)
            await asyncio.sleep(chance.random() / 50)
        await asyncio.sleep(60)
        assert station.hearing.counts.taken == 500
        for resource in TABLE.values():
            looks = station.looks(resource)
            assert 1 <= len(looks) <= 4, (resource, looks)
            assert all(later - earlier >= EVERY for earlier, later in pairwise(looks)), looks

    during(story)


def test_a_steady_flood_of_an_hour_costs_one_look_in_five_seconds(during: Teller) -> None:
    async def story(station: Station) -> None:
        for number in range(18_000):
            station.syncing.hint("clients", f"x_{number}")
            await asyncio.sleep(0.2)
        looks = station.looks("clients")
        assert 700 <= len(looks) <= 3_600 / EVERY + 1
        assert all(later - earlier >= EVERY for earlier, later in pairwise(looks))

    during(story)


def test_what_was_deleted_goes_after_the_server_itself_said_so(during: Teller, database: Engine) -> None:
    async def story(station: Station) -> None:
        ident = await station.make_client("Soon gone")
        await station.deliver("client.created", ident)
        await asyncio.sleep(10)
        assert station.holds("clients", ident)
        await station.deliver("client.deleted", ident)
        await asyncio.sleep(10)
        assert station.holds("clients", ident)  # whoever says so is wrong
        with database.begin() as connection:
            connection.exec_driver_sql("DELETE FROM customers WHERE title = 'Soon gone'")
        await station.deliver("client.deleted", ident, again=True)
        await asyncio.sleep(10)
        assert not station.holds("clients", ident)

    during(story)


def test_a_hint_at_what_nobody_has_hides_nothing(during: Teller) -> None:
    async def story(station: Station) -> None:
        before = station.everything()
        await station.deliver("client.created", "cli_never")
        await station.deliver("job.created", None)
        station.syncing.hint("nothing-of-ours", "x")
        await asyncio.sleep(30)
        assert station.everything() == before
        assert station.link == "online"

    during(story)


def test_a_hint_at_a_work_order_is_one_at_the_jobs(during: Teller) -> None:
    async def story(station: Station) -> None:
        station.syncing.hint("work-orders", "wo_1")
        await asyncio.sleep(10)
        assert [path for _, path in station.between.asked] == ["jobs?"]

    during(story)


def test_hints_wait_while_the_network_is_down_and_are_followed_afterwards(during: Teller) -> None:
    async def story(station: Station) -> None:
        station.between.cut = True
        one = await station.make_client("Made meanwhile")
        await station.deliver("client.created", one)
        await station.deliver("job.updated", None)
        await asyncio.sleep(600)
        assert station.link == "offline"
        assert not station.holds("clients", one)
        station.between.cut = False
        await asyncio.sleep(120)
        assert station.link == "online"
        assert station.holds("clients", one)
        assert {"jobs?", f"clients/{one}"} <= {path for _, path in station.between.asked}

    during(story)


def test_hints_that_could_not_be_followed_are_followed_by_the_next_start(
    database: Engine, tmp_path: Path
) -> None:
    async def story() -> None:
        async with living(database, tmp_path) as station:
            one = await station.make_client("Made at the end")
            station.between.cut = True
            await station.deliver("client.created", one)
            await asyncio.sleep(1)
        async with living(database, tmp_path) as again:
            assert again.holds("clients", one)
            assert not again.between.asked
        async with living(database, tmp_path) as third:
            assert third.opening == []

    run(story())


def test_a_server_that_is_down_is_not_hammered_by_hints(during: Teller) -> None:
    async def story(station: Station) -> None:
        station.faults.set("down=1")
        for number in range(1_200):
            await station.deliver("client.updated", CUSTOMERS[number % 2], number=number)
            await asyncio.sleep(0.5)
        assert len(station.between.asked) <= 60
        station.faults.set("")
        await asyncio.sleep(120)
        assert station.looks("clients")

    during(story)


def test_a_pause_holds_hints_back_and_loses_none(during: Teller) -> None:
    async def story(station: Station) -> None:
        station.syncing.pause()
        ident = await station.make_client("Made meanwhile")
        await station.deliver("client.created", ident)
        await asyncio.sleep(60)
        assert station.between.asked == []
        station.syncing.resume()
        await asyncio.sleep(1)
        assert station.holds("clients", ident)

    during(story)


def test_data_of_an_event_never_reaches_the_cache(during: Teller) -> None:
    async def story(station: Station) -> None:
        before = station.everything()
        lie = {"name": "Owned", "email": "evil@example.com", "updated_at": "2099-01-01T00:00:00Z"}
        await station.deliver("client.updated", CUSTOMERS[0], **lie)
        await station.deliver("client.updated", CUSTOMERS[1], **lie)
        await asyncio.sleep(30)
        assert station.everything() == before

    during(story)


def test_a_resource_the_key_may_not_see_is_not_asked_for_over_and_over(
    during: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(station: Station) -> None:
        from forge_desktop.errors import NotPermitted

        asked = 0

        async def refused(*arguments: object, **named: object) -> None:
            nonlocal asked
            asked += 1
            raise NotPermitted("The key lacks the scope clients.view.")

        with monkeypatch.context() as patch:
            patch.setattr(station.syncing._wishes._ground.client, "one", refused)
            await station.deliver("client.updated", CUSTOMERS[0])
            await asyncio.sleep(600)
            assert asked == 1
            assert "clients.view" in str(station.told[-1])
        await station.deliver("client.updated", CUSTOMERS[0], again=True)
        await asyncio.sleep(60)
        assert "clients.view" not in str(station.told[-1])

    during(story)


def test_a_revoked_key_is_not_shown_again_and_again_because_of_hints(during: Teller, database: Engine) -> None:
    async def story(station: Station) -> None:
        for key in keys.listed(database):
            keys.revoke(database, key.key_id)
        for number in range(1_200):
            await station.deliver("client.updated", CUSTOMERS[number % 2], number=number)
            await station.deliver("job.updated", f"x_{number}", number=number)
            await asyncio.sleep(0.5)
        assert station.link == "signed-out"
        assert len(station.between.asked) <= 2
        assert station.names() == ["Customer 1", "Customer 2"]

    during(story)
