"""What a page shows is written into real files; only the system's own file dialog is played."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from forge_desktop.shell import exporting
from tests.shell.fixtures import Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]
Choose = Callable[[Path, exporting.Form], None]
CSV = exporting.Form("csv")


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Answers the next file dialog."""

    def choosing(path: Path, form: exporting.Form) -> None:
        name = next(words for words, known in exporting.FORMS.items() if known == form)

        def play(dialog: QFileDialog) -> None:
            dialog.accepted.emit()
            dialog.finished.emit(1)

        monkeypatch.setattr(QFileDialog, "open", play)
        monkeypatch.setattr(QFileDialog, "selectedNameFilter", lambda dialog: name)
        monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(path)])

    return choosing


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def _exported(told: Told) -> None:
    await told.press("Ctrl+E")
    await until(lambda: "exported" in told.page.status._left.text(), told.page.status._left.text())
    told.page.status.tell(left="")


def test_exactly_what_is_shown_is_written_as_csv_xlsx_and_json(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, choose: Choose
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        await told.go("items")
        shown = told.column("code")
        assert len(shown) > 2
        for form in ("csv", "xlsx", "json"):
            choose(tmp_path / "items", exporting.Form(form))
            await _exported(told)
        assert [row[0] for row in _read(tmp_path / "items.csv")[1:]] == shown
        assert len(json.loads((tmp_path / "items.json").read_text(encoding="utf-8"))) == len(shown)
        assert zipfile.is_zipfile(tmp_path / "items.xlsx")
        assert told.view.working == {}

    live(qapp, options(tmp_path / "data"), story)


def test_every_field_stands_behind_the_columns_that_are_shown(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, choose: Choose
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        await told.go("items")
        for name, every in (("shown", False), ("all", True)):
            choose(tmp_path / name, exporting.Form("csv", every))
            await _exported(told)
        shown, whole = (_read(tmp_path / f"{name}.csv") for name in ("shown", "all"))
        width = len(shown[0])
        assert [row[:width] for row in whole] == shown
        labels = {field.label for field in told.page.resource.fields if field.kind.scalar}
        assert set(whole[0]) == labels > set(shown[0])

    live(qapp, options(tmp_path / "data"), story)


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, choose: Choose
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()
        choose(tmp_path / "nowhere" / "orders.csv", CSV)
        await told.press("Ctrl+E")
        await until(lambda: "Not exported" in told.page.status._left.text(), "nothing was said")
        assert not told.page.head.progress.revealed

    live(qapp, options(tmp_path / "data"), story)


def test_an_export_can_be_cancelled_and_does_not_pause_the_load(
    qapp: QApplication,
    tmp_path: Path,
    serve: Serve,
    lead: Lead,
    choose: Choose,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lead(serve(tiny=True).url)
    report = exporting.Exporting._report

    async def story(told: Told) -> None:
        await told.opened()

        def cancel_at_once(work: exporting.Exporting, done: int, total: int) -> None:
            work._page.cancelled.emit()
            work._stop.wait(10)  # it is taken in the window's thread
            report(work, done, total)

        monkeypatch.setattr(exporting.Exporting, "_report", cancel_at_once)
        monkeypatch.setattr("forge_desktop.export.files.PAGE", 2)
        choose(tmp_path / "orders.csv", CSV)
        await told.press("Ctrl+E")
        await until(lambda: "cancelled" in told.page.status._left.text(), told.page.status._left.text())
        assert not told.view.desk.paused

    live(qapp, options(tmp_path / "data"), story)
    assert not list(tmp_path.glob("*orders*"))
