"""Above the room that speaks with servers nothing asks which system it is: what differs stands in tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from forge_desktop.api.profiles import PROFILES
from forge_desktop.domain import catalog

PACKAGE = Path(__file__).resolve().parents[2] / "forge_desktop"
BELOW = {"api", "server"}
NAMES = set(catalog.CATALOG) | set(PROFILES)


def asked(file: Path) -> Iterator[str]:
    """Comparisons with the name of a dialect or a profile."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, (ast.Compare, ast.MatchValue)):
            told = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            if told & NAMES:
                yield str(file.relative_to(PACKAGE))


def test_nothing_above_the_servers_asks_which_dialect_or_profile_it_is() -> None:
    files = [file for file in PACKAGE.rglob("*.py") if file.relative_to(PACKAGE).parts[0] not in BELOW]
    assert len(files) > 300
    assert [place for file in files for place in asked(file)] == []


def test_every_dialect_has_a_name_for_people() -> None:
    assert list(catalog.SYSTEMS) == list(catalog.CATALOG)
