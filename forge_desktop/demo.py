"""The demo connection: our own local server as a child process, with data that stays between runs."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack

from forge_desktop.api import forget_gate
from forge_desktop.connections import Connection
from forge_desktop.domain.keys import Keys
from forge_desktop.errors import Unreachable
from forge_desktop.paths import Folders, gates_dir, make_private

ZONE = "Europe/Tallinn"


class DemoServer:
    """A local server of our own; it ends with this program, even when the program is killed.

    Its address and keys are known at once, so that the cached data can be shown while it starts. The keys are
    made anew for each run and handed over in the environment.
    """

    def __init__(self, folders: Folders) -> None:
        make_private(folders.demo.parent)
        port = _free_port()
        self.connection = Connection.demo(f"http://127.0.0.1:{port}/rest/v1", ZONE)
        self.keys = Keys(secrets.token_hex(8), secrets.token_hex(16))
        with ExitStack() as opened:
            self._complaints = opened.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(
                [*_ourselves(), "--data-dir", str(folders.root), "serve", *_options(folders, port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,  # a pipe that nobody reads would stop the server once it is full
                text=True,
                env=os.environ
                | {
                    "FORGE_DESKTOP_API_KEY": self.keys.api_key,
                    "FORGE_DESKTOP_ACCESS_KEY": self.keys.access_key,
                },
            )
            self._files = opened.pop_all()

    def wait(self) -> None:
        """Wait until it answers; the first time it makes its world. Unreachable, in its own words, when not."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            json.loads(line)["url"]
        except (ValueError, KeyError, TypeError):
            self._process.kill()
            self._process.wait()
            raise Unreachable(
                f"The demo server did not start. {self._last_words()}", title="The demo did not start"
            ) from None

    def stop(self) -> None:
        """End the server and wait until it is gone; whoever waits for its start hears that it did not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        forget_gate(self.connection.base_url, self.keys, gates_dir())
        self._process.stdout.close()  # not before the server is gone: somebody may be reading its first line
        self._files.close()

    def _last_words(self) -> str:
        if self._complaints.closed:
            return ""
        self._complaints.seek(0)
        return self._complaints.read().decode(errors="replace").strip()[-400:]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _ourselves() -> list[str]:
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "forge_desktop"]


def _options(folders: Folders, port: int) -> list[str]:
    return [
        f"--port={port}",
        f"--database={folders.demo}",
        "--profile=local",
        f"--timezone={ZONE}",
        "--json",
        "--stdin-guard",
    ]
