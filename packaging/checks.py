"""Runs every check of the project in turn and the tests last, so that one run tells everything."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

CHECKS: dict[str, Sequence[str]] = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "types": ("mypy", "--strict"),
    "import contracts": ("lint-imports",),
    "dependencies": ("deptry", "--no-ansi", "."),
}

WHOLE_SUITE = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
"""All tests, spread over the processors; with arguments of one's own pytest is started plainly."""


def check_environment(environ: Mapping[str, str], python: Path) -> dict[str, str]:
    """The variables for the checks: tools from .venv, no screen, the same behaviour with and without CI."""
    settled = {name: value for name, value in environ.items() if name not in {"CI", "PYTHONHOME"}}
    settled["PATH"] = os.pathsep.join((str(python.parent), environ.get("PATH", "")))
    settled["VIRTUAL_ENV"] = str(python.parent.parent)
    settled["QT_QPA_PLATFORM"] = "offscreen"
    if not {"LC_ALL", "LC_CTYPE", "LANG"} & settled.keys():
        settled["LC_ALL"] = "C.UTF-8"  # Qt complains aloud about a machine without any locale
    return settled


def run_check(name: str, command: Sequence[str], root: Path, environment: Mapping[str, str]) -> bool:
    """Run one check, print its line, and its output only if it failed."""
    began = time.monotonic()
    tool = Path(environment["VIRTUAL_ENV"], "Scripts" if os.name == "nt" else "bin", command[0])
    done = subprocess.run(
        [str(tool), *command[1:]],
        cwd=root,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else "failed"
    if sys.stdout.isatty() and "CI" not in os.environ:
        verdict = f"\033[{32 if verdict == 'ok' else 31}m{verdict}\033[0m"
    print(f"{name:<17} {verdict}  {time.monotonic() - began:.1f} s", flush=True)
    if done.returncode != 0:
        print("\n".join(f"    {line}" for line in done.stdout.rstrip().splitlines()), flush=True)
    return done.returncode == 0


def run_everything(python: Path, root: Path, pytest_arguments: list[str]) -> int:
    """Every check, then pytest with its closing line last; 0 only if all of them passed."""
    environment = check_environment(os.environ, python)
    passed = [run_check(name, command, root, environment) for name, command in CHECKS.items()]
    tests = subprocess.call(
        [str(python), "-m", "pytest", *(pytest_arguments or WHOLE_SUITE)], cwd=root, env=environment
    )
    return tests or (0 if all(passed) else 1)
