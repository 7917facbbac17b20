"""Every setting, drawn from its declaration and put into force at once; and what the program is made of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from forge_desktop.dialogs.about import About
from forge_desktop.dialogs.frame import SIDE, Dialog
from forge_desktop.dialogs.setting import SettingRow
from forge_desktop.settings import Settings
from forge_desktop.widgets.buttons import QuietButton

_SIZE = (640, 580)


class SettingsDialog(Dialog):
    """Emits each change as it is made; there is nothing to confirm."""

    changed = Signal(str, object)
    """Key of the setting and its new value."""

    def __init__(
        self,
        settings: Settings,
        data_dir: Path,
        parent: QWidget | None,
        *,
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        """`fixed`: settings that a change here cannot reach, with what fixes them ("the command line")."""
        super().__init__("Settings", parent)
        self._rows = {
            key: SettingRow(key, field, getattr(settings, key), fixed=(fixed or {}).get(key, ""))
            for key, field in Settings.model_fields.items()
        }
        tabs = QTabWidget()
        tabs.setAccessibleName("Settings")
        tabs.addTab(self._page(), "Settings")
        tabs.addTab(About(data_dir), "About")
        tabs.setDocumentMode(True)
        self.body.setContentsMargins(SIDE, 0, SIDE, 0)
        self.body.addWidget(tabs)
        close = QuietButton("Close")
        close.clicked.connect(self.reject)
        self.foot.words.setText("Changes hold at once.")
        self.foot.add(close)
        self.resize(*_SIZE)

    def _page(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 4, 0)
        column.setSpacing(0)
        for row in self._rows.values():
            row.changed.connect(self.changed)
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName("All settings")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area
