"""An outbox in a folder of its own, with a clock that stands where the test puts it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from forge_desktop.outbox import Outbox

from .given import ACCOUNT, NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the outbox lies; its reserve is there already, because only one test is about it."""
    tmp_path.joinpath("outbox.ballast").touch()
    return tmp_path / "outbox.db"


Opener = Callable[..., Outbox]


@pytest.fixture
def opened(path: Path) -> Iterator[Opener]:
    """Opens outboxes at a time of day and closes them afterwards."""
    with ExitStack() as keep:

        def open_(at: Path = path, *, account: str = ACCOUNT, now: int = NOW) -> Outbox:
            return keep.enter_context(closing(Outbox.open(at, account, clock=lambda: now)))

        yield open_


@pytest.fixture
def outbox(opened: Opener) -> Outbox:
    """An open, empty outbox."""
    return opened()
