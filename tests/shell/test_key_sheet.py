"""The key sheet names each thing once, with all its keys beside each other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from forge_desktop.dialogs.keys import KeySheet
from tests.shell.living import Told, live, options, until


def test_every_act_stands_once_with_all_its_keys(qapp: QApplication, tmp_path: Path) -> None:
    async def story(told: Told) -> None:
        await until(lambda: told.program.window.shown, "nothing was shown")
        await told.press("F1")
        await until(lambda: isinstance(QApplication.activeModalWidget(), KeySheet), "no key sheet")
        sheet = QApplication.activeModalWidget()
        assert isinstance(sheet, KeySheet)
        lines = sheet.shown()
        named = [(line.section, line.label) for line in lines]
        assert len(set(named)) == len(named)
        keys = {line.label: line.keys for line in lines}
        assert keys["Search this page"] == "Ctrl+F or /"
        assert keys["Keys"] == "F1 or ?"
        assert keys["Show or hide the preview"] == "Ctrl+Shift+P or Space"
        sheet.reject()

    live(qapp, options(tmp_path / "data"), story)
