"""The published page: its sentences, and its code samples with the host, the key and the client filled in.

The contracts lie beside a checkout, not in it. Where they are at hand, sentences and samples are taken out of
the page itself; elsewhere the tests run on what is quoted of it here, word for word.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from .conftest import CLIENT, Forge

PAGE = Path(__file__).parents[4] / "shared" / "contracts" / "forgemrp-api.txt"
HOST = "https://app.forgemrp.com/api/v1"
HEADINGS = (
    "ForgeMRP API",
    "Full API reference →",
    "Quickstart",
    "Authentication",
    "Scopes",
    "Pagination & incremental sync",
    "Errors",
    "Rate limits",
    "Idempotency",
    "Webhooks",
)

FIRST_CALL = """\
curl https://app.forgemrp.com/api/v1/clients \\
  -H "Authorization: Bearer fmrp_live_..."
"""
SUCCESS = """\
{
  "data": [
    { "id": "…", "name": "Acme Co", "created_at": "…", "updated_at": "…" }
  ],
  "next_cursor": null
}
"""
WALK = """\
cursor = None
while True:
    url = "https://app.forgemrp.com/api/v1/quotes?limit=100"
    if cursor: url += f"&cursor={cursor}"
    res = requests.get(url, headers=headers).json()
    handle(res["data"])
    cursor = res["next_cursor"]
    if not cursor: break
"""
CREATE = """\
curl -X POST https://app.forgemrp.com/api/v1/quotes \\
  -H "Authorization: Bearer fmrp_live_..." \\
  -H "Idempotency-Key: 7c9e6679-..." \\
  -H "Content-Type: application/json" \\
  -d '{ "clientId": "…" }'
"""
VERIFY = """\
import hmac, hashlib

def verify(secret: str, raw_body: bytes, signature: str) -> bool:
    expected = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)
"""
SAMPLES = (FIRST_CALL, SUCCESS, WALK, CREATE, VERIFY)


def page() -> str | None:
    """The page, or None where it is not at hand."""
    return PAGE.read_text(encoding="utf-8") if PAGE.exists() else None


def sentences() -> list[str]:
    """Every sentence of the page in its order, without headings and samples; none where it is not at hand."""
    text = page() or ""
    for quoted in SAMPLES:
        text = text.replace(sample(quoted).strip(), "")
    lines = [line.strip().removeprefix("• ") for line in text.splitlines()]
    said = [re.split(r"(?<=\.) (?=[A-Z])", line) for line in lines if line and line not in HEADINGS]
    return [sentence for line in said for sentence in line]


def sample(quoted: str) -> str:
    """What the page has from the sample's first line to its last."""
    text, lines = page(), quoted.splitlines()
    if text is None:
        return quoted
    begin = text.index(f"\n{lines[0]}") + 1
    end = text.index(f"\n{lines[-1]}", begin) + 1 + len(lines[-1])
    return f"{text[begin:end]}\n"


def filled(quoted: str, forge: Forge) -> str:
    """A sample for that server."""
    found = sample(quoted)
    assert HOST in found
    key = forge.client.headers["Authorization"].removeprefix("Bearer ")
    found = found.replace(HOST, forge.server.forge_url)
    return found.replace("fmrp_live_...", key).replace('"…"', f'"{CLIENT}"')


def run_curl(quoted: str, forge: Forge) -> Any:
    """What the command prints. Where there is no curl, its request is sent as curl would send it."""
    if shutil.which("curl") is None or os.name != "posix":
        if "-X POST" in quoted:
            headers = {"Idempotency-Key": "7c9e6679-...", "Content-Type": "application/json"}
            return forge.client.post("/quotes", content=f'{{ "clientId": "{CLIENT}" }}', headers=headers).json()
        return forge.client.get("/clients").json()
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    command = ["sh", "-c", filled(quoted, forge)]
    done = subprocess.run(command, capture_output=True, check=True, env=environment, timeout=60)
    return json.loads(done.stdout)


def run_walk(forge: Forge) -> list[Any]:
    """Every row that the loop hands over."""
    found: list[Any] = []
    headers = {"Authorization": forge.client.headers["Authorization"]}
    names: dict[str, Any] = {"requests": _Requests(), "headers": headers, "handle": found.extend}
    exec(compile(filled(WALK, forge), "walk", "exec"), names)
    return found


def verify(secret: str, raw_body: bytes, signature: str) -> bool:
    """What the page's own function says."""
    names: dict[str, Any] = {}
    exec(compile(sample(VERIFY), "verify", "exec"), names)
    answer = names["verify"](secret, raw_body, signature)
    assert isinstance(answer, bool)
    return answer


class _Requests:
    """As much of the `requests` library as the sample uses."""

    def get(self, url: str, headers: Mapping[str, str]) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(url, headers=dict(headers))) as answer:
            body = answer.read()
        return SimpleNamespace(json=lambda: json.loads(body))
