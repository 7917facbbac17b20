"""Who is let in, what is found, and how everything else is refused."""

from __future__ import annotations

from dataclasses import replace

import anyio
import httpx
import pytest

from forge_desktop.server.answer import Answer
from forge_desktop.server.database import writing
from forge_desktop.server.door import Visitors
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import start

from .conftest import KEYS, Starter, basic

READ_ONLY = ("lots", "purchase-orders", "serials", "users/actions", "stock/inventory")
WRITABLE = ("boms", "customer-orders", "items", "manufacturing-orders")


def refused(answer: httpx.Response, status: int) -> str:
    """The one text of a refusal."""
    assert answer.status_code == status
    texts = answer.json()
    assert isinstance(texts, list)
    assert len(texts) == 1
    assert isinstance(texts[0], str)
    return texts[0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"api_key": "demo"},
        {"access_key": "demo"},
        {"api_key": "demo", "access_key": "Demo"},
        {"api_key": "wrong", "access_key": "demo"},
        {"api_key": "", "access_key": ""},
        {"api_key": "demodemo", "access_key": ""},
        basic("demo", "wrong"),
        basic("demo:demo", ""),
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic"},
        {"Authorization": "Bearer demo:demo"},
    ],
)
def test_a_missing_or_wrong_key_is_unauthorized(client: httpx.Client, headers: dict[str, str]) -> None:
    with httpx.Client(base_url=client.base_url) as stranger:
        refused(stranger.get("/items", headers=headers), 401)
        refused(stranger.get("/no-such-object", headers=headers), 401)


def test_header_names_of_the_keys_may_be_written_in_any_case(client: httpx.Client) -> None:
    keys = {"Api_key": "demo", "ACCESS_KEY": "demo"}
    assert httpx.get(f"{client.base_url}items", headers=keys).status_code == 200


def test_both_ways_to_show_the_keys_are_understood_by_every_profile(started: Starter) -> None:
    for profile in ("mrpeasy-seed", "mrpeasy-current", "local"):
        server = started(profile=profile)
        assert httpx.get(f"{server.url}/items", headers=basic("demo", "demo")).status_code == 200
        assert httpx.get(f"{server.url}/items", headers=KEYS).status_code == 200


def test_odd_letters_in_keys_are_no_obstacle(started: Starter) -> None:
    access = 'yT%"u(fad*N6j&L!8TQq^?^2K?wL*K:x'
    server = started(api_key="z1g41b3d0a7c2", access_key=access)
    pair = {"api_key": "z1g41b3d0a7c2", "access_key": access}
    assert httpx.get(f"{server.url}/items", headers=pair).status_code == 200
    assert httpx.get(f"{server.url}/items", headers=basic("z1g41b3d0a7c2", access)).status_code == 200


def test_an_empty_access_key_shuts_the_server(started: Starter) -> None:
    server = started(access_key="")
    refused(httpx.get(f"{server.url}/items", headers={"api_key": "demo", "access_key": ""}), 401)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/items/999999",
        "/items/abc",
        "/items/1/2",
        "/items/-1",
        "/items/1.0",
        "/lots/" + "9" * 30,
        "/users",
        "/users/actions/999",
        "/users/actions/list/1",
        "/sites",
        "/report",
        "/report/production/nothing",
        "/stock",
        "/stock/inventory/999",
        "/stock/inventory/abc",
        "/itemsx",
    ],
)
def test_what_does_not_exist_is_not_found(client: httpx.Client, path: str) -> None:
    refused(client.get(path), 404)


def test_outside_the_contracts_root_there_is_nothing(client: httpx.Client) -> None:
    root = str(client.base_url).removesuffix("/rest/v1/")
    for path in ("/", "/items", "/rest/v2/items", "/rest/v1", "/rest/v1x/items"):
        refused(client.get(root + path), 404)


