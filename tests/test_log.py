"""The log: what is written, and that no secret ever is, in whatever spelling."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import structlog

from forge_desktop import log

CANARY = 'yT%"u(fad*N6j&L!8TQq^?^2K?wL*K'
OTHER = "canary-key-0815-äöü"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[log.Log]:
    started = log.start(tmp_path / "logs", "debug")
    started.hide(CANARY)
    started.hide(OTHER)
    yield started
    started.close()


def written(tmp_path: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "logs").iterdir()))


def test_an_event_is_one_line_of_json_with_its_facts(tmp_path: Path, running: log.Log) -> None:
    structlog.get_logger("sync").info("page kept", resource="lots", rows=100)
    event = json.loads(written(tmp_path))
    assert event["event"] == "page kept"
    assert event["resource"] == "lots"
    assert event["rows"] == 100
    assert event["level"] == "info"
    assert event["logger"] == "sync"


def test_the_log_is_readable_by_this_user_alone(tmp_path: Path, running: log.Log) -> None:
    logging.getLogger("any").info("line")
    assert (tmp_path / "logs" / "forge-desktop.log").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("secret", [CANARY, OTHER])
def test_a_known_secret_never_appears_in_any_spelling(tmp_path: Path, running: log.Log, secret: str) -> None:
    logger = structlog.get_logger("any")
    raw = secret.encode()
    spellings = [secret, quote(secret), quote_plus(secret), quote(secret, safe=""), repr(secret)[1:-1]]
    for before in (b"", b"k", b"ke", b"key:", b"a longer one:"):
        spellings.append(base64.b64encode(before + raw).decode())
        spellings.append(base64.urlsafe_b64encode(before + raw + b":after").decode())
    for spelling in spellings:
        logger.debug(f"before {spelling} after", value=spelling, nested={"deep": [spelling, (spelling,)]})
        logging.getLogger("plain").warning("told %s", spelling)
    logger.info("bytes", value=raw, **{f"name {secret}": 1})
    found = written(tmp_path)
    assert log.HIDDEN in found
    for spelling in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]):
        assert spelling not in found
        assert json.dumps(spelling)[1:-1] not in found
    for length in range(3):
        before = b"x" * length
        middle = base64.b64encode(before + raw + b"y" * (3 - (length + len(raw)) % 3)).decode()[4:-4]
        assert middle not in found


def test_a_secret_in_an_error_is_hidden_too(tmp_path: Path, running: log.Log) -> None:
    try:
        raise ValueError(f"bad header value {CANARY!r}")
    except ValueError:
        structlog.get_logger("any").exception("failed")
        logging.getLogger("plain").exception("failed")
    found = written(tmp_path)
    assert "ValueError" in found
    assert "fad*N6j" not in found


@pytest.mark.parametrize(
    "name", ["api_key", "Access_Key", "authorization", "access-key", "Proxy-Authorization"]
)
def test_headers_with_keys_are_hidden_even_when_the_key_is_unknown(
    tmp_path: Path, running: log.Log, name: str
) -> None:
    logger = structlog.get_logger("any")
    logger.info("dict", headers={name: "unknown-secret-1", "Accept": "json"})
    logger.info("pairs", headers=[(name.encode(), b"unknown-secret-2"), (b"accept", b"json")])
    logger.info("keyword", **{name: "unknown-secret-3"})
    if "roxy" not in name:
        logger.info(f"text {name}: unknown-secret-4")
        logger.info(f"repr {{'{name}': 'unknown-secret-5', 'accept': 'json'}}")
    found = written(tmp_path)
    assert "unknown-secret" not in found
    assert "json" in found


def test_the_level_is_kept_and_chatty_libraries_stay_quiet(tmp_path: Path) -> None:
    running = log.start(tmp_path / "logs", "warning")
    structlog.get_logger("any").info("quiet")
    structlog.get_logger("any").warning("loud")
    running.close()
    found = written(tmp_path)
    assert "quiet" not in found
    assert "loud" in found


@pytest.mark.parametrize("name", ["httpx", "httpcore", "uvicorn", "uvicorn.error", "uvicorn.access"])
def test_libraries_that_print_urls_are_heard_from_warning_on(running: log.Log, name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)


def test_the_file_turns_before_it_grows_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_LARGEST_FILE", 2_000)
    running = log.start(tmp_path / "logs")
    for number in range(60):
        structlog.get_logger("any").info("a line of some length", number=number)
    running.close()
    files = sorted(p.name for p in (tmp_path / "logs").iterdir())
    assert files == ["forge-desktop.log"] + [f"forge-desktop.log.{n}" for n in (1, 2, 3)]
    assert all(path.stat().st_size <= 2_000 for path in (tmp_path / "logs").iterdir())


def test_without_a_usable_folder_the_program_goes_on_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be", encoding="utf-8")
    running = log.start(tmp_path / "logs")
    structlog.get_logger("any").info("goes nowhere")
    running.close()
    assert "No log is written" in running.notice


def test_an_ordinary_short_word_is_not_taken_for_a_secret(running: log.Log) -> None:
    running.hide("demo")
    assert running.clean("the demo server") == "the demo server"
