"""What the page says of itself, of the first call, of keys and of scopes."""

from __future__ import annotations

import json
import re
import zlib

import pytest

from forge_desktop.server.forgemrp import endpoints, ids, keys
from forge_desktop.server.forgemrp.assumed import SCOPES, THINGS

from .. import quickstart
from ..conftest import CLIENT, Forge, Opener
from ..purchasing import order_tops
from ..receiver import Receiver
from .says import Checks, code

CHECKS = Checks()
says = CHECKS.says


# ---------------------------------------------------------------- what it is
@says(
    "A REST API for your company's manufacturing data: quotes, jobs, clients, suppliers, purchase orders, RFQs,"
    " inventory, and more."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    order_tops(forge)
    forge.post("/jobs", {"quoteId": forge.quote(status="approved")["id"]})
    for path in ("quotes", "jobs", "clients", "suppliers", "purchase-orders", "rfqs", "inventory"):
        answer = forge.client.get(f"/{path}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        rows = answer.json()["data"]
        assert rows, path
        for row in rows:
            assert forge.client.get(f"/{path}/{row['id']}").json() == {"data": row}


@says("Connect your ERP, automate order intake, sync dashboards, or react to changes with webhooks.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    endpoints.add(forge.server.engine, receiver.url, ["job.created"])
    client = forge.post("/clients", {"name": "Shop in the web"})
    quote = forge.quote(status="approved", clientId=client["id"])
    job = forge.post("/jobs", {"quoteId": quote["id"]})
    assert [row["client_name"] for row in forge.walk("/jobs", 1)] == ["Shop in the web"]
    with forge.mrpeasy() as erp:
        order = erp.get(f"/manufacturing-orders/{ids.meant('job', job['id'])}").json()
        sales = erp.get("/customer-orders").json()
    assert (order["code"], order["item_code"]) == (job["number"], "TABLE")
    assert [sale["customer_name"] for sale in sales] == ["Shop in the web"]
    assert json.loads(receiver.wait_for(1)[0].body)["data"]["id"] == job["id"]


# ---------------------------------------------------------------- Quickstart
@says(
    "Create an API key in Settings → Integrations, pick the scopes it needs, and copy it (it's shown only"
    " once)."
)
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    key = keys.create(forge.server.engine, ["quotes.view", "clients.create"])
    ident, secret = key.split("_")[2:4]
    (listed,) = (one for one in keys.listed(forge.server.engine) if one.key_id == ident)
    assert listed.scopes == ("clients.create", "quotes.view")
    assert secret not in repr(listed)
    (row,) = forge.rows(f"select * from api_keys where key_id = '{ident}'")
    assert not any(secret in str(value) for value in row)
    assert forge.client.get("/quotes", headers={"Authorization": f"Bearer {key}"}).status_code == 200


@says("Then make your first call:")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    assert quickstart.run_curl(quickstart.FIRST_CALL, forge) == forge.client.get("/clients").json()


@says("A successful response wraps results in data:")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    shown, body = json.loads(quickstart.sample(quickstart.SUCCESS)), forge.client.get("/clients").json()
    assert set(body) == set(shown)
    assert body["next_cursor"] is shown["next_cursor"] is None
    for row in body["data"]:
        assert set(shown["data"][0]) <= set(row)
        assert all(isinstance(row[name], str) for name in shown["data"][0])


# ---------------------------------------------------------------- Authentication
@says("Send your key as a bearer token on every request.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    shown = forge.client.headers["Authorization"].removeprefix("Bearer ")
    for method, path in (("GET", "/jobs"), ("GET", "/nothing"), ("POST", "/clients"), ("DELETE", "/jobs")):
        for wrong in ("", shown, f"Basic {shown}", f"Bearer {shown}x", f"Bearer {shown[:-1]}", "Bearer"):
            refused = code(forge, method, path, headers={"Authorization": wrong}, json={"name": "x"})
            assert refused == (401, "unauthorized")
    assert len(forge.walk("/clients", 50)) == 2
    assert forge.client.get("/jobs", headers={"Authorization": f"bearer {shown}"}).status_code == 200


@says("Keys are company-wide and carry a fixed set of scopes.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    made = forge.post("/clients", {"name": "Everybody's"})
    reader = forge.key("clients.view")
    assert forge.client.get(f"/clients/{made['id']}", headers=reader).json()["data"] == made
    forge.key("clients.create")  # of another key: this one has what it had
    assert code(forge, "POST", "/clients", headers=reader, json={"name": "x"}) == (403, "insufficient_scope")


@says("Treat a key like a password; if one leaks, revoke it in Settings → Integrations.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    header, other = forge.key("jobs.view"), forge.key("jobs.view")
    key_id = header["Authorization"].split("_")[2]
    assert forge.client.get("/jobs", headers=header).status_code == 200
    assert keys.revoke(forge.server.engine, key_id)
    assert code(forge, "GET", "/jobs", headers=header) == (401, "unauthorized")
    assert not keys.revoke(forge.server.engine, key_id)
    assert forge.client.get("/jobs", headers=other).status_code == 200


@says("Authorization: Bearer fmrp_live_<keyid>_<secret>_<crc>")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    key = keys.create(forge.server.engine, ["jobs.view"])
    assert re.fullmatch(r"fmrp_live_[0-9a-z]{12}_[0-9A-Za-z]{32}_[0-9a-f]{8}", key)
    front, _, checksum = key.rpartition("_")
    assert int(checksum, 16) == zlib.crc32(front.encode())
    wrong = f"{front}_{(int(checksum, 16) + 1) % 2**32:08x}"
    assert code(forge, "GET", "/jobs", headers={"Authorization": f"Bearer {wrong}"}) == (401, "unauthorized")


# ---------------------------------------------------------------- Scopes
@says("Each endpoint requires a scope such as quotes.view or clients.create.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    allowed = {"GET": 200, "POST": 422, "PATCH": 404}  # the body and the id of these requests are empty
    for scope in SCOPES:
        header = forge.key(scope)
        for thing in THINGS.values():
            asked = {"view": ("GET", f"/{thing.path}"), "create": ("POST", f"/{thing.path}")}
            asked["update"] = ("PATCH", f"/{thing.path}/{thing.prefix}_0000000000000")
            for verb in thing.verbs:
                method, path = asked[verb]
                status = forge.client.request(method, path, headers=header, json={}).status_code
                reads = verb == "view" and scope.startswith(f"{thing.path}.")
                own = reads or scope == f"{thing.path}.{verb}"
                assert status == (allowed[method] if own else 403), (scope, method, path)


@says("A write scope implies the matching read scope (holding quotes.create also lets you read quotes).")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    writing = [scope for scope in SCOPES if not scope.endswith(".view")]
    assert writing == ["quotes.create", "quotes.update", "jobs.create", "jobs.update", "clients.create"]
    quote, job = forge.quote(), forge.post("/jobs", {"partNumber": "TABLE", "quantity": 1})
    one = {"quotes": quote["id"], "jobs": job["id"], "clients": CLIENT}
    for scope in writing:
        name, header = scope.partition(".")[0], forge.key(scope)
        assert forge.client.get(f"/{name}", headers=header).status_code == 200
        assert forge.client.get(f"/{name}/{one[name]}", headers=header).status_code == 200
    assert code(forge, "POST", "/quotes", headers=forge.key("quotes.view"), json={})[0] == 403
    assert code(forge, "GET", "/jobs", headers=forge.key("quotes.create"))[0] == 403


@says("A key can only be granted scopes its creator has.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    engine = forge.server.engine
    with pytest.raises(keys.BadScopes, match=r"jobs\.view"):
        keys.create(engine, ["jobs.view"], creator=["quotes.create"])
    with pytest.raises(keys.BadScopes, match=r"quotes\.create"):
        keys.create(engine, ["quotes.view", "quotes.create"], creator=["quotes.view"])
    assert keys.create(engine, ["quotes.view"], creator=["quotes.create"])
    with pytest.raises(keys.BadScopes, match="unknown"):
        keys.create(engine, ["everything.do"])
    with pytest.raises(keys.BadScopes, match="at least one"):
        keys.create(engine, [])


@says("Missing the required scope returns 403 insufficient_scope.")
def _(forge: Forge, receiver: Receiver, opened: Opener) -> None:
    reader = forge.key("clients.view")
    assert code(forge, "POST", "/clients", headers=reader, json={}) == (403, "insufficient_scope")
    assert "clients.create" in forge.refused(403, "POST", "/clients", {}, **reader)
