"""The client writes to the real server, in every profile, and reads back exactly what it wrote."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from forge_desktop.api.protocol import Client
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import AnswerLost, Busy, Down, Failure, Missing, NotPermitted, Refused, SignedOut
from forge_desktop.server.running import RunningServer, start
from tests.api.conftest import DEMO, MRPEASY, Opener, options
from tests.server.small_floor import DAY, NOW

pytestmark = pytest.mark.anyio
Shop = Callable[..., RunningServer]
TEXT = "Größe „L“ & more=1\n[x]"
LINES: list[Json] = [
    {"article_id": 1, "quantity": "1.123456", "item_price": "19.99", "description": TEXT},
    {"sku": "A00002", "quantity": "3", "total_price": "30.03"},
    {"product_id": 101, "param": {}, "quantity": "0.000001"},
]
ORDER: Values = {
    "customer_id": 2,
    "reference": "FD-7K3Q9X2M",
    "status": 10,
    "delivery_date": NOW + 5 * DAY,
    "delivery_terms": "EXW",
    "notes": "ring first 100% a+b\r\nsecond “line”",
    "discount_percent": "2.5",
    "shipping_address_id": None,
    "products": LINES,
}
MAKE: Values = {"article_id": 5, "quantity": "2.5", "assigned_id": 2, "site_id": 1, "status": 10}


@pytest.fixture
def shop(world: str, tmp_path: Path) -> Iterator[Shop]:
    """Starts servers, each on a copy of the small world that may be written to."""
    with ExitStack() as opened:

        def starting(profile: str, **changes: object) -> RunningServer:
            copy = shutil.copy(world, tmp_path / f"{profile}.db")
            return opened.enter_context(start(options(str(copy), profile=profile, **changes)))

        yield starting


async def values(client: Client, resource: str, key: int) -> Values:
    """What the server holds of a record."""
    return (await client.one(resource, key)).values


@pytest.mark.parametrize("profile", MRPEASY)
@pytest.mark.parametrize("string_ids", [False, True])
async def test_a_customer_order_arrives_as_it_was_meant(
    profile: str, string_ids: bool, shop: Shop, opened: Opener
) -> None:
    server = shop(profile, string_ids=string_ids)
    async with opened(server.url, profile, DEMO) as client:
        key = await client.create("customer-orders", ORDER)
        assert client.sent == len(server.log) == 1
        found = await values(client, "customer-orders", key)
    for name in ("customer_id", "reference", "status", "delivery_terms", "notes", "discount_percent"):
        assert found[name] == ORDER[name], name
    assert found["delivery_date"] == NOW + 5 * DAY
    lines = found["products"]
    assert isinstance(lines, list)
    told = [(line["article_id"], line["quantity"]) for line in lines if isinstance(line, dict)]
    assert told == [(1, "1.123456"), (2, "3"), (1, "0.000001")]
    first = lines[0]
    assert isinstance(first, dict)
    assert (first["item_price"], first["description"]) == ("19.99", TEXT)


@pytest.mark.parametrize("profile", MRPEASY)
async def test_customers_and_manufacturing_orders_are_made_in_every_profile(
    profile: str, shop: Shop, opened: Opener
) -> None:
    server = shop(profile)
    contact: Json = {"type": "email", "value": "ä+b@example.com"}
    async with opened(server.url, profile, DEMO) as client:
        customer = await client.create("customers", {"title": "Ööbik & Co", "contact_data": [contact]})
        found = await values(client, "customers", customer)
        assert found["title"] == "Ööbik & Co"
        assert isinstance(found["contact_data"], list)
        assert isinstance(found["contact_data"][0], dict)
        assert found["contact_data"][0]["value"] == "ä+b@example.com"
        made = await values(client, "manufacturing-orders", await client.create("manufacturing-orders", MAKE))
        assert {name: made[name] for name in MAKE} == dict(MAKE)


@pytest.mark.parametrize("profile", ["mrpeasy-current", "local"])
async def test_a_manufacturing_order_takes_more_where_the_profile_says_so(
    profile: str, shop: Shop, opened: Opener
) -> None:
    more: Values = {
        **MAKE,
        "start_date": NOW + DAY,
        "due_date": NOW + 9 * DAY,
        "cust_ord_id": 4,
        "no_bookings": True,
        "notes": [{"text": "with care"}],
    }
    server = shop(profile)
    async with opened(server.url, profile, DEMO) as client:
        assert {*more, "bom_id", "routing_id"} <= client.takes("manufacturing-orders", Verb.CREATE)
        made = await values(client, "manufacturing-orders", await client.create("manufacturing-orders", more))
    assert (made["start_date"], made["due_date"]) == (NOW + DAY, NOW + 9 * DAY)
    assert isinstance(made["notes"], list)
    assert len(made["notes"]) == 1


@pytest.mark.parametrize("profile", MRPEASY)
async def test_all_complaints_come_back_on_their_fields(profile: str, shop: Shop, opened: Opener) -> None:
    wrong: Values = {
        "customer_id": 999,
        "discount_percent": "101",
        "products": [{"sku": "nonsense", "quantity": "1"}, {"article_id": 1, "quantity": "0"}],
    }
    server = shop(profile)
    async with opened(server.url, profile, DEMO) as client:
        with pytest.raises(Refused) as refused:
            await client.create("customer-orders", wrong)
    assert [name for name, _ in refused.value.fields] == [
        "customer_id",
        "discount_percent",
        "products.0.sku",
        "products.1.quantity",
    ]
    assert len(refused.value.reasons) == 4


@pytest.mark.parametrize("profile", ["mrpeasy-current", "local"])
async def test_what_changed_is_changed_and_null_empties(profile: str, shop: Shop, opened: Opener) -> None:
    server = shop(profile)
    async with opened(server.url, profile, DEMO) as client:
        await client.update("customer-orders", 4, {"reference": "new", "notes": None, "delivery_date": None})
        found = await values(client, "customer-orders", 4)
        assert (found["reference"], found["notes"], found["delivery_date"]) == ("new", None, None)
        await client.update("customers", 1, {"title": "Renamed", "contact_data": []})
        found = await values(client, "customers", 1)
        assert (found["title"], found["contact_data"]) == ("Renamed", [])
        await client.update("manufacturing-orders", 5, {"due_date": NOW + 3 * DAY, "notes": [{"text": "soon"}]})
        assert (await values(client, "manufacturing-orders", 5))["due_date"] == NOW + 3 * DAY


async def test_a_status_is_set_where_the_server_has_that(shop: Shop, opened: Opener) -> None:
    server = shop("local")
    async with opened(server.url, "local", DEMO) as client:
        key = await client.create("manufacturing-orders", MAKE)
        await client.update("manufacturing-orders", key, {"status": 30})
        assert (await values(client, "manufacturing-orders", key))["status"] == 30
        with pytest.raises(Refused, match="begun") as refused:
            await client.update("manufacturing-orders", key, {"status": 10})
        assert refused.value.fields[0][0] == "status"
        assert type(refused.value) is Refused
        with pytest.raises(Missing):
            await client.update("manufacturing-orders", 999_999, {"status": 30})


async def test_what_a_server_does_not_permit_is_told_apart_from_what_is_wrong(
    shop: Shop, opened: Opener
) -> None:
    """A profile that promises more than the server keeps, as when an account lost a feature."""
    current, seed = shop("mrpeasy-current"), shop("mrpeasy-seed")
    async with opened(current.url, "local", DEMO) as client:
        with pytest.raises(NotPermitted, match="Status cannot be changed via API"):
            await client.update("manufacturing-orders", 5, {"status": 30})
    async with opened(seed.url, "local", DEMO) as client:
        with pytest.raises(NotPermitted, match="Method PUT is disabled"):
            await client.update("customer-orders", 5, {"reference": "x"})
    async with opened(seed.url, "local") as client:
        with pytest.raises(SignedOut):
            await client.create("customer-orders", ORDER)


@pytest.mark.parametrize(
    ("fault", "kind", "made"),
    [
        ("busy", Busy, 0),
        ("down", Down, 0),
        ("cut", AnswerLost, 1),
        ("lost", AnswerLost, 1),
        ("late", AnswerLost, 1),
    ],
)
async def test_each_fault_of_the_server_is_known_for_what_it_is(
    fault: str, kind: type[Failure], made: int, shop: Shop, opened: Opener
) -> None:
    server = shop("local", late_seconds=0.1)
    async with opened(server.url, "local", DEMO) as client:
        before = (await client.page("customer-orders")).total
        server.faults.plan(fault)
        with pytest.raises(kind):
            await client.create("customer-orders", ORDER)
        assert client.sent == 2
        for _ in range(200):
            found = (await client.page("customer-orders", where={"reference": "FD-7K3Q9X2M"})).total
            if found == made:
                break
            await asyncio.sleep(0.02)
        assert found == made
        assert (await client.page("customer-orders")).total == (before or 0) + made


async def test_a_slow_answer_is_an_answer(shop: Shop, opened: Opener) -> None:
    server = shop("local")
    async with opened(server.url, "local", DEMO) as client:
        server.faults.plan("slow")
        assert await client.create("customer-orders", ORDER)


@pytest.mark.parametrize(
    ("resource", "verb", "profiles"),
    [
        ("customer-orders", Verb.CREATE, "mrpeasy-seed mrpeasy-current local"),
        ("customers", Verb.CREATE, "mrpeasy-seed mrpeasy-current local"),
        ("manufacturing-orders", Verb.CREATE, "mrpeasy-seed mrpeasy-current local"),
        ("customer-orders", Verb.UPDATE, "mrpeasy-current local"),
        ("customers", Verb.UPDATE, "mrpeasy-current local"),
        ("manufacturing-orders", Verb.UPDATE, "mrpeasy-current local"),
        ("manufacturing-orders", Verb.STATUS, "local"),
        ("lots", Verb.CREATE, ""),
        ("units", Verb.CREATE, ""),
        ("operations", Verb.UPDATE, ""),
        ("spaceships", Verb.STATUS, ""),
    ],
)
@pytest.mark.parametrize("profile", MRPEASY)
async def test_what_may_be_written_is_known_before_anything_is_sent(
    profile: str, resource: str, verb: Verb, profiles: str, opened: Opener
) -> None:
    async with opened("http://127.0.0.1:1/rest/v1", profile) as client:
        permitted = profile in profiles.split()
        assert client.may(resource, verb) is permitted
        assert bool(client.takes(resource, verb)) is permitted
        assert not client.has_keys
        if permitted:
            return
        values: Values = {"status": 30} if verb is Verb.STATUS else {"code": "x"}
        creates = verb is Verb.CREATE
        with pytest.raises(NotPermitted):
            await (client.create(resource, values) if creates else client.update(resource, 1, values))
        assert client.sent == 0
