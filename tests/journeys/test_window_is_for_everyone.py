"""Two shops side by side, other colours at once, no mouse, a screen reader, and a server that wishes us ill."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import update

from forge_desktop.server import tables
from forge_desktop.server.database import writing
from forge_desktop.shell.rail import Rail
from forge_desktop.widgets import theme
from forge_desktop.widgets.rail import RailButton
from tests.journeys.dialects import Dialect, on_both
from tests.journeys.stage import Stage
from tests.shell.living import Told, until
from tests.widgets.test_plain import reads_plain

_HOSTILE = (
    "<h1>big</h1><img src='http://127.0.0.1:PORT/x.png'><a href='file:///etc/passwd'>go</a>&amp;&nope;",
    "a\u202eedoc\u2066 \u200b\x07 =HYPERLINK(1)",
    "long " * 2_000,
)


@on_both
def test_two_connections_stand_side_by_side_each_with_its_own_rail_copy_and_health(
    stage: Stage, dialect: Dialect
) -> None:
    stage.open(name="first", tiny=True)
    second = stage.serve(name="second", tiny=True)

    async def story(told: Told) -> None:
        await told.opened()
        here = told.view
        other = dialect.connection(dialect.url(second), "other")
        await told.program.open(other, dialect.keys(second.engine))
        there = told.view
        assert there is not here
        await told.filled()
        assert here.rail is not there.rail
        assert here.page is not there.page
        assert told.program.folders.cache("other").exists()
        second.stop()
        await told.press("F5")
        await until(lambda: there.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        told.program.window.put(here)
        assert here.banner.sentence == ""
        assert told.program.window.windowTitle().startswith(here.desk.connection.name)
        await told.program.shut("other")
        assert told.view is here
        await told.filled()

    stage.play(story)


@on_both
def test_a_load_can_be_paused_and_goes_on(stage: Stage, dialect: Dialect) -> None:
    server = stage.open(faults="slow")

    async def story(told: Told) -> None:
        await until(lambda: told.program.desks, "no desk was opened")
        view = told.view
        await until(lambda: view.page.head.progress.revealed, "no progress was shown")
        view.page.head.progress._stop.click()
        assert view.banner.sentence.startswith("Loading paused")
        assert not view.page.head.progress.revealed
        await asyncio.sleep(0.1)  # what was under way comes to its end
        sent = len(server.log)
        await asyncio.sleep(0.5)
        assert len(server.log) <= sent + 1
        server.faults.set()
        await told.press("F5")
        assert view.banner.sentence == ""
        await told.filled()

    stage.play(story)


def test_another_theme_and_other_settings_hold_at_once(stage: Stage) -> None:
    """Told once: colours and settings know of no system."""
    stage.open(tiny=True)

    async def story(told: Told) -> None:
        await told.opened()
        light = told.program.window.grab().toImage()
        told.program.change_setting("theme", "dark")
        assert theme.current().dark
        dark = told.program.window.grab().toImage()
        middle = light.rect().center()
        assert light.pixelColor(middle).lightness() > 200 > 80 > dark.pixelColor(middle).lightness()
        told.program.change_setting("compact_rows", True)
        assert told.page.state.compact
        told.program.change_setting("preview", False)
        assert not told.page.preview.isVisible()
        told.program.change_setting("log_level", "debug")
        assert logging.getLogger().level == logging.DEBUG
        told.program.change_setting("refresh_seconds", 30)
        assert '"refresh_seconds": 30' in told.program.folders.settings.read_text()

    stage.play(story)


@on_both
def test_a_window_with_a_late_order_on_it_rests_when_nothing_happens(stage: Stage, dialect: Dialect) -> None:
    stage.open()
    painted: Counter[str] = Counter()

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted[type(watched).__name__] += 1
            return False

    async def story(told: Told) -> None:
        await told.opened()
        await told.go(dialect.made.resource)
        assert told.page.preview._trouble.revealed
        await asyncio.sleep(1.2)
        watch = Watch()
        stage.application.installEventFilter(watch)
        await asyncio.sleep(1.0)
        stage.application.removeEventFilter(watch)
        assert painted["Preview"] <= 3

    stage.play(story)


@on_both
def test_a_hostile_server_only_writes_text(stage: Stage, dialect: Dialect, beacon: socket.socket) -> None:
    server = stage.open(tiny=True)
    _poison(str(server.engine.url.database), beacon.getsockname()[1])

    async def story(told: Told) -> None:
        await told.opened()
        for name in (*dialect.four, dialect.party, *dialect.others):
            page = await told.go(name)
            told.program.window.grab()
            key = page.view.current_key()
            assert key is not None, name
            told.view.open_record(name, key)
            await until(lambda: not told.view.desk.reading.any_busy(), "the record was not read")
            detail = told.view.tabs.on_record
            assert detail is not None
            for number in range(detail.tabs.count()):
                detail.tabs.setCurrentIndex(number)
                told.program.window.grab()
        _assert_plain(told.program.window)

    stage.play(story)
    with pytest.raises(BlockingIOError):  # nobody came for the picture
        beacon.accept()


@pytest.fixture
def beacon() -> Iterator[socket.socket]:
    """Where a picture in a name would be fetched from."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def _poison(database: str, port: int) -> None:
    """Every name and note of the world is an attack."""
    engine = tables.connect(database)
    with writing(engine) as connection:
        markup, marks, long = (text.replace("PORT", str(port)) for text in _HOSTILE)
        connection.execute(update(tables.items).values(title=markup))
        connection.execute(update(tables.customers).values(title=marks))
        connection.execute(update(tables.customer_orders).values(notes=long, reference=markup))
        connection.execute(update(tables.mo_notes).values(text=markup + long))
        connection.execute(update(tables.work_centers).values(title=markup))
    engine.dispose()


