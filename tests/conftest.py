"""What every test needs before Qt is loaded: no screen, and no themes or scales of the machine."""

from __future__ import annotations

import os

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("QT_SCALE_FACTOR", None)
os.environ.pop("QT_STYLE_OVERRIDE", None)


def pytest_configure(config: pytest.Config) -> None:
    """Without a screen Qt says this of windows with a smallest size and of tooltips; it means nothing."""
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support (propagateSizeHints|raise)\(\)")
