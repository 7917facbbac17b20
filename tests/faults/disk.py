"""A disk whose power can be cut: records what is written and waited for, and lays out what would be left.

SQLite's writes are recorded by a layer over its own files (https://www.sqlite.org/vfs.html), registered in the
very library that Python uses; those of the second copy by its module's calls of the system. Nothing is mocked
away: all of it is written for real too.
"""

from __future__ import annotations

import ctypes
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from forge_desktop.outbox import journal

_SECTOR = 512
_NAME = b"forge-desktop-power-cut"
_Open = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p, c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class _Methods(ctypes.Structure):
    """sqlite3_io_methods as far as it is looked at; the rest is copied as bytes."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    ]


class _Vfs(ctypes.Structure):
    """sqlite3_vfs."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 14),
    ]


@dataclass(frozen=True, slots=True)
class Event:
    """One call: `write` at a place, `truncate` to a place, `sync`, or `delete`."""

    what: str
    file: str
    place: int = 0
    data: bytes = b""


class Disk:
    """What was written in a folder, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def left(self, cut: int, folder: Path, draw: random.Random) -> None:
        """Lay out what a cut before event number `cut` may leave: what was waited for, and some of the rest."""
        sure: dict[str, bytearray] = {}
        waiting: dict[str, list[Event]] = {}
        for event in self.events[:cut]:
            if event.what == "delete":
                sure.pop(event.file, None)
                waiting.pop(event.file, None)
            elif event.what == "sync":
                for done in waiting.pop(event.file, []):
                    _apply(sure.setdefault(event.file, bytearray()), done)
            else:
                sure.setdefault(event.file, bytearray())
                waiting.setdefault(event.file, []).append(event)
        for name, events in waiting.items():
            for event in events:
                for part in _survivors(event, draw):
                    _apply(sure[name], part)
        for name, data in sure.items():
            folder.joinpath(name).write_bytes(data)


def _survivors(event: Event, draw: random.Random) -> Iterator[Event]:
    """All of a write, none of it, or some of its sectors."""
    chance = draw.random()
    if chance < 1 / 3:
        return
    if chance < 2 / 3 or event.what != "write":
        yield event
        return
    for start in range(0, len(event.data), _SECTOR):
        if draw.random() < 0.5:
            yield Event("write", event.file, event.place + start, event.data[start : start + _SECTOR])


def _apply(data: bytearray, event: Event) -> None:
    if event.what == "truncate":
        del data[event.place :]
    data.extend(bytes(max(0, event.place - len(data))))
    data[event.place : event.place + len(event.data)] = event.data


@contextmanager
def recording(folder: Path) -> Iterator[Disk]:
    """Record what SQLite and the second copy write into this folder."""
    disk = Disk()
    layer = _Layer(disk, folder)
    layer.register()
    try:
        with patch.object(journal, "os", _System(disk)):
            yield disk
    finally:
        layer.unregister()


class _System:
    """The module `os` as the second copy uses it."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Path, *told: Any) -> int:
        """The file's own number; its name is remembered with it."""
        self._path = path
        return os.open(path, *told)

    def fdopen(self, number: int, *told: Any, **named: Any) -> _Recorded:
        """The open file, recorded."""
        return _Recorded(os.fdopen(number, *told, **named), self._disk, self._path.name)

    def fsync(self, number: int) -> None:
        """What was written before is sure from now on."""
        os.fsync(number)
        self._disk.events.append(Event("sync", self._path.name))


class _Recorded:
    """An unbuffered file."""

    def __init__(self, file: Any, disk: Disk, name: str) -> None:
        self._file, self._disk, self._name = file, disk, name

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: memoryview) -> int:
        """Write and record."""
        place = self._file.tell()
        written: int = self._file.write(data)
        self._disk.events.append(Event("write", self._name, place, bytes(data[:written])))
        return written

    def truncate(self, size: int | None = None) -> None:
        """Cut and record."""
        place = self._file.tell() if size is None else size
        self._file.truncate(place)
        self._disk.events.append(Event("truncate", self._name, place))


class _Layer:
    """A file layer over SQLite's own that does the same and records it."""

    def __init__(self, disk: Disk, folder: Path) -> None:
        self._disk, self._folder = disk, os.fspath(folder)
        self._library = ctypes.CDLL(_library())
        self._library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._real = self._library.sqlite3_vfs_find(None).contents
        self._shim = _Vfs.from_buffer_copy(self._real)
        self._shim.name = _NAME
        self._open = _Open(self._opened)
        self._delete = _Delete(self._deleted)
        self._shim.open = ctypes.cast(self._open, c_void_p)
        self._shim.delete = ctypes.cast(self._delete, c_void_p)
        self._names: dict[int, str] = {}
        self._kept: dict[int, Any] = {}
        """Tables of methods by the address of those they stand for, with what must live as long as they."""

    def register(self) -> None:
        """Every file opened from now on goes through the layer."""
        assert self._library.sqlite3_vfs_register(ctypes.byref(self._shim), 1) == 0

    def unregister(self) -> None:
        """Files opened from now on do not; those that are open must be closed."""
        assert self._library.sqlite3_vfs_unregister(ctypes.byref(self._shim)) == 0

    def _opened(self, vfs: int, name: bytes | None, file: int, flags: int, told: int) -> int:
        code: int = _Open(self._real.open)(ctypes.addressof(self._real), name, file, flags, told)
        methods = c_void_p.from_address(file)
        if code == 0 and name is not None and os.path.dirname(os.fsdecode(name)) == self._folder:
            self._names[file] = os.path.basename(os.fsdecode(name))
            assert methods.value is not None
            methods.value = ctypes.addressof(self._methods(methods.value))
        return code

    def _deleted(self, vfs: int, name: bytes, sync: int) -> int:
        self._disk.events.append(Event("delete", os.path.basename(os.fsdecode(name))))
        code: int = _Delete(self._real.delete)(ctypes.addressof(self._real), name, sync)
        return code

    def _methods(self, address: int) -> _Methods:
        if address not in self._kept:
            real = _Methods.from_address(address)
            mine = _Methods.from_buffer_copy(real)
            calls = (_Write(self._writing(real)), _Truncate(self._cutting(real)), _Sync(self._waiting(real)))
            mine.write, mine.truncate, mine.sync = (ctypes.cast(call, c_void_p) for call in calls)
            self._kept[address] = mine, calls
        found: _Methods = self._kept[address][0]
        return found

    def _writing(self, real: _Methods) -> Any:
        def write(file: int, data: int, amount: int, place: int) -> int:
            self._disk.events.append(Event("write", self._names[file], place, ctypes.string_at(data, amount)))
            code: int = _Write(real.write)(file, data, amount, place)
            return code

        return write

    def _cutting(self, real: _Methods) -> Any:
        def truncate(file: int, size: int) -> int:
            self._disk.events.append(Event("truncate", self._names[file], size))
            code: int = _Truncate(real.truncate)(file, size)
            return code

        return truncate

    def _waiting(self, real: _Methods) -> Any:
        def sync(file: int, flags: int) -> int:
            code: int = _Sync(real.sync)(file, flags)
            self._disk.events.append(Event("sync", self._names[file]))
            return code

        return sync


def _library() -> str:
    """The SQLite that Python's own module has loaded."""
    import _sqlite3

    with open("/proc/self/maps", encoding="utf-8") as maps:
        loaded = {line.split(maxsplit=5)[-1].strip() for line in maps if "sqlite3" in line}
    shared = [path for path in loaded if os.path.basename(path).startswith("libsqlite3")]
    return shared[0] if shared else str(_sqlite3.__file__)
