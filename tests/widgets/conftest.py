"""The program's own look for every test of this folder, put back to light before each."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.widgets import theme


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> theme.Theme:
    """The theme of the application, light unless a test chooses another."""
    return theme.apply(qapp, "light")
