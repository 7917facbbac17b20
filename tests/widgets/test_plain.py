"""Hostile text stays text: no markup is read, nothing is fetched, and length does not matter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import forge_desktop
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import LONGEST
from forge_desktop.widgets import plain
from forge_desktop.widgets.banner import Banner
from forge_desktop.widgets.busy import Progress
from forge_desktop.widgets.buttons import IconButton, LinkButton, PrimaryButton, QuietButton
from forge_desktop.widgets.chips import FilterChip
from forge_desktop.widgets.empty import EmptyState
from forge_desktop.widgets.facts import Fact, KeyValue
from forge_desktop.widgets.kit import BODY, Kit
from forge_desktop.widgets.rail import RailButton, RailSection
from forge_desktop.widgets.search import SearchBox
from forge_desktop.widgets.status import StatusLine
from forge_desktop.widgets.tokens import LIGHT
from tests.widgets.gallery import Gallery

HOSTILE = {
    "image": "<img src='file:///etc/hostname'> & <b>bold</b>",
    "link": "<a href='http://127.0.0.1:9/x'>press</a>",
    "entities": "&lt;b&gt;&#0;<br/>",
    "document": "<!DOCTYPE html><html><body onload=x><h1>big</h1>",
    "xml": "<?xml version='1.0'?><svg><image href='x.png'/></svg>",
    "direction": "MO\u202e28410\u202c\u2066x\u200f",
    "control": "a\x00b\x1b[31m\x07\rc\u2028d\ue000",
    "nested": "<b>" * 20_000,
    "ten megabytes": "x" * 10_000_000,
    "mnemonic": "A&B && C",
}


def dressed(text: str) -> list[QWidget]:
    """Every widget that shows text it was given, showing this one everywhere it can."""
    banner, progress, empty, facts, status = Banner(), Progress(), EmptyState(), KeyValue(), StatusLine()
    banner.say(Tone.BAD, text, action=text)
    progress.tell(text, 500)
    empty.tell("info", text, text)
    facts.show_facts([Fact(label=text, value=text, tip=text), Fact(label=text, value=text, link=("items", 1))])
    status.tell(text, text)
    buttons = [
        PrimaryButton(text),
        QuietButton(text),
        LinkButton(text),
        IconButton(text, "x"),
        FilterChip(text),
    ]
    labels = [plain.PlainLabel(text), plain.title(text), plain.section(text), plain.small(text)]
    return [
        *(banner, progress, empty, facts, status, SearchBox(text[:100])),
        *(RailButton(text, "x"), RailSection(text[:100])),
        *buttons,
        *labels,
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_widget_reads_markup_or_fetches_anything(
    name: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(500, 400)
    for widget in dressed(HOSTILE[name]):
        widget.setParent(host)
        widget.resize(300, 60)
        widget.show()
    host.grab()
    labels = host.findChildren(QLabel)
    assert len(labels) >= 10
    for label in labels:
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert len(label.text()) <= LONGEST + 60
    for widget in [host, *host.findChildren(QWidget)]:
        for shown in (widget.toolTip(), widget.accessibleName()):
            assert len(shown) <= 2 * (LONGEST + 60)
        assert reads_plain(widget.toolTip())


def reads_plain(tip: str) -> bool:
    """True when Qt's own guess, which tooltips rely on, takes the text for plain."""
    guessing, knowing = QLabel(), QLabel()
    guessing.setTextFormat(Qt.TextFormat.AutoText)
    knowing.setTextFormat(Qt.TextFormat.PlainText)
    for label in (guessing, knowing):
        label.setText(tip)
        label.resize(600, 200)
    return guessing.grab().toImage() == knowing.grab().toImage()


@pytest.mark.usefixtures("qapp")
def test_the_guess_that_tooltips_rely_on_is_told_apart() -> None:
    assert not reads_plain(HOSTILE["image"])
    for text in HOSTILE.values():
        assert reads_plain(plain.tip(text))


def test_the_whole_sheet_of_widgets_has_only_plain_labels(qtbot: QtBot) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    for label in gallery.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_no_source_on_the_screens_side_can_show_markup() -> None:
    banned = re.compile(r"setHtml|QTextBrowser|QtWebEngine|RichText|MarkdownText|setMarkdown|QLabel\([^)\s]")
    loose_tip = re.compile(r"setToolTip\((?!plain\.tip\(|tip\(|\"|\n)")
    root = Path(forge_desktop.__file__).parent
    found = []
    for room in ("widgets", "views", "dialogs", "shell", "qtmodels"):
        for path in (root / room).rglob("*.py"):
            lines = path.read_text(encoding="utf-8").splitlines()
            bad = [f"{path.name}:{n}" for n, line in enumerate(lines, 1) if banned.search(line)]
            found += bad + [f"{path.name}:{n}" for n, line in enumerate(lines, 1) if loose_tip.search(line)]
    assert found == []


def test_a_cell_is_laid_out_as_plain_text(qapp: QApplication) -> None:
    letters = Kit(LIGHT, 1.0).letters[BODY]
    for text in (HOSTILE["image"], HOSTILE["xml"], HOSTILE["link"]):
        laid, width = letters.cut(text, 2_000)
        assert laid.textFormat() == Qt.TextFormat.PlainText
        assert laid.text() == text
        assert width == letters.width(text)
        assert laid.size().width() >= width - 1


def test_direction_and_control_marks_are_made_visible(qtbot: QtBot) -> None:
    label = plain.PlainLabel(HOSTILE["direction"] + HOSTILE["control"])
    qtbot.addWidget(label)
    assert "⟨U+202E⟩" in label.text()
    assert "⟨U+0000⟩" in label.text()
    assert "\u202e" not in label.text()


def test_an_ampersand_is_a_letter_and_not_a_shortcut(qtbot: QtBot) -> None:
    chip = FilterChip("For: Havens & Co")
    qtbot.addWidget(chip)
    assert chip.label == "For: Havens & Co"
    assert chip.accessibleName() == "For: Havens & Co"
    assert chip.shortcut().isEmpty()


def test_a_label_without_room_is_cut_and_tells_all_in_its_tooltip(qapp: QApplication, qtbot: QtBot) -> None:
    label = plain.title("Chair, bent back, walnut, with arm rests and a very long name")
    qtbot.addWidget(label)
    label.resize(120, 24)
    label.show()
    label.grab()
    assert label.toolTip().replace("\n", " ") == label.text()
    label.resize(1200, 24)
    label.grab()
    assert label.toolTip() == ""


def test_a_selectable_label_can_be_selected_by_mouse_and_keys(qtbot: QtBot) -> None:
    label = plain.PlainLabel("MO01482", selectable=True)
    qtbot.addWidget(label)
    flags = label.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert not flags & Qt.TextInteractionFlag.LinksAccessibleByMouse
