"""The log: one rotating file, one line per event, and one processor that takes every known secret out."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping, MutableMapping
from io import TextIOWrapper
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote, quote_plus

import structlog

HIDDEN = "•••"
_SECRET_NAMES = frozenset({"apikey", "accesskey", "authorization", "proxyauthorization", "cookie", "setcookie"})
_NOISY = ("httpx", "httpcore", "uvicorn", "uvicorn.error", "uvicorn.access", "keyring", "asyncio")
_SHORTEST = 6
"""Shorter secrets ("demo") are ordinary words: taking them out would only make the log unreadable."""
_LARGEST_FILE = 2_000_000
_OLD_FILES = 3
_HEADER = re.compile(
    r"(?i)((?:api|access)[_-]key|authorization)([\"']?(?:\s*[:=,]\s*)b?[\"']?)((?:basic|bearer)\s+)?([^\s\"',;&})\]]+)"
)


class Redaction:
    """Takes secrets out of everything that is logged: known values in every spelling, and headers by name."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._spellings: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def hide(self, secret: str) -> None:
        """From now on this value never appears, also not url-quoted, base64-encoded or escaped."""
        if len(secret) < _SHORTEST:
            return
        with self._lock:
            self._spellings |= _spellings(secret)
            ordered = sorted(self._spellings, key=len, reverse=True)
            self._pattern = re.compile("|".join(re.escape(s) for s in ordered))

    def text(self, text: str) -> str:
        """The text without secrets."""
        if self._pattern is not None:
            text = self._pattern.sub(HIDDEN, text)
        return _HEADER.sub(lambda m: f"{m[1]}{m[2]}{HIDDEN}", text)

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The structlog processor: the event with clean text only."""
        return {self.text(str(name)): self._value(name, value) for name, value in event.items()}

    def _value(self, name: object, value: object) -> object:
        if re.sub(r"[\W_]", "", _as_text(name)).lower() in _SECRET_NAMES:
            return HIDDEN
        if value is None or isinstance(value, (bool, int)):
            return value
        if isinstance(value, Mapping):
            return {self.text(_as_text(k)): self._value(k, v) for k, v in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return self._sequence(list(value))
        return self.text(_as_text(value))

    def _sequence(self, parts: list[object]) -> object:
        if len(parts) == 2 and isinstance(parts[0], (str, bytes)):
            return [self._value("", parts[0]), self._value(parts[0], parts[1])]  # a header as a pair
        return [self._value("", part) for part in parts]


class Log:
    """The running log of this process; `hide` secrets as soon as they are known, `close` it at the end."""

    def __init__(self, handler: logging.Handler, redaction: Redaction, notice: str) -> None:
        self._handler = handler
        self._before = logging.getLogger().level
        self._redaction = redaction
        self.notice = notice
        """Empty, or why nothing is written into a file."""

    def hide(self, secret: str) -> None:
        """From now on this value never appears in the log."""
        self._redaction.hide(secret)

    def set_level(self, level: str) -> None:
        """Write more or less from now on."""
        logging.getLogger().setLevel(level.upper())

    def clean(self, text: str) -> str:
        """Any text without the secrets known so far, for messages that leave the program by another door."""
        return self._redaction.text(text)

    def close(self) -> None:
        """Write what is left and let go of the file."""
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._before)
        self._handler.close()
        structlog.reset_defaults()


def start(folder: Path, level: str = "info") -> Log:
    """Begin to log into `folder`; where that is not possible the program goes on without a file and says so."""
    redaction = Redaction()
    notice = ""
    handler: logging.Handler
    try:
        handler = _file(folder / "forge-desktop.log")
    except OSError as error:
        handler = logging.NullHandler()
        notice = f"No log is written: {folder} cannot be used ({error.strerror})."
    handler.setFormatter(_formatter(redaction))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_FACTS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return Log(handler, redaction, notice)


_FACTS: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class _Rotating(logging.handlers.RotatingFileHandler):
    """Goes on in the same file when another window of the program keeps it from being turned."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return TextIOWrapper(open(handle, "ab"), encoding=self.encoding)

    def doRollover(self) -> None:  # noqa: N802 - the standard library's name
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()


def _file(path: Path) -> logging.Handler:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    return _Rotating(path, maxBytes=_LARGEST_FILE, backupCount=_OLD_FILES, encoding="utf-8", delay=True)


def _formatter(redaction: Redaction) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_FACTS,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redaction,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _as_text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, (bytes, bytearray)) else str(value)


def _spellings(secret: str) -> set[str]:
    raw = secret.encode("utf-8")
    found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    found |= {repr(secret)[1:-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    for before in range(3):  # inside a longer text a secret may begin at any of three places of base64
        for encode in (b64encode, urlsafe_b64encode):
            coded = encode(b"\0" * before + raw).decode("ascii").rstrip("=")
            first = (before * 8 + 5) // 6
            last = (before + len(raw)) * 8 // 6
            found.add(coded[first:last])
    return {s for s in found if len(s) >= _SHORTEST}
