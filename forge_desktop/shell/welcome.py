"""What the window shows when there is no connection yet: two ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from forge_desktop import paths
from forge_desktop.domain.resource import Tone
from forge_desktop.widgets import fonts
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.buttons import PrimaryButton, QuietButton
from forge_desktop.widgets.plain import PlainLabel

_LOGO = 72


class Welcome(QWidget):
    """Connect to an account, or look around in the demo factory."""

    connect_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, notice: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        trouble = Banner(rounded=True)
        trouble.setFixedWidth(560)
        if notice:
            trouble.say(Tone.WARN, notice)
        connect = PrimaryButton("Connect to an account …", "plug")
        demo = QuietButton("Look around in the demo factory", "factory")
        connect.clicked.connect(self.connect_wanted)
        demo.clicked.connect(self.demo_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(connect)
        buttons.addWidget(demo)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(2)
        for part in (self._logo(), *self._words(), trouble):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(buttons)
        column.addStretch(3)

    def _logo(self) -> QLabel:
        logo = QLabel()
        logo.setTextFormat(Qt.TextFormat.PlainText)
        logo.setAccessibleName("Forge Desktop")
        picture = QPixmap(str(paths.resources() / "app.png"))
        mode = Qt.TransformationMode.SmoothTransformation
        logo.setPixmap(picture.scaled(_LOGO, _LOGO, Qt.AspectRatioMode.KeepAspectRatio, mode))
        return logo

    def _words(self) -> list[PlainLabel]:
        title = PlainLabel("Forge Desktop", px=20, weight=fonts.SEMIBOLD)
        words = PlainLabel(
            "Orders, operations and stock of your factory: instantly, also without a network. "
            "Connect to MRPeasy with your API key, or try everything on made-up data; no account is needed.",
            tone=Tone.MUTED,
            wrap=True,
        )
        words.setFixedWidth(480)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return [title, words]
