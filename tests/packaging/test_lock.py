"""The lock covers everything the project declares, pinned and hashed, with a Qt that is known to be sound."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "packaging" / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ \\;]+)(?P<rest>(?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE
)
PINNED = {canonicalize_name(pin["name"]): pin for pin in PIN.finditer(LOCK)}


def declared() -> list[str]:
    """Every requirement of the project: to run, to develop, and to build itself."""
    in_file = (ROOT / "packaging" / "requirements.in").read_text().splitlines()
    return [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["dev"],
        *PROJECT["build-system"]["requires"],
        *(line for line in in_file if line and not line.startswith("#")),
    ]


@pytest.mark.parametrize("requirement", declared())
def test_every_declared_dependency_is_pinned_within_its_range(requirement: str) -> None:
    wanted = Requirement(requirement)
    pin = PINNED[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(Version(pin["version"]))


@pytest.mark.parametrize("name", sorted(PINNED))
def test_every_pin_carries_hashes(name: str) -> None:
    assert re.findall(r"--hash=sha256:[0-9a-f]{64}\b", PINNED[canonicalize_name(name)]["rest"])


def test_nothing_in_the_lock_is_left_unpinned() -> None:
    entries = [line for line in LOCK.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(entries) == len(PINNED)


def test_qt_is_no_first_release_and_older_than_the_one_that_aborts() -> None:
    # 6.12.0 ends Python 3.11 after some 570 emitted signals; see test_qt_signals.py
    qt, binding = (
        Version(PINNED[canonicalize_name(name)]["version"]) for name in ("pyside6-essentials", "shiboken6")
    )
    assert qt.micro != 0
    assert qt < Version("6.12")
    assert qt == binding


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
