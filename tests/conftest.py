"""What every test needs: no screen, no themes or scales of the machine, Ctrl+C, and gates of its own.

The program counts the requests of a key for all its windows on the machine; tests would wait for each other.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from tempfile import TemporaryDirectory

import pytest

from forge_desktop.paths import GATES

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("QT_SCALE_FACTOR", None)
os.environ.pop("QT_STYLE_OVERRIDE", None)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so it is in the background, and programs inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

_gates = TemporaryDirectory(prefix="forge-desktop-gates-")
_number = count()
os.environ[GATES] = _gates.name


@pytest.fixture(autouse=True)
def gates() -> None:
    """No test waits for what another one used up of a server's limits."""
    os.environ[GATES] = os.path.join(_gates.name, str(next(_number)))


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    _gates.cleanup()


def pytest_configure(config: pytest.Config) -> None:
    """Without a screen Qt says this of windows with a smallest size and of tooltips; it means nothing."""
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support (propagateSizeHints|raise)\(\)")


def pytest_xdist_auto_num_workers() -> int:
    """One more than processors: a good third of the time tests only wait, for sockets and for the screen."""
    return (os.cpu_count() or 1) + 1
