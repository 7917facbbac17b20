"""Makes .venv from the lock, notices when it is stale or half made, and leaves it alone otherwise."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if os.name == "posix":
    import fcntl

STAMP = "forge-desktop.stamp"
OLDEST_PIP_FOR_OTHERS = (22, 3)  # the first that takes --python and so can fill an environment from outside


class SetUpError(Exception):
    """The environment could not be made; the text says why."""


def stamp_of(*files: Path, root: Path, interpreter: str) -> str:
    """What the environment was made from: the files' bytes, the folder it lies in and the interpreter."""
    digest = hashlib.sha256()
    for part in (str(root), interpreter, *(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def this_interpreter() -> str:
    """The interpreter and its exact version; another one makes an environment stale."""
    return f"{sys.base_prefix} {sys.version}"


def outside_pip_version() -> tuple[int, ...]:
    """The version of the pip beside this interpreter, () without one."""
    if importlib.util.find_spec("pip") is None:
        return ()
    from importlib.metadata import version

    return tuple(int(part) for part in version("pip").split(".")[:2] if part.isdigit())


@contextmanager
def one_at_a_time(file: Path) -> Iterator[tuple[int, ...]]:
    """Hold a lock on the file; hand the numbers to children, so that it lasts as long as they do.

    A script killed in the middle leaves its pip running: the next start waits for that one to end.
    """
    if os.name != "posix":
        yield ()
        return
    with file.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another set-up of this folder to end …", flush=True)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield (held.fileno(),)


class Environment:
    """The folder .venv of one checkout; bring_up_to_date() is cheap when nothing has changed."""

    def __init__(self, root: Path, lock: Path, folder: Path | None = None) -> None:
        self.root, self.lock = root, lock
        self.folder = folder or root / ".venv"
        self._held: tuple[int, ...] = ()
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = stamp_of(lock, root / "pyproject.toml", root=root, interpreter=this_interpreter())

    def is_current(self) -> bool:
        """Whether it was made, to the end, from exactly what lies here now."""
        recorded = self.folder / STAMP
        return self.python.exists() and recorded.is_file() and recorded.read_text().strip() == self.stamp

    def needed_packages(self) -> dict[str, str]:
        """Debian splits ensurepip off; it is needed only where no recent pip can do the work instead."""
        if self.is_current() or importlib.util.find_spec("ensurepip") is not None:
            return {}
        if outside_pip_version() >= OLDEST_PIP_FOR_OTHERS:
            return {}
        return {"ensurepip": f"python3.{sys.version_info.minor}-venv"}

    def bring_up_to_date(self) -> None:
        """Remake the environment unless it is current; the stamp is written last, so a kill leaves none."""
        if self.is_current():
            return
        with one_at_a_time(self.lock) as self._held:
            if not self.is_current():  # the one waited for may have made it
                self._remake()

    def _remake(self) -> None:
        if self.folder.exists():
            print("Remaking .venv: it is incomplete or made from something else.", flush=True)
            shutil.rmtree(self.folder)
        print("Making .venv and installing the locked packages (about half a minute) …", flush=True)
        pip = self._make()
        wheels = os.environ.get("FORGE_DESKTOP_WHEELS")
        source = ["--no-index", "--find-links", wheels] if wheels else []
        self._run([*pip, *source, "--require-hashes", "--only-binary", ":all:", "-r", str(self.lock)])
        self._run([*pip, "--no-index", "--no-deps", "--no-build-isolation", "-e", str(self.root)])
        (self.folder / STAMP).write_text(self.stamp + "\n")

    def _make(self) -> list[str]:
        """Make the empty environment; returns the command that installs into it."""
        has_ensurepip = importlib.util.find_spec("ensurepip") is not None
        without = [] if has_ensurepip else ["--without-pip"]
        self._run([sys.executable, "-m", "venv", *without, str(self.folder)])
        pip = [str(self.python), "-m", "pip"]
        if not has_ensurepip:
            pip = [sys.executable, "-m", "pip", "--python", str(self.python)]
        return [
            *pip,
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
            "--progress-bar",
            "off",
        ]

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(
            command,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            pass_fds=self._held,
        )
        if done.returncode != 0:
            raise SetUpError(f"{done.stdout.strip()}\n\nThe set-up stopped at: {' '.join(command)}")
