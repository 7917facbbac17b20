"""The real command against the real local server: a small shop whose lots were fetched once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keyring
import pytest

from forge_desktop.cli.main import run
from forge_desktop.server import tables
from forge_desktop.server.forgemrp import keys
from forge_desktop.server.options import ServerOptions
from forge_desktop.server.running import RunningServer, start
from tests.connections.keychains import Memory
from tests.server.small_floor import NOW
from tests.server.writes import shop

API_KEY, ACCESS_KEY = "canary-api-0815", "canary-access-%4711"
NAMES = (
    "FORGE_DESKTOP_URL",
    "FORGE_DESKTOP_PROFILE",
    "FORGE_DESKTOP_API_KEY",
    "FORGE_DESKTOP_ACCESS_KEY",
    "FORGE_DESKTOP_TIMEZONE",
)


@dataclass
class Shell:
    """A person or a script at the command line."""

    data: Path
    environ: dict[str, str]

    def run(self, *words: str) -> int:
        """The exit code of the command, run in this process."""
        with pytest.MonkeyPatch.context() as patch:
            for name in NAMES:
                patch.delenv(name, raising=False)
            for name, value in self.environ.items():
                patch.setenv(name, value)
            return run(["--data-dir", str(self.data), *words])

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The command as a process of its own."""
        environ = {name: value for name, value in os.environ.items() if name not in NAMES} | self.environ
        return subprocess.Popen(
            [sys.executable, "-m", "forge_desktop", "--data-dir", str(self.data), *words],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def environment(url: str) -> dict[str, str]:
    """The exact words of a connection that is not stored."""
    return dict(zip(NAMES, (url, "local", API_KEY, ACCESS_KEY, "Europe/Tallinn"), strict=True))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    database = tmp_path_factory.mktemp("server") / "server.db"
    options = ServerOptions(
        database=str(database), api_key=API_KEY, access_key=ACCESS_KEY, scale=40, requests_per_window=1_000_000
    )  # more than enough for all tests together
    with start(options) as running:
        yield running


@pytest.fixture(scope="session")
def filled(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A data folder with some lists, for tests that only read."""
    shell = Shell(tmp_path_factory.mktemp("filled") / "data", environment(server.url))
    assert shell.run("sync", "lots", "items", "units") == 0
    return shell


@pytest.fixture
def fresh(server: RunningServer, tmp_path: Path) -> Shell:
    """An empty data folder."""
    server.faults.set()
    return Shell(tmp_path / "data", environment(server.url))


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> Memory:
    backend = Memory()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return backend


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    path = tmp_path_factory.mktemp("forge") / "shop.db"
    engine = tables.connect(path)
    shop.build(engine)
    engine.dispose()
    with start(ServerOptions(database=str(path), demo=False, now=NOW, forge_requests=100_000)) as running:
        yield running


def shell(forge: RunningServer, folder: Path, *scopes: str) -> Shell:
    """Somebody at the second system whose key has these scopes, all by default."""
    environ = {
        "FORGE_DESKTOP_URL": forge.forge_url,
        "FORGE_DESKTOP_PROFILE": "forgemrp",
        "FORGE_DESKTOP_API_KEY": keys.create(forge.engine, scopes or keys.EVERYTHING),
        "FORGE_DESKTOP_TIMEZONE": "Europe/Tallinn",
    }
    return Shell(folder / "data", environ)


@pytest.fixture
def whole(forge: RunningServer, tmp_path: Path) -> Shell:
    return shell(forge, tmp_path)


def file(folder: Path, what: object) -> str:
    """A file with this in it."""
    path = folder / "wanted.json"
    path.write_text(json.dumps(what), encoding="utf-8")
    return str(path)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


class Said:
    """What the last command printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def both(self) -> tuple[str, str]:
        """Standard output and standard error since the last look."""
        told = self._capsys.readouterr()
        return told.out, told.err

    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.both()[0])
