"""Makes pictures of the second system, and of both open in one window, on one demo factory.

.venv/bin/python packaging/system_screenshots.py FOLDER THEME DATA_FOLDER     (called by screenshots.py)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QApplication  # noqa: E402  (a screen is chosen before Qt is loaded)

from forge_desktop.connections import keychain  # noqa: E402
from forge_desktop.domain.keys import Keys  # noqa: E402
from forge_desktop.server.options import ServerOptions  # noqa: E402
from forge_desktop.server.running import RunningServer, start  # noqa: E402
from forge_desktop.settings import WindowOptions  # noqa: E402
from tests.journeys.dialects import FORGEMRP, MRPEASY, Dialect  # noqa: E402
from tests.shell.living import Told, live, until  # noqa: E402

_DEMO = Keys("demo", "demo")


def main(folder: Path, theme: str, data: Path) -> int:
    """Draw a page, a record and both desks; the program's exit code."""
    keychain._usable = lambda: None
    own = data / "both"
    own.mkdir(exist_ok=True)
    options = ServerOptions(
        database=str(own / "factory.db"),
        requests_per_window=1_000_000,
        one_in_flight=False,
        forge_requests=1_000_000,
    )
    with start(options) as server:

        async def story(told: Told) -> None:
            await _open(told, server, FORGEMRP)
            await told.go("jobs")
            _save(told, folder / f"jobs-{theme}.png")
            page = await told.go("quotes")
            parts = told.column("parts")
            key = page.table.key(max(range(len(parts)), key=lambda row: parts[row].count(",")))
            assert key is not None
            told.view.open_record("quotes", key)
            await until(lambda: not told.view.desk.reading.any_busy(), "the quote was not read")
            detail = told.view.tabs.on_record
            assert detail is not None
            detail.tabs.setCurrentIndex(1)
            _save(told, folder / f"quote-{theme}.png")
            await told.press("Escape")
            await _open(told, server, MRPEASY)
            await told.go("manufacturing-orders")
            told.program.window.desks.go_on()
            await told.go("work-orders")
            _save(told, folder / f"both-systems-{theme}.png")

        window = WindowOptions(data_dir=own / theme, theme=theme, size=(1440, 860))
        return live(QApplication(sys.argv), window, story)


async def _open(told: Told, server: RunningServer, dialect: Dialect) -> None:
    connection = dialect.connection(dialect.url(server), dialect.name.lower())
    await told.program.open(connection, dialect.keys(server.engine, _DEMO))
    await told.filled()


def _save(told: Told, target: Path) -> None:
    told.program.window.grab().save(str(target), "PNG")


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
