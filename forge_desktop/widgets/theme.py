"""Puts one of the themes on the whole program, and follows the system's own choice when asked to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from forge_desktop.widgets import fonts, sheet
from forge_desktop.widgets.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens

SYSTEM = "system"
NAMES = (SYSTEM, *THEMES)

_shown: list[Tokens] = [LIGHT]
"""The one theme of this process, as there is one QApplication; written by Theme alone."""


def current() -> Tokens:
    """The theme that is on the screen now. Widgets read it when they paint, and again on a style change."""
    return _shown[0]


def apply(app: QApplication, name: str) -> Theme:
    """Put the theme of this name ("light", "dark", "contrast" or "system") on the program, at once."""
    theme = app.findChild(Theme) or Theme(app)
    theme.choose(name)
    return theme


class Theme(QObject):
    """The theme of one application: what was chosen, and what is shown because of it."""

    changed = Signal(object)
    """The Tokens now shown, after everything was repainted with them."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()
        self._name = ""
        self._dressed: Tokens | None = None
        app.setStyle("Fusion")
        app.setFont(fonts.font())
        self._hints.colorSchemeChanged.connect(self._follow)

    @property
    def name(self) -> str:
        """What was chosen, "system" included."""
        return self._name

    def choose(self, name: str) -> None:
        """Choose a theme by name. KeyError for a name that does not exist."""
        hints = self._hints
        if name == SYSTEM:
            self._name = name
            hints.unsetColorScheme()
            self._follow(hints.colorScheme())
            return
        tokens = THEMES[name]
        self._name = name
        hints.setColorScheme(Qt.ColorScheme.Dark if tokens.dark else Qt.ColorScheme.Light)
        self._dress(tokens)

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        if self._name == SYSTEM:
            wanted = self._hints.accessibility().contrastPreference()
            if wanted == Qt.ContrastPreference.HighContrast:
                self._dress(CONTRAST)
            else:
                self._dress(DARK if scheme == Qt.ColorScheme.Dark else LIGHT)

    def _dress(self, tokens: Tokens) -> None:
        if tokens is self._dressed:
            return
        self._dressed = tokens
        _shown[0] = tokens
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(sheet.text(tokens))
        self.changed.emit(tokens)


def palette(tokens: Tokens) -> QPalette:
    """The theme as Qt's own widgets want it."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.ground,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.ground,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.panel,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.ToolTipBase: tokens.text,
        role.ToolTipText: tokens.panel,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.panel,
        role.Midlight: tokens.line,
        role.Mid: tokens.outline,
        role.Dark: tokens.outline,
        role.Shadow: tokens.line,
    }
    for name, color in pairs.items():
        made.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return made
