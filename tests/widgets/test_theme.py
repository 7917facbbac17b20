"""A theme is put on at once and everywhere, and "system" follows the system while the program runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from forge_desktop.widgets import fonts, plain, theme
from forge_desktop.widgets.tokens import CONTRAST, DARK, LIGHT


def ground_of(widget: QWidget) -> str:
    """The colour in the corner of a widget, as painted."""
    return widget.grab().toImage().pixelColor(1, 1).name().upper()


def test_a_shown_window_changes_its_colours_when_the_theme_does(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = plain.muted("as of 09:42", window)
    window.show()
    for tokens in (DARK, CONTRAST, LIGHT):
        theme.apply(qapp, tokens.name)
        assert theme.current() is tokens
        assert ground_of(window) == tokens.ground
        assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == tokens.muted


def test_the_change_is_told_after_it_was_made(qapp: QApplication, look: theme.Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(look.changed) as told:
        theme.apply(qapp, "dark")
    assert told.args == [DARK]
    assert theme.apply(qapp, "dark") is look


def test_the_systems_choice_is_followed_live_only_when_that_was_chosen(look: theme.Theme) -> None:
    hints = QApplication.styleHints()
    look.choose(theme.SYSTEM)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is LIGHT
    look.choose("contrast")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is CONTRAST
    assert look.name == "contrast"


def test_an_unknown_theme_is_refused_and_changes_nothing(look: theme.Theme) -> None:
    with pytest.raises(KeyError):
        look.choose("sepia")
    assert look.name == "light"
    assert theme.current() is LIGHT


def test_the_bundled_letters_are_used_with_figures_of_equal_width(qtbot: QtBot) -> None:
    assert fonts.family() == "Inter"
    for weight in (fonts.REGULAR, fonts.MEDIUM, fonts.SEMIBOLD):
        metrics = QFontMetricsF(fonts.font(weight=weight))
        assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    label = QLabel("11")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().isFeatureSet(QFont.Tag("tnum"))
    assert label.font().pixelSize() == 13