@pytest.mark.parametrize("path", [*READ_ONLY, "report/production/products"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_every_method_but_get_is_disabled_for_what_is_only_read(
    client: httpx.Client, path: str, method: str
) -> None:
    for below in ("", "/1"):
        answer = client.request(method, f"/{path}{below}")
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET"
        if method != "HEAD":
            assert method in refused(answer, 405)


@pytest.mark.parametrize("path", WRITABLE)
@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS"])
def test_methods_that_the_contract_does_not_know_are_disabled_everywhere(
    client: httpx.Client, path: str, method: str
) -> None:
    for below in ("", "/1"):
        assert client.request(method, f"/{path}{below}").status_code == 405


@pytest.mark.parametrize(
    ("profile", "path", "allowed"),
    [
        ("mrpeasy-seed", "customer-orders", "GET, POST"),
        ("mrpeasy-seed", "customers", "GET, POST"),
        ("mrpeasy-seed", "manufacturing-orders", "GET, POST"),
        ("mrpeasy-current", "customer-orders", "GET, POST, PUT"),
        ("mrpeasy-current", "customers", "GET, POST, PUT"),
        ("local", "customer-orders", "GET, POST, PUT"),
        ("local", "customers", "GET, POST, PUT"),
    ],
)
def test_a_disabled_method_is_refused_in_one_text_that_names_it(
    started: Starter, profile: str, path: str, allowed: str
) -> None:
    url = f"{started(profile=profile).url}/{path}/1"
    for method in {"PUT", "DELETE"} - set(allowed.split(", ")):
        answer = httpx.request(method, url, headers=KEYS, data={"reference": "x", "title": "x"})
        assert f"Method {method} is disabled" in refused(answer, 405)
        assert answer.headers["Allow"] == allowed


def test_a_method_at_a_path_where_it_means_nothing_is_refused(client: httpx.Client) -> None:
    assert "without an ID" in refused(client.post("/customer-orders/1"), 405)
    assert "with an ID" in refused(client.put("/customer-orders"), 405)
    assert "with an ID" in refused(client.delete("/items"), 405)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "@"],
)
def test_foreign_host_names_are_refused_even_with_the_right_key(client: httpx.Client, host: str) -> None:
    refused(client.get("/items", headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:1234", "[::1]:80", "127.8.9.1"])
def test_names_of_this_machine_are_accepted(client: httpx.Client, host: str) -> None:
    assert client.get("/items", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", ""])
def test_requests_of_web_pages_are_refused_whatever_their_origin(client: httpx.Client, origin: str) -> None:
    answer = client.get("/items", headers={"Origin": origin})
    refused(answer, 403)
    assert not [name for name in answer.headers if name.startswith("access-control")]
    refused(client.options("/items", headers={"Origin": origin, "Access-Control-Request-Method": "GET"}), 403)


def test_the_server_listens_on_this_machine_only(empty: ServerOptions) -> None:
    with start(replace(empty)) as server:
        assert server.url.startswith("http://127.0.0.1:")


def test_an_answer_does_not_tell_what_the_server_is_made_of(client: httpx.Client) -> None:
    assert "server" not in client.get("/items").headers


def test_a_failure_inside_is_a_500_and_the_server_goes_on(
    empty: ServerOptions, caplog: pytest.LogCaptureFixture
) -> None:
    with start(empty) as server, httpx.Client(base_url=server.url, headers=KEYS) as client:
        with writing(server.engine) as connection:
            connection.exec_driver_sql("ALTER TABLE serials RENAME TO lost_serials")
        refused(client.get("/serials"), 500)
        assert "no such table" in caplog.text
        assert client.get("/items").status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("192.168.1.5:8765", 200), ("forge.lan", 200), ("localhost", 200), ("evil.example", 403)],
)
def test_on_a_network_its_own_name_and_addresses_are_accepted(host: str, status: int) -> None:
    async def ask() -> int:
        guarded = Visitors(Answer(200), ServerOptions("", host="forge.lan"))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guarded)) as client:
            return (await client.get("http://forge.lan/", headers={"Host": host})).status_code

    assert anyio.run(ask) == status


def test_the_keys_do_not_show_where_options_are_printed() -> None:
    assert "s3cret" not in repr(ServerOptions("", api_key="s3cret", access_key="s3cret"))
