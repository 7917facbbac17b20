"""From a server that sends more than its contract says, over HTTP, through the command line, into files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.export.test_xlsx import cells

_TIMES = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2099-01-01T00:00:00Z"}
_STEP = {"sequence": 1, "name": "Cut", "status": "warming_up", "toolId": 9}
_SENT: dict[str, list[dict[str, Any]]] = {
    "clients": [
        {"id": "cli_1", "name": "Oak & Co", "=cmd|x": "=1+1", "tier": {"level": 1.5}, "delta": -3.25, **_TIMES},
        {"id": "cli_2", "name": "Tamme OÜ", "vip": True, **_TIMES},
    ],
    "jobs": [
        {"id": "job_1", "number": "J1", "status": "queued_up", "client_id": "cli_1", "work_orders": [_STEP]}
    ],
}


class _Generous(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.partition("?")[0].rpartition("/")[2]
        body = json.dumps({"data": _SENT.get(name, []), "next_cursor": None}).encode()
        self.send_response(200)
        for header, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests say enough."""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A person at the command line who has fetched everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Generous)
    thread = Thread(target=server.serve_forever)
    thread.start()
    environ = {
        "FORGE_DESKTOP_URL": f"http://127.0.0.1:{server.server_port}/api/v1",
        "FORGE_DESKTOP_PROFILE": "forgemrp",
        "FORGE_DESKTOP_API_KEY": "fmrp_live_generous_generous_00000000",
        "FORGE_DESKTOP_TIMEZONE": "Europe/Tallinn",
    }
    shell = Shell(tmp_path / "data", environ)
    try:
        assert shell.run("sync") == 0
        yield shell
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_nothing_that_was_sent_is_missing_and_nothing_of_it_starts_anything(
    shell: Shell, tmp_path: Path
) -> None:
    for form in ("csv", "xlsx", "json"):
        assert shell.run("export", "clients", "--format", form, "-o", str(tmp_path / f"c.{form}")) == 0
    first, second = sorted(_rows(tmp_path / "c.csv"), key=lambda row: row["id"])
    assert list(first)[-4:] == ["'=cmd|x", "tier", "delta", "vip"]
    assert (first["'=cmd|x"], first["tier"], first["delta"]) == ("'=1+1", '{"level": "1.5"}', "-3.25")
    assert (second["vip"], second["delta"], second["updated_at"]) == ("true", "", "2099-01-01 02:00:00")
    found = cells(zipfile.ZipFile(tmp_path / "c.xlsx")).values()
    assert {("inlineStr", "=cmd|x"), ("inlineStr", "=1+1"), ("n", "-3.25")} <= set(found)
    told = {row["id"]: row for row in json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))}
    assert told["cli_1"]["=cmd|x"] == "=1+1"


def test_unknown_states_and_fields_of_steps_are_written_as_they_came(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("export", "jobs", "--format", "csv", "-o", str(tmp_path / "j.csv")) == 0
    assert shell.run("export", "work-orders", "--format", "csv", "-o", str(tmp_path / "w.csv")) == 0
    (job,), (step,) = _rows(tmp_path / "j.csv"), _rows(tmp_path / "w.csv")
    assert (job["status"], job["client_id"]) == ("queued_up", "cli_1")
    assert (step["status"], step["toolId"], step["id"]) == ("warming_up", "9", "job_1/1")


@pytest.mark.parametrize("word", ["queued_up", "Queued up"])
def test_a_state_of_the_servers_own_can_be_asked_for_and_a_slip_is_told(
    shell: Shell, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    capsys.readouterr()
    assert shell.run("list", "jobs", "--where", f"status=pending,{word}", "--json") == 0
    assert [job["number"] for job in json.loads(capsys.readouterr().out)] == ["J1"]
    assert shell.run("list", "jobs", "--where", f"status!={word}", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert shell.run("list", "jobs", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == 1, "what is not surely over is open"
    assert shell.run("list", "jobs", "--where", "status=qeued_up") == 2
    assert "“qeued_up” is no state of “status”" in (told := capsys.readouterr().err)
    assert "on_hold (On hold)" in told
    assert "queued_up" in told
