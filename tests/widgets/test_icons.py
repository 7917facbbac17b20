"""Every icon that is named anywhere exists, is one colour, and is sharp at every pixel ratio."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtSvg import QSvgRenderer

import forge_desktop
from forge_desktop import paths
from forge_desktop.domain.catalog import CATALOG
from forge_desktop.widgets import icons
from forge_desktop.widgets.tokens import THEMES

FOLDER = paths.resources() / "icons"
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
BUTTONS = {"PrimaryButton", "QuietButton", "IconButton", "RailButton", "PaintedButton"}


def literals(call: ast.Call) -> Iterator[str]:
    """Texts in a call that stand where icons are named."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    places = [k.value for k in call.keywords if k.arg == "icon"]
    if function in BUTTONS:
        places += call.args[1:2]
    elif function == "icon" and isinstance(call.func, ast.Attribute) and "paint" in ast.dump(call.func):
        places += call.args[3:4]
    elif function in ("icon", "pixmap", "set_icon") or (function == "tell" and len(call.args) > 1):
        places += call.args[:1]
    for place in places:
        for node in ast.walk(place):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
                yield node.value


def named_in_code() -> dict[str, str]:
    """Icon name -> a file that names it."""
    found: dict[str, str] = {}
    for path in Path(forge_desktop.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found.update(dict.fromkeys(literals(node), path.name))
    return found


def test_every_icon_named_in_the_code_exists() -> None:
    named = named_in_code()
    assert {"calendar-clock", "search", "x"} <= set(named)
    assert {name: where for name, where in named.items() if not (FOLDER / f"{name}.svg").is_file()} == {}


@pytest.mark.parametrize("dialect", sorted(CATALOG))
def test_every_icon_of_a_declaration_exists(dialect: str) -> None:
    for resource in CATALOG[dialect]:
        states = [s for f in resource.fields if f.choices for s in f.choices.states]
        for name in (resource.icon, *(state.icon for state in states)):
            assert (FOLDER / f"{name}.svg").is_file(), f"{resource.name}: {name}"


def test_the_licences_of_letters_and_icons_are_shipped() -> None:
    assert "ISC" in (FOLDER / "LICENSE.txt").read_text()
    assert "SIL Open Font License" in (paths.resources() / "fonts" / "LICENSE.txt").read_text()


@pytest.mark.usefixtures("qapp")
def test_an_icon_is_drawn_in_the_colour_asked_for_at_the_ratio_of_the_screen() -> None:
    drawn = icons.pixmap("check", "#C62828", 16, 2.0)
    assert drawn.width() == 32
    assert drawn.devicePixelRatio() == 2.0
    image = drawn.toImage()
    strong = [
        image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 240
    ]
    assert strong
    assert all(color.name().upper() == "#C62828" for color in strong)


@pytest.mark.usefixtures("qapp")
def test_a_name_that_does_not_exist_shows_a_question_mark() -> None:
    asked = icons.pixmap("no-such-icon", "#000000")
    assert asked.toImage() == icons.pixmap(icons.UNKNOWN, "#000000").toImage()


@pytest.mark.usefixtures("qapp")
def test_every_shipped_picture_can_be_drawn() -> None:
    for path in (*FOLDER.glob("*.svg"), *(paths.resources() / "arrows").glob("*.svg")):
        assert QSvgRenderer(str(path)).isValid(), path.name
    assert not icons.application().isNull()


@pytest.mark.parametrize("name", sorted(THEMES))
def test_the_marks_of_qts_inputs_have_the_colours_of_their_theme(name: str) -> None:
    tokens = THEMES[name]
    colors = {"down": tokens.muted, "up": tokens.muted, "calendar": tokens.muted, "check": tokens.on_accent}
    for mark, color in colors.items():
        drawn = (paths.resources() / "arrows" / f"{name}-{mark}.svg").read_text()
        assert QColor(color).name().upper() in drawn.upper()
