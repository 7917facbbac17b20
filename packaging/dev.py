"""Sets the project up on a fresh machine, then runs, tests, builds or locks it; needs nothing but Python.

    python3 packaging/dev.py run [args…]     start the program (the demo when no args are given)
    python3 packaging/dev.py test [args…]    every check, then the tests; args go to pytest
    python3 packaging/dev.py build           freeze the program and start what was built
    python3 packaging/dev.py lock [args…]    write packaging/requirements.lock anew; args go to uv

Set FORGE_DESKTOP_WHEELS to a folder of wheels to install without a network.
Exit codes: 0 done, 1 a check or test failed, 2 wrong usage, 3 system packages are missing,
4 unsuitable Python, 5 the set-up failed. `run` and `build` end with the code of what they started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
OLDEST, BEFORE = (3, 11), (3, 14)

USAGE, PACKAGES_MISSING, WRONG_PYTHON, SETUP_FAILED = 2, 3, 4, 5


def python_complaint(version: tuple[int, ...], executable: str) -> str | None:
    """What is wrong with this Python, in words, or None; the same range as requires-python."""
    if OLDEST <= version[:2] < BEFORE:
        return None
    found = ".".join(str(part) for part in version[:3])
    return (
        f"Forge Desktop needs Python 3.11, 3.12 or 3.13, but {executable} is Python {found}.\n"
        "Start this script with another one, for example: python3.11 packaging/dev.py run"
    )


def start(command: list[str], environment: dict[str, str]) -> int:
    """Become the command where the system can, so that signals and the exit code are its own."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606 - no shell is wanted here
    return subprocess.call(command, env=environment)


def write_lock(more: list[str]) -> int:
    """Resolve for every system and Python at once, with hashes and without any address in the file."""
    uv = shutil.which("uv")
    if uv is None:
        print("uv is needed to write the lock: install it with `python3 -m pip install --user uv`.")
        return PACKAGES_MISSING
    command = [uv, "pip", "compile", "pyproject.toml", "packaging/requirements.in", "--extra", "dev"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "python3 packaging/dev.py lock"]
    command += ["--output-file", str(LOCK.relative_to(ROOT)), *more]
    return subprocess.call(command, cwd=ROOT)


def set_up(groups: tuple[str, ...]) -> Path:
    """Bring system packages and .venv up to date; returns the environment's Python."""
    from environment import Environment, SetUpError
    from system_packages import MissingPackagesError, provide

    environment = Environment(ROOT, LOCK)
    try:
        provide(groups, also=environment.needed_packages())
        environment.bring_up_to_date()
    except MissingPackagesError as missing:
        print(missing, file=sys.stderr)
        sys.exit(PACKAGES_MISSING)
    except SetUpError as failed:
        print(failed, file=sys.stderr)
        sys.exit(SETUP_FAILED)
    return environment.python


def main(arguments: list[str]) -> int:
    """Do the named thing; the modules beside this one load only once the Python is known to suit."""
    complaint = python_complaint(tuple(sys.version_info[:3]), sys.executable)
    if complaint is not None:
        print(complaint, file=sys.stderr)
        return WRONG_PYTHON
    verb, more = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb == "lock":
        return write_lock(more)
    if verb not in {"run", "test", "build"}:
        print(__doc__, file=sys.stdout if verb in {"-h", "--help"} else sys.stderr)
        return 0 if verb in {"-h", "--help"} else USAGE

    from checks import run_everything
    from system_packages import groups_for

    python = set_up(groups_for(verb, os.environ, sys.platform))
    if verb == "test":
        return run_everything(python, ROOT, more)
    if verb == "build":
        return start([str(python), str(ROOT / "packaging" / "build.py"), *more], dict(os.environ))
    return start([str(python), "-m", "forge_desktop", *(more or ["--demo"])], dict(os.environ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
