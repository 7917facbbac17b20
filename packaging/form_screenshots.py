"""Makes pictures of the order forms in the real window on the demo's data, filled in by keyboard.

.venv/bin/python packaging/form_screenshots.py FOLDER THEME DATA_FOLDER     (called by screenshots.py)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QApplication, QDialog  # noqa: E402  (a screen is chosen before Qt is loaded)

from forge_desktop.connections import keychain  # noqa: E402
from forge_desktop.dialogs.order_form.sheet import ORDER  # noqa: E402
from forge_desktop.settings import WindowOptions  # noqa: E402
from tests.journeys.orderdesk import choose, type_make, type_order  # noqa: E402
from tests.shell.living import Told, live, until  # noqa: E402

_NEEDED = ("customers", "items", "boms", "routings", "lots", "manufacturing-orders", "customer-orders")


def main(folder: Path, theme: str, data: Path) -> int:
    """Draw both forms; the program's exit code."""
    keychain._usable = lambda: None

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "the demo was not opened")
        for name in _NEEDED:
            told.view.show_page(name)
            await until(lambda: told.page.table.rowCount() and told.page.settled, f"{name} did not fill")
        order = await type_order(told, "Nordic", [("BED-160", "6"), ("CH-02", "2"), ("CH-04", "1,5")])
        await choose(told, "CT-90")
        await told.type("12")
        order.view.edit_at(1, ORDER.place("quantity"))
        await _save(told, order, folder / f"new-customer-order-{theme}.png")
        order.dropped.emit()  # no draft is left behind
        order.done(0)
        make = await type_make(told, "CT-90", "24")
        await _save(told, make, folder / f"new-manufacturing-order-{theme}.png")
        make.dropped.emit()  # no draft is left behind
        make.done(0)

    options = WindowOptions(data_dir=data, demo=True, theme=theme, size=(1440, 860))
    return live(QApplication(sys.argv), options, story)


async def _save(told: Told, form: QDialog, target: Path) -> None:
    """Draw a form when all that it asked for was answered."""
    await until(lambda: not told.view.desk.reading.any_busy(), "the local copy is still being read")
    form.grab().save(str(target), "PNG")


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
