"""Bodies leave exactly as the profile says, and what a server would not take never leaves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_desktop.api.asking import Asking
from forge_desktop.api.bodies import body
from forge_desktop.api.gate import Gate, Limits
from forge_desktop.api.mrpeasy.client import MrpeasyClient
from forge_desktop.api.profiles import PROFILES
from forge_desktop.api.transport import Transport
from forge_desktop.domain import catalog
from forge_desktop.domain.commands import Verb
from forge_desktop.domain.resource import Values
from forge_desktop.domain.scalars import Json
from forge_desktop.errors import NotPermitted, Refused
from tests.api.conftest import CANARIES, MRPEASY, Opener
from tests.api.rogue import reply, rogue
from tests.api.virtual import VirtualTime
from tests.catalog.documented import FIELDS

pytestmark = pytest.mark.anyio
ORDER: Values = {
    "customer_id": 5,
    "reference": "a&b=c d+ü",
    "notes": None,
    "products": [
        {"sku": "A-1", "quantity": "1.50", "description": None},
        {"product_id": 7, "param": {"12": 3}, "quantity": "0.000001"},
    ],
}


async def test_a_form_is_spelled_as_php_spells_it(opened: Opener) -> None:
    async with rogue(reply("1", 201)) as server, opened(server.url, "mrpeasy-seed") as client:
        await client.create("customer-orders", ORDER)
        assert server.header("content-type") == "application/x-www-form-urlencoded"
        assert server.header("content-length") == str(len(server.bodies[0]))
    assert server.bodies[0] == (
        b"customer_id=5&reference=a%26b%3Dc+d%2B%C3%BC"
        b"&products%5B0%5D%5Bsku%5D=A-1&products%5B0%5D%5Bquantity%5D=1.50"
        b"&products%5B1%5D%5Bproduct_id%5D=7&products%5B1%5D%5Bparam%5D%5B12%5D=3"
        b"&products%5B1%5D%5Bquantity%5D=0.000001"
    )


async def test_json_says_the_same_with_decimals_as_their_text(opened: Opener) -> None:
    async with rogue(reply("1", 201)) as server, opened(server.url, "mrpeasy-current") as client:
        await client.create("customer-orders", ORDER)
        assert server.header("content-type") == "application/json"
    assert json.loads(server.bodies[0]) == {
        "customer_id": 5,
        "reference": "a&b=c d+ü",
        "products": [
            {"sku": "A-1", "quantity": "1.50"},
            {"product_id": 7, "param": {"12": 3}, "quantity": "0.000001"},
        ],
    }


@pytest.mark.parametrize(
    ("profile", "sent"),
    [
        ("local", b"no_bookings=1&no_scheduling=0&custom_814=x"),
        ("mrpeasy-current", b'{"no_bookings":true,"no_scheduling":false,"custom_814":"x"}'),
    ],
)
async def test_yes_and_no_and_fields_of_the_account(profile: str, sent: bytes, opened: Opener) -> None:
    values: Values = {"no_bookings": True, "no_scheduling": False, "custom_814": "x"}
    async with rogue(reply("1", 201)) as server, opened(server.url, profile) as client:
        await client.create("manufacturing-orders", values)
    assert server.bodies == [sent]


@pytest.mark.parametrize(
    ("profile", "sent"),
    [
        ("local", b"notes=&delivery_date=&products="),
        ("mrpeasy-current", b'{"notes":null,"delivery_date":null,"products":[]}'),
    ],
)
async def test_a_change_says_what_is_to_be_emptied(profile: str, sent: bytes, opened: Opener) -> None:
    async with rogue(reply("", 202)) as server, opened(server.url, profile) as client:
        await client.update("customer-orders", 7, {"notes": None, "delivery_date": None, "products": []})
    assert server.bodies == [sent]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"colour": "red", "notes": "x"}, ["colour"]),
        ({"cust_ord_id": 5}, ["cust_ord_id"]),
        ({"profit": "1"}, ["profit"]),
        ({"customer_id": -3}, ["customer_id"]),
        ({"custom_814": "x"}, ["custom_814"]),
        ({"discount_percent": 2.5}, ["discount_percent"]),
        ({"discount_percent": Decimal("2.5")}, ["discount_percent"]),
        ({"notes": {"a": 1}}, ["notes"]),
        ({"notes": ["a"]}, ["notes"]),
        ({"products": [{"sku": "A"}, {"colour": 1}]}, ["products.1.colour"]),
        ({"products": [{"quantity": 0.1}]}, ["products.0.quantity"]),
        ({"products": ["A"]}, ["products.0"]),
        ({"products": {"0": {"sku": "A"}}}, ["products"]),
        ({"products": [{"article_id": -1, "quantity": "1"}]}, ["products.0.article_id"]),
        ({"products": [{"param": {"x": 1}}]}, ["products.0.param"]),
        ({"products": [{"param": {"1": "2"}}]}, ["products.0.param"]),
        ({"products": [{"line_id": 4}]}, ["products.0.line_id"]),
        ({}, []),
        ({"notes": None}, []),
    ],
)
async def test_what_the_server_would_not_take_is_named_and_stays_here(
    values: dict[str, Any], named: list[str], opened: Opener
) -> None:
    async with opened("http://127.0.0.1:1/rest/v1", "local") as client:
        with pytest.raises(Refused) as refused:
            await client.create("customer-orders", values)
        assert [name for name, _ in refused.value.fields] == named
        assert all(name in refused.value.message for name in named)
        assert not isinstance(refused.value, NotPermitted)
        assert client.sent == 0


@pytest.mark.parametrize(
    ("profile", "resource", "values", "named"),
    [
        ("mrpeasy-seed", "manufacturing-orders", {"article_id": 1, "due_date": 5, "bom_id": 2}, "due_date"),
        ("mrpeasy-seed", "manufacturing-orders", {"custom_814": "x"}, "custom_814"),
        ("local", "manufacturing-orders", {"man_ord_id": 1}, "man_ord_id"),
        ("local", "customers", {"created": 1}, "created"),
    ],
)
async def test_a_profile_that_takes_less_says_so(
    profile: str, resource: str, values: Values, named: str, opened: Opener
) -> None:
    async with opened("http://127.0.0.1:1/rest/v1", profile) as client:
        with pytest.raises(Refused, match=named):
            await client.create(resource, values)
        assert client.sent == 0


async def test_a_record_that_the_server_does_not_have_yet_is_not_changed(opened: Opener) -> None:
    async with opened("http://127.0.0.1:1/rest/v1", "local") as client:
        for key in (0, -5):
            with pytest.raises(Refused, match="does not have this record yet"):
                await client.update("customer-orders", key, {"notes": "x"})
        with pytest.raises(Refused, match="colour"):
            await client.update("manufacturing-orders", 5, {"status": 30, "colour": "red"})
        assert client.sent == 0


@pytest.mark.parametrize("profile", MRPEASY)
@pytest.mark.parametrize("resource", ["customer-orders", "customers", "manufacturing-orders"])
async def test_only_documented_names_are_ever_taken(profile: str, resource: str, opened: Opener) -> None:
    beyond = {"cust_ord_id", "cust_ord_line_id", "no_bookings", "no_scheduling"}
    async with opened("http://127.0.0.1:1/rest/v1", profile) as client:
        for verb in Verb:
            taken = client.takes(resource, verb)
            more = beyond if resource == "manufacturing-orders" else set()
            assert taken <= set(FIELDS[resource].split()) | more
            assert ("status" in taken) or verb is not Verb.STATUS or not taken


@pytest.mark.parametrize("header", ["", "Idempotency-Key"])
async def test_a_key_goes_along_only_where_the_profile_honours_it(
    header: str, tmp_path: Path, time: VirtualTime
) -> None:
    profile = replace(PROFILES["local"], key_header=header)
    async with rogue(reply("1", 201), reply("", 202)) as server:
        gate = Gate(tmp_path, "key", Limits(), clock=time.clock, sleep=time.sleep)
        way = Transport(server.url, {})
        asking = Asking(way, gate, CANARIES, clock=time.clock, sleep=time.sleep, chance=Random(1))
        client = MrpeasyClient(profile, asking, catalog.resources("mrpeasy"))
        assert client.has_keys is bool(header)
        await client.create("customers", {"title": "x"}, idempotency="ab12")
        await client.update("customers", 1, {"title": "x"})
        await client.aclose()
        assert server.header("idempotency-key", 0) == ("ab12" if header else None)
        assert server.header("idempotency-key", 1) is None


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1, max_size=5)
TEXTS = st.text(st.characters(), max_size=20)
LEAVES = st.integers(-(2**70), 2**70) | TEXTS | st.booleans()
LINES = st.lists(st.dictionaries(NAMES, LEAVES, min_size=1, max_size=3), min_size=1, max_size=3)


def unfolded(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """A form as PHP reads it."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        path = re.findall(r"[^\[\]]+", name)
        inner = found
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        inner[path[-1]] = value
    return found


