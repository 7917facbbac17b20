"""The rail shrinks to its icons in a narrow window, and its own width is what is remembered."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.domain import catalog
from forge_desktop.shell.rail import Rail
from forge_desktop.shell.rail_split import RailSplit
from forge_desktop.widgets.rail import RailButton
from forge_desktop.widgets.tokens import RAIL_ICONS


def _split(qtbot: QtBot, width: int) -> RailSplit:
    rail = Rail("Demo", "Europe/Tallinn", catalog.sections("mrpeasy"))
    split = RailSplit(rail, QWidget(), 240)
    qtbot.addWidget(split)
    split.resize(width, 700)
    with qtbot.waitExposed(split):
        split.show()
    return split


def test_the_squeezed_width_is_not_the_one_that_is_kept(qtbot: QtBot) -> None:
    split = _split(qtbot, 1_400)
    assert split.sizes()[0] == 240
    split.resize(1_024, 700)
    assert (split.sizes()[0], split.kept) == (RAIL_ICONS, 240)
    split.resize(1_400, 700)
    assert split.sizes()[0] == 240
    split.moveSplitter(300, 1)
    assert split.kept == 300
    split.resize(1_000, 700)
    split.moveSplitter(180, 1)
    assert split.kept == 300, "what was dragged in a narrow window was remembered"


def test_a_window_that_opens_narrow_opens_with_icons_that_say_their_name(qtbot: QtBot) -> None:
    split = _split(qtbot, 900)
    assert (split.sizes()[0], split.kept) == (RAIL_ICONS, 240)
    tips = {button.toolTip() for button in split.findChildren(RailButton)}
    assert {"Customer orders", "Stock lots", "Settings"} <= tips
    split.resize(1_400, 700)
    assert {button.toolTip() for button in split.findChildren(RailButton)} == {""}
