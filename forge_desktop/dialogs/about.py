"""What the program is: versions, where its data lies, and under which licences its parts are."""

from __future__ import annotations

import platform
import sqlite3
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from forge_desktop import __version__, paths
from forge_desktop.widgets import plain
from forge_desktop.widgets.facts import Fact, KeyValue
from forge_desktop.widgets.tokens import MARGIN, SPACE

_PARTS = """\
Forge Desktop: MIT
Python: Python Software Foundation licence
Qt and PySide6: LGPL 3, as shared libraries that may be replaced
qasync, httpx, uvicorn, Starlette, XlsxWriter, Click: BSD
pydantic, SQLAlchemy, keyring, platformdirs, truststore, h11, anyio: MIT
sqlite-utils: Apache 2; structlog: MIT or Apache 2; certifi: MPL 2
SQLite: public domain
Inter (letters): SIL Open Font License 1.1
Lucide (icons): ISC
"""


class About(QWidget):
    """Facts that can be copied, and the licences."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        facts = KeyValue(label_width=96)
        facts.show_facts(
            [
                Fact(label="Version", value=__version__),
                Fact(label="Python", value=platform.python_version()),
                Fact(label="Qt", value=qVersion()),
                Fact(label="SQLite", value=sqlite3.sqlite_version),
                Fact(label="System", value=platform.platform()),
                Fact(label="Data folder", value=str(data_dir)),
            ]
        )
        licences = QPlainTextEdit(_licences())
        licences.setReadOnly(True)
        licences.setTabChangesFocus(True)
        licences.setAccessibleName("Licences")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, MARGIN, 0, MARGIN)
        column.setSpacing(SPACE)
        column.addWidget(facts)
        column.addSpacing(SPACE)
        column.addWidget(plain.section("Licences"))
        column.addWidget(licences, 1)


def _licences() -> str:
    """Which part is under which licence, and the full text where the part is bundled as files."""
    texts = [_PARTS]
    for part, name in (("Inter", "fonts"), ("Lucide", "icons")):
        path = paths.resources() / name / "LICENSE.txt"
        if path.is_file():
            texts.append(f"{part}\n\n{path.read_text(encoding='utf-8')}")
    return "\n\n".join(texts)
