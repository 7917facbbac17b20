"""`forge-desktop serve` as a process: says where it listens, ends cleanly, and explains what is wrong."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from forge_desktop.cli import serve

from .conftest import KEYS

PROGRAM = """
import argparse, pathlib, sys
from forge_desktop.cli import serve
assert not {"uvicorn", "starlette", "sqlalchemy"} & set(sys.modules)
parser = argparse.ArgumentParser()
serve.add_arguments(parser)
args = parser.parse_args(sys.argv[2:])
args.data_dir = pathlib.Path(sys.argv[1])
sys.exit(serve.run(args))
"""
ROOT = Path(__file__).parents[2]


def command(data_dir: Path, *flags: str) -> list[str]:
    """The command line of the server's own part of the program."""
    return [sys.executable, "-W", "error", "-c", PROGRAM, str(data_dir), *flags]


@contextmanager
def serving(data_dir: Path, *flags: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A server process, killed at the end if it is still there."""
    pipe = subprocess.PIPE
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    with subprocess.Popen(
        command(data_dir, *flags), stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=data_dir, env=environ
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    """What the server says when it is ready."""
    assert process.stdout is not None
    return process.stdout.readline()


def failing(data_dir: Path, *flags: str) -> tuple[int, str]:
    """Exit code and message of a server that cannot start."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command(data_dir, *flags),
        capture_output=True,
        text=True,
        cwd=data_dir,
        env=environ,
        timeout=60,
        check=False,
    )
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_cleanly_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path, "--port=0", "--empty", "--profile=mrpeasy-seed") as process:
        words = first_line(process).split()
        assert " ".join(words[:5]) == "Forge Desktop server listening on"
        assert " ".join(words[6:]) == "(profile mrpeasy-seed)"
        assert httpx.get(f"{words[5]}/items", headers=KEYS).json() == []
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")
    assert (tmp_path / "server" / "server.db").exists()


def test_it_ends_when_its_standard_input_ends_and_prints_json_for_machines(tmp_path: Path) -> None:
    database = tmp_path / "elsewhere" / "my.db"
    flags = ("--port=0", "--empty", "--json", "--stdin-guard", f"--database={database}")
    keys = {"FORGE_DESKTOP_API_KEY": "one", "FORGE_DESKTOP_ACCESS_KEY": "two"}
    with serving(tmp_path, *flags, **keys) as process:
        url = json.loads(first_line(process))["url"]
        assert httpx.get(f"{url}/items", headers=KEYS).status_code == 401
        mine = {"api_key": "one", "access_key": "two"}
        assert httpx.get(f"{url}/items", headers=mine).status_code == 200
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")
    assert database.exists()


def test_a_database_url_is_accepted(tmp_path: Path) -> None:
    with serving(tmp_path, "--port=0", "--empty", f"--database=sqlite:///{tmp_path}/by-url.db") as process:
        assert "listening" in first_line(process)
    assert (tmp_path / "by-url.db").exists()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--host=0.0.0.0",), "--allow-network"),
        (("--host=192.168.1.5",), "--allow-network"),
        (("--host=0.0.0.0", "--allow-network"), "FORGE_DESKTOP_ACCESS_KEY"),
        (("--faults=fire",), "unknown fault"),
        (("--faults=busy=7",), "rate"),
        (("--timezone=Mars/Olympus",), "Mars/Olympus"),
        (("--timezone=../etc/passwd",), "passwd"),
        (("--scale=0",), "--scale"),
        (("--port=70000",), "--port"),
        (("--profile=other",), "--profile"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_wrong_usage_is_explained_and_ends_with_two(tmp_path: Path, flags: tuple[str, ...], words: str) -> None:
    code, message = failing(tmp_path, "--empty", *flags)
    assert code == 2
    assert words in message
    assert not (tmp_path / "server").exists()


def test_a_taken_port_is_explained(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, message = failing(tmp_path, "--empty", f"--port={port}")
    assert code == 1
    assert f"port {port} is taken" in message


def test_a_file_that_is_no_database_is_explained_and_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "notes.txt"
    database.write_text("not a database at all, only some words " * 100)
    before = database.read_bytes()
    code, message = failing(tmp_path, "--empty", "--port=0", f"--database={database}")
    assert code == 1
    assert "not a database" in message
    assert database.read_bytes() == before


def test_every_flag_has_a_help_text(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path, "--help"),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    flags = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  --")}
    wanted = (
        "host port allow-network database profile scale seed faults fault-seed timezone empty string-ids json"
    )
    assert flags == {f"--{name}" for name in (*wanted.split(), "stdin-guard")}
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    assert all(action.help for action in parser._actions)
