"""The built program hears of a change at its own built server: registered, signed, delivered, fetched."""

import json
import re
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .program import running, start

NO_SECRET = 9


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A factory behind both contracts: where it offers that of ForgeMRP."""
    words = ("serve", "--scale", "20", "--port", "0", "--json", "--stdin-guard")
    with running(*words, data=tmp_path / "server") as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["forgemrp_url"]
        process.communicate()
        assert process.returncode == 0


def said(process: subprocess.Popen[str], wanted: Callable[[Any], bool]) -> Any:
    """The next line that is wanted."""
    assert process.stdout is not None
    for line in process.stdout:
        if wanted(told := json.loads(line)):
            return told
    raise AssertionError(f"it ended: {process.stderr.read() if process.stderr else ''}")


def make_client(url: str, key: str, name: str) -> str:
    """Another program makes a client; its id."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    body = json.dumps({"name": name}).encode()
    request = urllib.request.Request(f"{url}/clients", body, headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        ident: str = json.load(answer)["data"]["id"]
    return ident


def test_a_change_at_the_server_is_told_signed_and_fetched(server: str, tmp_path: Path) -> None:
    place, data = tmp_path / "server", tmp_path / "listener"
    key = start("serve", "keys", "create", "--scopes", "all", data=place).stdout.strip()
    settled = {
        "FORGE_DESKTOP_URL": server,
        "FORGE_DESKTOP_PROFILE": "forgemrp",
        "FORGE_DESKTOP_API_KEY": key,
        "FORGE_DESKTOP_TIMEZONE": "Europe/Tallinn",
    }
    asked = start("listen", data=data, **settled)
    found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]{20,}", asked.stderr)
    assert (asked.returncode, found is not None) == (NO_SECRET, True), asked.stderr
    assert found is not None
    secret = start("serve", "webhooks", "add", found[0], data=place).stdout.split()[1]
    with running("listen", "--json", data=data, **settled, FORGE_DESKTOP_WEBHOOK_SECRET=secret) as listener:
        assert said(listener, lambda told: True) == {"address": found[0]}
        said(listener, lambda told: told.get("link") == "online")
        ident = make_client(server, key, "Heard by what was built")
        heard = said(listener, lambda told: told.get("id") == ident)
        assert heard["event"] == "client.created"
        said(listener, lambda told: told.get("changed") == "clients" and ident in told["ids"])
        listener.terminate()
        _, complaints = listener.communicate()
        assert listener.returncode == 0
        ended = r"Ended\. (1 event was|\d+ events were) taken, 0 came again\.\n"
        assert re.fullmatch(ended, complaints), complaints
    with socket.create_server(("127.0.0.1", urlsplit(found[0]).port or 0)):
        pass
    listed = start("list", "clients", "--json", data=data, **settled)
    assert "Heard by what was built" in listed.stdout
    log = start("serve", "webhooks", "log", data=place).stdout
    assert re.search(r"client\.created +delivered +1 try +200", log), log
    for file in data.rglob("*"):
        assert file.is_dir() or secret.encode() not in file.read_bytes()