def as_php(value: Json) -> Any:
    """What PHP would make of a value: texts all over, arrays with keys."""
    if isinstance(value, dict):
        return {name: as_php(part) for name, part in value.items()}
    if isinstance(value, list):
        return {str(number): as_php(part) for number, part in enumerate(value)}
    return str(int(value)) if isinstance(value, bool) else whole(str(value))


def whole(text: str) -> str:
    """As bytes can hold it: halves of surrogate pairs cannot be sent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@given(st.dictionaries(NAMES, LEAVES | LINES, max_size=4))
def test_whatever_is_written_in_a_form_is_read_back_the_same(values: dict[str, Any]) -> None:
    sent = body(values, "form").data.decode()
    pairs = parse_qsl(sent, keep_blank_values=True, strict_parsing=bool(sent))
    assert unfolded(pairs) == as_php(values)


@given(st.dictionaries(NAMES, LEAVES | LINES | st.none(), max_size=4))
def test_json_is_valid_and_keeps_every_value(values: dict[str, Any]) -> None:
    found = json.loads(body(values, "json").data.decode())
    assert found == json.loads(whole(json.dumps(values, ensure_ascii=False)))


@pytest.mark.parametrize("style", ["form", "json"])
@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), [0.1], {"a": 0.1}, b"x"])
def test_what_cannot_be_written_exactly_is_not_written(value: Any, style: Any) -> None:
    with pytest.raises(TypeError, match="exactly"):
        body({"a": value}, style)
