"""Whatever is wrong at the start, the window opens and says it in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from forge_desktop.connections import Connection, Connections
from forge_desktop.connections import keychain as keychains
from forge_desktop.domain.keys import Keys
from forge_desktop.paths import Folders
from forge_desktop.shell.desk_view import DeskView
from forge_desktop.shell.welcome import Welcome
from forge_desktop.store import database
from forge_desktop.widgets.banner import Banner
from tests.connections.keychains import Memory
from tests.shell.fixtures import KEYS, Serve
from tests.shell.living import Told, live, options, until

Lead = Callable[[str], None]


def _said(told: Told) -> str:
    """What the welcome and the window say of troubles."""
    shown = told.program.window.shown
    assert isinstance(shown, Welcome)
    banners = [*shown.findChildren(Banner), told.program.window._notice]
    return " ".join(banner.sentence for banner in banners)


def test_a_first_start_offers_two_ways_to_begin(qapp: QApplication, tmp_path: Path) -> None:
    async def story(told: Told) -> None:
        await until(lambda: told.program.window.shown, "nothing was shown")
        assert _said(told).strip() == ""

    assert live(qapp, options(tmp_path / "data"), story) == 0


def test_a_folder_that_cannot_be_used_is_named(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async def story(told: Told) -> None:
        await until(lambda: told.program.window.shown, "nothing was shown")
        assert str(tmp_path / "file" / "data") in _said(told)

    assert live(qapp, options(tmp_path / "file" / "data"), story) == 0


def _cache(data: Path, told: Told) -> Path:
    return Folders(data).cache(told.view.desk.connection.ident)


def _fill(qapp: QApplication, data: Path) -> Path:
    """A start before, which left a filled copy; its file."""
    found: list[Path] = []

    async def story(told: Told) -> None:
        await told.opened()
        found.append(_cache(data, told))

    live(qapp, options(data), story)
    return found[0]


def test_a_damaged_copy_is_put_aside_and_fetched_again(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)
    cache = _fill(qapp, tmp_path / "data")
    with cache.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 20_000)

    async def story(told: Told) -> None:
        await told.opened()
        assert "damaged" in told.program.window._notice.sentence
        assert told.page.table.rowCount() > 0

    live(qapp, options(tmp_path / "data"), story)


def test_a_copy_of_a_newer_program_and_a_locked_one_are_left_alone_and_tried_again(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(serve(tiny=True).url)
    cache = _fill(qapp, tmp_path / "data")
    with contextlib.closing(sqlite3.connect(cache)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {version + 1}")

    async def newer(told: Told) -> None:
        await until(lambda: told.program.window.shown, "nothing was shown")
        assert "newer" in _said(told)
        with contextlib.closing(sqlite3.connect(cache)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        welcome = told.program.window.shown
        assert isinstance(welcome, Welcome)
        welcome.findChildren(Banner)[0]._action.click()
        await told.opened()
        assert told.page.table.rowCount() > 0

    live(qapp, options(tmp_path / "data"), newer)
    patience = database.Cache.open.__kwdefaults__
    assert patience is not None
    monkeypatch.setitem(patience, "patience", 0.05)
    with contextlib.closing(sqlite3.connect(cache, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")

        async def locked(told: Told) -> None:
            await until(lambda: told.program.window.shown, "nothing was shown")
            assert "locked" in _said(told)

        live(qapp, options(tmp_path / "data"), locked)


def test_damaged_settings_connections_and_layouts_cost_no_start(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead
) -> None:
    lead(serve(tiny=True).url)
    cache = _fill(qapp, tmp_path / "data")
    for path in (Folders(tmp_path / "data").settings, cache.with_name("layout.json")):
        path.write_text("{ no json")

    async def story(told: Told) -> None:
        await told.opened()
        assert "arrangement" in told.program.window._notice.sentence
        assert told.page.table.rowCount() > 0

    live(qapp, options(tmp_path / "data"), story)
    assert list((tmp_path / "data").glob("settings.damaged-*"))
    assert list(cache.parent.glob("layout.damaged-*"))


def test_the_connection_shown_last_is_opened_when_several_are_stored(
    qapp: QApplication, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory()
    monkeypatch.setattr(keychains, "_usable", lambda: memory)
    server = serve(tiny=True)
    folders = Folders(tmp_path / "data")
    folders.make()
    book = Connections(folders.connections)
    for name in ("alpha", "beta", "gamma"):
        book.add(
            Connection(
                ident=name, name=name, profile="local", base_url=server.url, timezone="UTC", dialect="mrpeasy"
            )
        )
        keychains.Keychain(lambda secret: None).keep(name, Keys(*KEYS))
    shown: list[str] = []

    async def story(told: Told) -> None:
        await told.opened()
        shown.append(told.view.desk.connection.ident)
        if len(shown) == 1:
            await told.program.open_ident("beta")
            await told.filled()

    for _ in range(2):
        live(qapp, options(tmp_path / "data"), story)
    assert shown == ["alpha", "beta"]


def test_a_server_nobody_listens_on_is_said_in_the_bar_of_an_empty_page(
    qapp: QApplication, tmp_path: Path, lead: Lead
) -> None:
    lead("http://127.0.0.1:9/rest/v1")

    async def story(told: Told) -> None:
        await until(lambda: isinstance(told.program.window.shown, DeskView), "no desk was opened")
        await until(lambda: told.view.banner.sentence.startswith("Offline"), "nobody said that it is offline")
        await told.settled()
        assert not told.page.head.progress.revealed
        assert told.page.table.rowCount() == 0

    live(qapp, options(tmp_path / "data"), story)


def test_a_full_disk_keeps_the_setting_for_this_run_and_says_so(
    qapp: QApplication, tmp_path: Path, serve: Serve, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(serve(tiny=True).url)

    async def story(told: Told) -> None:
        await told.opened()

        def full(*told: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as disk:
            disk.setattr("os.replace", full)
            told.program.change_setting("compact_rows", True)
        assert "no room left" in told.program.window._notice.sentence
        assert told.page.state.compact

    live(qapp, options(tmp_path / "data"), story)
