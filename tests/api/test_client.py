"""The client reads everything the contract documents from the real server, over real HTTP."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Mapping

import pytest

from forge_desktop.api import Keys, open_client
from forge_desktop.api.protocol import Client, Lane, Row
from forge_desktop.domain import catalog
from forge_desktop.domain.scalars import Json, exact
from forge_desktop.errors import BadReply, Failure, Missing, SignedOut, Unreachable
from forge_desktop.server.running import RunningServer, start
from tests.api.conftest import DEMO, MRPEASY, Opener, options
from tests.api.rogue import reply, rogue
from tests.catalog.documented import FIELDS, FILTERS, SINGLE_ONLY

pytestmark = pytest.mark.anyio
OFFERED = [path for path in FIELDS if "." not in path]


async def every_row(client: Client, name: str, length: int = 100) -> list[Row]:
    """The whole list, walked page by page."""
    rows: list[Row] = []
    while True:
        page = await client.page(name, start=len(rows), length=length)
        rows += page.rows
        assert page.first + len(page.rows) == len(rows)
        assert not page.asides
        if page.whole:
            assert page.total == len(rows)
            return rows


async def every_key(client: Client, name: str, length: int) -> list[int]:
    """The keys of the whole list."""
    return [row.key for row in await every_row(client, name, length)]


@pytest.mark.parametrize("name", OFFERED)
async def test_every_object_is_read_as_a_list_and_one_by_one(
    name: str, server: RunningServer, opened: Opener
) -> None:
    async with opened(server.url, keys=DEMO) as client:
        page = await client.page(name)
        assert page.rows
        assert not page.asides
        resource = catalog.find("mrpeasy", name)
        left_out = set(SINGLE_ONLY.get(name, "").split())
        for row in page.rows[:2]:
            single = await client.one(name, row.key)
            assert single.key == row.key
            assert set(FIELDS[name].split()) == set(single.values) & {f.name for f in resource.fields}
            assert left_out.isdisjoint(row.values)
            assert left_out <= set(single.values)


@pytest.mark.parametrize("name", OFFERED)
async def test_walking_with_any_page_size_gives_the_same_whole_list(
    name: str, server: RunningServer, opened: Opener
) -> None:
    async with opened(server.url, keys=DEMO) as client:
        whole = await every_key(client, name, 100)
        assert len(whole) == len(set(whole))
        for length in (1, 3) if len(whole) < 100 else (99, 50):
            assert await every_key(client, name, length) == whole
        beyond = await client.page(name, start=len(whole) + 5)
        assert (beyond.rows, beyond.whole) == ((), True)


def bound(value: Json) -> str | int | None:
    """The value as a filter takes it; None for what cannot be one."""
    return int(value) if isinstance(value, bool) else value if isinstance(value, (str, int)) else None


@pytest.mark.parametrize("name", [name for name in OFFERED if FILTERS[name]])
async def test_every_documented_filter_is_asked_for_and_answered(
    name: str, server: RunningServer, opened: Opener
) -> None:
    async with opened(server.url, keys=DEMO) as client:
        rows = await every_row(client, name)
        for filtered in FILTERS[name].split():
            field = filtered.removesuffix("_min").removesuffix("_max")
            wanted = next((v for row in rows if (v := bound(row.values[field])) is not None), "0")
            found = await client.page(name, where={filtered: wanted})
            expected = [row.key for row in rows if matches(row.values[field], filtered, wanted)]
            assert found.total == len(expected), filtered
            assert [row.key for row in found.rows] == expected[:100], filtered


def matches(value: Json, filtered: str, wanted: str | int) -> bool:
    """What the filter should keep, worked out here."""
    if not filtered.endswith(("_min", "_max")):
        return bound(value) == wanted
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0]["price"]  # tiers: the server compares the first
    amount, limit = exact(bound(value)), exact(wanted)
    if amount is None or limit is None:
        return False
    return amount >= limit if filtered.endswith("_min") else amount <= limit


@pytest.mark.parametrize("name", OFFERED)
async def test_the_offer_is_what_the_contract_documents(
    name: str, server: RunningServer, opened: Opener
) -> None:
    async with opened(server.url) as client:
        offer = client.offer(name)
        assert offer is not None
        assert offer.filters == set(FILTERS[name].split())
        assert offer.sliced == ("created_min" in FILTERS[name].split())
        assert offer.single
        assert bool(catalog.find("mrpeasy", name).created) == offer.sliced


async def test_derived_and_unknown_resources_are_not_offered(server: RunningServer, opened: Opener) -> None:
    async with opened(server.url, keys=DEMO) as client:
        assert client.offer("operations") is None
        assert client.offer("users") is None
        assert client.offer("spaceships") is None
        with pytest.raises(ValueError, match="offers no operations"):
            await client.page("operations")
        with pytest.raises(ValueError, match="cannot be filtered by colour"):
            await client.page("lots", where={"colour": "red"})
        assert client.sent == 0


async def test_a_record_that_is_not_there_is_missing(server: RunningServer, opened: Opener) -> None:
    async with opened(server.url, keys=DEMO) as client:
        with pytest.raises(Missing):
            await client.one("lots", 999_999)


async def test_a_list_that_is_not_there_is_no_proof_of_anything(server: RunningServer, opened: Opener) -> None:
    async with opened(server.url.replace("/rest/v1", "/rest/v9"), keys=DEMO) as client:
        with pytest.raises(BadReply, match="no list"):
            await client.page("lots")


async def test_a_wrong_key_signs_out(server: RunningServer, opened: Opener) -> None:
    async with opened(server.url, keys=Keys("demo", "wrong-secret")) as client:
        with pytest.raises(SignedOut):
            await client.page("lots")
        with pytest.raises(SignedOut):
            await client.one("lots", 1)


@pytest.mark.parametrize("profile", MRPEASY)
@pytest.mark.parametrize("string_ids", [False, True])
async def test_every_profile_reads_its_own_server(
    profile: str, string_ids: bool, world: str, opened: Opener
) -> None:
    with start(options(world, profile=profile, string_ids=string_ids)) as running:
        async with opened(running.url, profile, DEMO) as client:
            rows = (await client.page("manufacturing-orders")).rows
            assert rows
            assert all(isinstance(row.values["article_id"], int) for row in rows)
            assert await every_key(client, "lots", 80) == await every_key(client, "lots", 90)
        assert {entry[3] for entry in running.log} <= {200, 206}


HEADERS: Mapping[str, tuple[dict[str, str], str, str]] = {
    "mrpeasy-seed": (
        {"api_key": "canary-key-7261", "access_key": 'canary-secret-%"u(fad*N6j&L'},
        "200",
        "10-14",
    ),
    "mrpeasy-current": (
        {"authorization": "Basic Y2FuYXJ5LWtleS03MjYxOmNhbmFyeS1zZWNyZXQtJSJ1KGZhZCpONmomTA=="},
        "items=200-699",
        "items=10-14",
    ),
}


@pytest.mark.parametrize("profile", HEADERS)
async def test_each_profile_signs_and_spells_ranges_in_its_own_way(profile: str, opened: Opener) -> None:
    signed, usual, short = HEADERS[profile]
    async with rogue(reply("[]")) as server, opened(server.url, profile) as client:
        await client.page("users/actions", start=200, where={"created_min": 5, "comment": "a&b=ü"})
        await client.page("lots", start=10, length=5)
        assert server.heads[0].startswith(
            "GET /rest/v1/users/actions?created_min=5&comment=a%26b%3D%C3%BC HTTP/1.1\r\n"
        )
        assert (server.header("range", 0), server.header("range", 1)) == (usual, short)
        for name in ("api_key", "access_key", "authorization"):
            assert server.header(name) == signed.get(name)


async def test_a_good_test_of_the_connection_says_so(server: RunningServer, opened: Opener) -> None:
    async with opened(server.url, keys=DEMO) as client:
        verdict = await client.check()
    assert verdict.ok
    assert "accepts the key" in verdict.message


@pytest.mark.parametrize(
    ("answer", "title", "said"),
    [
        (reply('["Unauthorized"]', 401), "The key was refused", "does not know this key"),
        (reply('["Not allowed"]', 403), "The key was refused", "Not allowed"),
        (reply('["Not found"]', 404), "No such list on the server", "/rest/v1"),
        (reply("<html>Sign in</html>", content_type="text/html"), "Not the server we know", "web page"),
        (reply("  <!doctype html>", 404), "Not the server we know", "web page"),
        (reply("", 302, location="https://evil.example/"), "The server sent us elsewhere", "never followed"),
        (reply('["MRPEasy is under maintenance"]', 503), "The server is under maintenance", "maintenance"),
        (reply('["busy"]', 429), "The server is busy", "busy"),
        (reply("oops", 500), "The server failed", "500"),
        (reply("[]", 299), "The server answered something unexpected", "299"),
        (reply("[]", 999), "The server failed", "999"),
        (reply("[]", 418), "The server answered something unexpected", "418"),
        (reply('{"units": []}'), "The server answered something unexpected", "list"),
        (reply("nonsense"), "The server answered something unexpected", "JSON"),
        (reply(""), "The server answered something unexpected", "JSON"),
        (reply('[{"unit_id": 1}]', 206), "The server answered something unexpected", "which part"),
        (reply("PNG", content_type="image/png"), "Not the server we know", "web page"),
    ],
)
async def test_a_test_of_the_connection_says_what_is_wrong_after_one_request(
    answer: bytes, title: str, said: str, opened: Opener
) -> None:
    async with rogue(answer) as server, opened(server.url) as client:
        verdict = await client.check()
        assert not verdict.ok
        assert (verdict.title, said in verdict.message) == (title, True), verdict
        assert client.sent == 1
        assert "canary" not in verdict.message
        assert verdict.message.endswith((".", "?", "”"))


@pytest.mark.parametrize("status", [400, 401, 403, 500, 503, 200, 302])
async def test_only_an_honest_404_says_that_a_record_is_gone(status: int, opened: Opener) -> None:
    async with rogue(reply('["no such thing"]', status)) as server, opened(server.url) as client:
        with pytest.raises(Failure) as failure:
            await client.one("lots", 5, lane=Lane.USER)
        assert not isinstance(failure.value, Missing)


async def test_a_404_of_a_portal_says_nothing_of_a_record(opened: Opener) -> None:
    page = reply("<html>404</html>", 404, content_type="text/html")
    async with rogue(page) as portal, opened(portal.url) as client:
        with pytest.raises(Unreachable, match="web page"):
            await client.one("lots", 5, lane=Lane.USER)


async def test_another_record_than_the_one_asked_for_is_not_taken(opened: Opener) -> None:
    answers = reply('{"lot_id": 6}'), reply('{"code": "L1"}'), reply('[{"lot_id": "5"}]')
    async with rogue(*answers) as server, opened(server.url) as client:
        with pytest.raises(BadReply, match="sent 6"):
            await client.one("lots", 5)
        with pytest.raises(BadReply, match="no lot_id"):
            await client.one("lots", 5)
        assert (await client.one("lots", 5)).key == 5


async def test_a_page_with_bad_rows_keeps_the_good_ones_and_counts_all(opened: Opener) -> None:
    rows = '[{"lot_id": 1}, {"lot_id": "x"}, {"lot_id": 3, "quantity": NaN}, {"lot_id": 4, "note": "%s"}]'
    answer = reply(rows % ("x" * 10_000_000), 206, content_range="items 0-3/9")
    async with rogue(answer) as server, opened(server.url) as client:
        page = await client.page("lots")
    assert [row.key for row in page.rows] == [1]
    assert [aside.key for aside in page.asides] == [None, 3, 4]
    assert (page.total, page.whole) == (9, False)


async def test_an_array_with_gaps_arrives_as_an_object_and_is_a_list(opened: Opener) -> None:
    answer = reply('{"0": {"lot_id": 1}, "2": {"lot_id": 3}}')
    async with rogue(answer) as server, opened(server.url) as client:
        assert [row.key for row in (await client.page("lots")).rows] == [1, 3]


def test_an_unknown_profile_is_a_mistake_of_ours(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(KeyError):
        open_client("sap", "https://x.example", DEMO, resources=(), gate_dir=tmp_path_factory.mktemp("g"))


async def test_the_servers_clock_is_known_from_its_last_good_answer(opened: Opener) -> None:
    answers = (
        reply("[]", date="Mon, 16 Nov 2026 09:00:00 GMT"),
        reply("[]", 401, date="Tue, 17 Nov 2026 09:00:00 GMT"),
        reply("[]", date="half past nine"),
    )
    async with rogue(*answers) as server, opened(server.url) as client:
        told = [client.server_time]
        for _ in answers:
            with contextlib.suppress(SignedOut):
                await client.page("units")
            told.append(client.server_time)
    assert told == [None, 1_794_819_600, 1_794_819_600, None]


def test_knowing_the_profiles_does_not_load_the_network_library() -> None:
    asked = "import sys, forge_desktop.api, forge_desktop.api.protocol; print('httpx' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
