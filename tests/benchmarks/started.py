"""The process that `starting` times: says on the machine's clock when its first rows were painted, and ends."""

from __future__ import annotations

import sys
from time import monotonic_ns

# What a kind of start does not need is not imported for it, so that each pays for its own imports only.


def bare() -> int:
    """The least a Qt program can be: a main window with a table of twenty rows."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    from tests.benchmarks.frames import Frames

    application = QApplication(["bare"])
    window = QMainWindow()
    table = QTableWidget(20, 8)
    for row in range(20):
        for column in range(8):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    window.setCentralWidget(table)
    window.resize(1440, 860)

    def painted() -> None:
        _say()
        application.quit()

    frames = Frames(table.viewport(), painted)
    window.show()
    code = application.exec()
    frames.deleteLater()
    return code


def program(data: str) -> int:
    """The program itself, as its command line starts it; only its first frame with rows is looked at."""
    from forge_desktop.cli import main
    from forge_desktop.shell.desk_view import DeskView
    from tests.benchmarks.frames import Frames

    show_page = DeskView.show_page

    def watched(self: DeskView, name: str) -> None:
        show_page(self, name)
        page = self.page
        said: list[int] = []

        def painted() -> None:
            if page.table.rowCount() and not said:
                said.append(_say())
                page.window().close()

        Frames(page.view.viewport(), painted).setParent(page)

    DeskView.show_page = watched  # type: ignore[method-assign]  # looked at, not changed
    return main.run(["--data-dir", data, "--view", "lots"])


def _say() -> int:
    now = monotonic_ns()
    sys.stdout.write(f"{now}\n")
    sys.stdout.flush()
    return now


if __name__ == "__main__":
    sys.exit(bare() if sys.argv[1] == "bare" else program(sys.argv[2]))
