"""Where an export goes: a name that no stranger chose, and a file that appears only when it is whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from forge_desktop.errors import StorageTrouble
from forge_desktop.settings.files import trouble

_LONGEST = 100
_KEPT = frozenset(" -_.()")
_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{n}" for port in ("COM", "LPT") for n in (*"0123456789", "¹", "²", "³")]
)


def file_name(title: str, suffix: str) -> str:
    """A file name out of any text: letters, digits and a few harmless signs, valid on every system."""
    kept = "".join(c if c.isalnum() or c in _KEPT else " " for c in title)
    words = " ".join(kept.split()).strip(" .-")
    room = _LONGEST - len(suffix) - 1
    while len(words.encode("utf-8")) > room:
        words = words[:-1]
    words = words.strip(" .-")
    if not words or words.partition(".")[0].strip().upper() in _RESERVED:
        words = f"export {words}".strip()
    return f"{words}.{suffix}"


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A file to write; it takes its name when the block ends well, and is gone when it does not."""
    if path.is_dir():
        raise StorageTrouble(f"{path} is a folder; give a file name.", title="Not a file")
    draft = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        with _Whole(draft) as file:
            yield file
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise trouble(path, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


class _Whole(FileIO):
    """An unbuffered file whose `write` takes everything; nothing is left to fail when it is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "xb+")

    def write(self, data: Any, /) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[super().write(rest) or 0 :]
        return len(data)
