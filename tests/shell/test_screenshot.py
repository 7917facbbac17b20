"""`--screenshot` as a script uses it: a process of its own, a picture of the size asked for, an exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from forge_desktop.domain.changes import Change
from forge_desktop.paths import GATES
from forge_desktop.shell.instance import Instance, Other
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]
FOUR = ("customer-orders", "manufacturing-orders", "operations", "lots")


def _shoot(data: Path, target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "forge_desktop", "--data-dir", str(data), "--screenshot", str(target)]
    # gates of its own: it would wait for what the filling used up
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", GATES: str(data / "gates")}
    return subprocess.run([*command, *arguments], capture_output=True, text=True, env=environment, timeout=120)


def test_the_four_pages_are_drawn_light_and_dark_in_the_size_asked_for(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)

    async def fill(told: Told) -> None:
        await told.opened()
        for name in FOUR:
            await told.go(name)

    for number in range(2):
        live(qapp, options(tmp_path / f"data-{number}"), fill)

    def draw(number: int) -> None:  # two at a time, each on its own data folder
        theme = ("light", "dark")[number]
        for name in FOUR:
            target = tmp_path / f"{name}-{theme}.png"
            arguments = ("--view", name, "--theme", theme, "--size", "1100x700")
            done = _shoot(tmp_path / f"data-{number}", target, *arguments)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(draw, range(2)))
    for name in FOUR:
        light, dark = (QImage(str(tmp_path / f"{name}-{theme}.png")) for theme in ("light", "dark"))
        assert (light.width(), light.height()) == (dark.width(), dark.height()) == (1100, 700)
        corner = light.rect().topRight()
        assert light.pixelColor(corner).lightness() > 200 > 80 > dark.pixelColor(corner).lightness()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 6, "There is no connection to draw a page of."),
        (("--connection", "nowhere"), 6, "There is no connection “nowhere”."),
    ],
)
def test_without_a_connection_the_exit_code_says_so(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = _shoot(tmp_path / "data", tmp_path / "page.png", *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert not (tmp_path / "page.png").exists()


def test_a_server_that_does_not_answer_an_unknown_page_and_a_folder_in_use_have_codes_of_their_own(
    qapp: QApplication, tmp_path: Path, lead: Lead
) -> None:
    lead("http://127.0.0.1:9/rest/v1")
    target = tmp_path / "page.png"
    unknown = _shoot(tmp_path / "data", target, "--view", "nonsense")
    assert (unknown.returncode, "Pages: customer-orders, " in unknown.stderr) == (2, True)
    silent = _shoot(tmp_path / "data", target)
    assert (silent.returncode, "127.0.0.1" in silent.stderr) == (3, True)
    (tmp_path / "file").touch()
    assert _shoot(tmp_path / "file" / "data", target).returncode == 5
    window = Instance(tmp_path / "data")
    assert window.take() is Other.NOBODY
    window._server.close()  # a window that does not answer
    busy = _shoot(tmp_path / "data", target)
    window.close()
    assert (busy.returncode, "--data-dir" in busy.stderr) == (5, True)
    assert not target.exists() or not unknown.stdout


def test_a_page_is_not_filled_while_it_has_not_heard_of_what_came(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        told.view.desk.pause()
        await told.filled()
        for _ in range(3):  # the second finds the table resting after the first
            told.view.desk.beat.tell(Change("lots"))
            assert not told.view.filled()
            told.view.desk.beat.flush()
            assert not told.view.filled()
            await until(lambda: not told.page.table.behind, "the table was not asked again")
        await told.filled()

    live(qapp, options(tmp_path / "data", "lots"), story)
