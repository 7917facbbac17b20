"""The README is checked like code: its map, commands, links and promises hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from forge_desktop.cli.main import COMMANDS
from forge_desktop.domain import catalog
from forge_desktop.shell.order_kinds import KINDS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PACKAGE = ROOT / "forge_desktop"


def _rooms() -> dict[str, Path]:
    found = {
        folder.name: folder / "__init__.py"
        for folder in PACKAGE.iterdir()
        if (folder / "__init__.py").is_file()
    }
    return found | {file.stem: file for file in PACKAGE.glob("*.py") if not file.stem.startswith("__")}


@pytest.mark.parametrize("room", sorted(_rooms()))
def test_the_map_says_of_each_room_what_its_own_first_sentence_says(room: str) -> None:
    told = ast.get_docstring(ast.parse(_rooms()[room].read_text("utf-8")))
    assert told is not None
    assert f"| `{room}` | {told.splitlines()[0]} |" in README


def test_every_room_of_the_map_exists() -> None:
    mapped = re.findall(r"^\| `(\w+)` \| [A-Z]", README, flags=re.MULTILINE)
    assert sorted(mapped) == sorted(_rooms())


def test_every_file_the_readme_names_exists() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README) + re.findall(
        r"`((?:forge_desktop|tests|packaging)/[\w/.]+)`", README
    )
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in COMMANDS if not re.search(rf"`(?:forge-desktop )?{name}\b", README)] == []


@pytest.mark.parametrize(("dialect", "name"), KINDS)
def test_the_keys_that_make_something_new_make_what_the_readme_says(dialect: str, name: str) -> None:
    rows = [
        row.split(" | ") for row in README.splitlines() if row.startswith(f"| `{KINDS[dialect, name].keys}` ")
    ]
    assert len(rows) == 1
    told = rows[0][1 + list(catalog.SYSTEMS).index(dialect)].removesuffix(" |")
    assert told == catalog.find(dialect, name).singular.lower()


def test_every_benchmark_is_in_the_readme_and_exists() -> None:
    named = re.findall(r"-m tests\.benchmarks\.(\w+)", README)
    assert named
    assert [name for name in named if not (ROOT / "tests" / "benchmarks" / f"{name}.py").is_file()] == []


def test_every_module_begins_with_a_sentence_that_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in PACKAGE.rglob("*.py")
        if not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]
    assert silent == []


def test_files_stay_small() -> None:
    long = [
        f"{file.relative_to(ROOT)}: {len(file.read_text('utf-8').splitlines())}"
        for file in PACKAGE.rglob("*.py")
        if len(file.read_text("utf-8").splitlines()) > 400
    ]
    assert long == []