def _assert_plain(window: QWidget) -> None:
    labels = window.findChildren(QLabel)
    assert len(labels) > 50
    assert any("<h1>big</h1>" in label.text() for label in labels)
    for label in labels:
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert len(label.text()) < 3_000
        assert "\u202e" not in label.text()
    for widget in window.findChildren(QWidget):
        assert reads_plain(widget.toolTip())
        assert "\u202e" not in widget.accessibleName() + widget.toolTip()


@on_both
def test_every_control_that_takes_the_keyboard_has_a_name_for_a_screen_reader(
    stage: Stage, dialect: Dialect
) -> None:
    stage.open(tiny=True)

    async def story(told: Told) -> None:
        await told.opened()
        await told.go(dialect.made.resource)
        await told.press("Return")
        await until(lambda: not told.view.desk.reading.any_busy(), "the record was not read")
        found = [one.object() for one in _walk(QAccessible.queryAccessibleInterface(told.program.window))]
        controls = [w for w in found if isinstance(w, QWidget) and w.isVisible() and _takes_keys(w)]
        assert len(controls) > 25
        nameless = [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in controls if not _name(w)]
        assert nameless == []

    stage.play(story)


def _takes_keys(widget: QWidget) -> bool:
    return widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.focusProxy() is None


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _walk(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield root
    if root.role() in (QAccessible.Role.Table, QAccessible.Role.List):
        return  # its cells speak for themselves: tests of the models
    for number in range(root.childCount()):
        child = root.child(number)
        if child is not None and child.isValid():
            yield from _walk(child)


@on_both
def test_everything_on_the_way_to_a_record_and_back_goes_without_a_mouse(
    stage: Stage, dialect: Dialect
) -> None:
    stage.open()

    async def story(told: Told) -> None:
        await told.opened()
        await told.press("Ctrl+2")
        await told.filled()
        for _ in range(60):  # with Tab alone into the rail
            if isinstance(QApplication.focusWidget(), RailButton):
                break
            await told.press("Tab")
        button = QApplication.focusWidget()
        assert isinstance(button, RailButton)
        assert isinstance(told.view.rail, Rail)
        await told.press("Space")
        await told.filled()
        before = told.page.resource.name
        await told.press("Ctrl+4")
        await told.filled()
        await told.press("Down")
        key = told.page.view.current_key()
        await told.press("Return")
        detail = told.view.tabs.on_record
        assert detail is not None
        assert detail.key == key
        await told.press("Escape")
        assert told.page.view.current_key() == key
        await told.press("Ctrl+K")
        await until(lambda: QApplication.activeModalWidget() is not None, "the palette did not open")
        await told.type("Quit")
        await told.press("Escape")
        await until(lambda: QApplication.activeModalWidget() is None, "the palette did not close")
        for keys in ("F1", "?", "Ctrl+,", "Ctrl+Shift+O"):
            await told.press(keys)
            await until(lambda: QApplication.activeModalWidget() is not None, f"{keys} opened nothing")
            await told.press("Escape")
            await until(lambda: QApplication.activeModalWidget() is None, f"{keys} did not close")
        assert before
        await told.press("Ctrl+Return")
        assert len(list(told.view.windows.details())) == 1
        told.view.windows.close_all()

    stage.play(story)
