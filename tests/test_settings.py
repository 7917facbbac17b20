"""Settings: where a value comes from, what a wrong one costs, and that a file is never lost."""

from __future__ import annotations

import json
from multiprocessing import get_context
from pathlib import Path

import pytest
from pydantic import ValidationError

from forge_desktop.errors import StorageTrouble
from forge_desktop.settings import Settings, keep, load
from forge_desktop.settings.files import held, write_whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_every_setting_has_a_label_a_help_and_a_default() -> None:
    for field in Settings.model_fields.values():
        assert field.title
        assert field.description
        assert not field.is_required()


def test_without_any_layer_the_defaults_hold_and_no_file_is_made(path: Path) -> None:
    loaded = load(path, environ={})
    assert loaded.settings == Settings()
    assert loaded.notices == ()
    assert not path.exists()


def test_command_line_stands_over_environment_over_file_over_default(path: Path) -> None:
    path.write_text('{"theme": "light", "compact_rows": true, "refresh_seconds": 90}', encoding="utf-8")
    environ = {"FORGE_DESKTOP_THEME": "dark", "FORGE_DESKTOP_REFRESH_SECONDS": "120", "OTHER": "1"}
    settings = load(path, environ=environ, given={"theme": "contrast", "preview": None}).settings
    assert settings.theme == "contrast"
    assert settings.refresh_seconds == 120
    assert settings.compact_rows is True
    assert settings.preview is True


@pytest.mark.parametrize(("word", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_the_csv_separator_is_chosen_by_its_word(path: Path, word: str, sign: str) -> None:
    assert load(path, environ={"FORGE_DESKTOP_EXPORT_DELIMITER": word}).settings.delimiter == sign


def test_a_wrong_value_costs_only_that_value_and_is_told(path: Path) -> None:
    path.write_text('{"theme": "pink", "compact_rows": true, "refresh_seconds": "often"}', encoding="utf-8")
    loaded = load(path, environ={"FORGE_DESKTOP_LOG_LEVEL": "loud"})
    assert loaded.settings == Settings(compact_rows=True)
    assert len(loaded.notices) == 3
    assert "Theme" in loaded.notices[0]
    assert "the environment" in loaded.notices[2]


def test_unknown_keys_of_another_version_survive_a_change(path: Path) -> None:
    path.write_text('{"from_the_future": [1, 2], "theme": "light"}', encoding="utf-8")
    keep(path, {"theme": "dark"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"from_the_future": [1, 2], "theme": "dark"}


def test_a_wrong_change_is_refused_and_nothing_is_written(path: Path) -> None:
    with pytest.raises(ValidationError):
        keep(path, {"theme": "pink"})
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'"text"'])
def test_a_damaged_file_is_set_aside_with_a_notice(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    loaded = load(path, environ={})
    assert loaded.settings == Settings()
    assert "settings.damaged-1.json" in loaded.notices[0]
    assert (path.parent / "settings.damaged-1.json").read_bytes() == content


def test_a_second_damaged_file_does_not_replace_the_first(path: Path) -> None:
    for content in ("first", "second"):
        path.write_text(content, encoding="utf-8")
        load(path, environ={})
    kept = [(path.parent / f"settings.damaged-{n}.json").read_text(encoding="utf-8") for n in (1, 2)]
    assert kept == ["first", "second"]


def test_a_file_is_readable_by_this_user_alone_and_leaves_no_draft(path: Path) -> None:
    keep(path, {"theme": "dark"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert {p.name for p in path.parent.iterdir()} == {"settings.json", "settings.json.lock"}


def test_a_file_that_cannot_be_written_keeps_its_old_content(tmp_path: Path) -> None:
    with pytest.raises(StorageTrouble, match="cannot be used"):
        write_whole(tmp_path / "missing" / "file.json", "text")


def _keep_often(path: Path, key: str, value: object) -> None:
    for _ in range(40):
        keep(path, {key: value})


def test_two_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    processes = get_context("spawn")
    both = [
        processes.Process(target=_keep_often, args=(path, key, value))
        for key, value in (("theme", "dark"), ("compact_rows", True))
    ]
    for process in both:
        process.start()
    for process in both:
        process.join()
        assert process.exitcode == 0
        process.close()
    settings = load(path, environ={}).settings
    assert settings.theme == "dark"
    assert settings.compact_rows is True


def test_whoever_waits_too_long_for_a_file_is_told(path: Path) -> None:
    with held(path), pytest.raises(StorageTrouble, match="held by another program"), held(path, patience=0.0):
        pytest.fail("two held it")
