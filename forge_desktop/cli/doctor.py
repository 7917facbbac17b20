"""`forge-desktop doctor`: says what works on this machine and what does not, in words and as JSON."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from forge_desktop import __version__
from forge_desktop.cli.connections import check, code_of_verdict
from forge_desktop.cli.output import Exit, code_of, machine, say
from forge_desktop.cli.start import Start, age
from forge_desktop.connections import Connection, NoConnection
from forge_desktop.domain import catalog
from forge_desktop.domain.query import Query
from forge_desktop.domain.text import Seen, moment
from forge_desktop.errors import Failure
from forge_desktop.settings.files import write_whole
from forge_desktop.store import Cache

_FIXED_SQLITE = (3, 51, 3)
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    text: str
    code: int = Exit.OK
    """The exit code it asks for; OK when nothing is wrong."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `doctor`."""
    parser.description = (
        "Say what works on this machine and what does not: versions, data folder, keychain, and for each\n"
        "connection its local copy and whether its server can be reached. The exit code is that of the first\n"
        "thing that is wrong."
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(without=without)


def without(args: argparse.Namespace, failure: Failure) -> int:
    """Tell what can be told when the data folder itself cannot be used."""
    return _tell([*_machine(), Finding("Data folder", failure.message, code_of(failure))], as_json=args.json)


def run(args: argparse.Namespace) -> int:
    """Look at everything."""
    start: Start = args.start
    findings = [*_machine(), *_data(start), _keychain(start), *_connections(start)]
    return _tell(findings, as_json=args.json)


def _tell(findings: list[Finding], *, as_json: bool) -> int:
    if as_json:
        machine([asdict(finding) | {"ok": finding.code == Exit.OK} for finding in findings])
    else:
        width = max(len(finding.what) for finding in findings)
        for finding in findings:
            say(f"{' ' if finding.code == Exit.OK else '!'} {finding.what:<{width}}  {finding.text}")
    return next((finding.code for finding in findings if finding.code != Exit.OK), Exit.OK)


def _machine() -> Iterator[Finding]:
    yield Finding("Forge Desktop", __version__)
    yield Finding("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield _qt()
    known = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _FIXED_SQLITE:
        known += (
            "; before 3.51.3 SQLite can, very rarely, damage a file that several connections write at once. "
            "This program writes with one, and a damaged local copy is noticed and fetched again"
        )
    yield Finding("SQLite", known)


def _qt() -> Finding:
    """Asked of the installed packages, because loading Qt only to learn its version takes long."""
    try:
        return Finding("Qt", version("PySide6-Essentials"))
    except PackageNotFoundError:
        if getattr(sys, "frozen", False):
            return Finding("Qt", "part of this program")
        return Finding("Qt", "not found; the window cannot open, commands work", Exit.FAILED)


def _data(start: Start) -> Iterator[Finding]:
    root = start.folders.root
    probe = root / ".doctor"
    try:
        write_whole(probe, "")
        probe.unlink()
        yield Finding("Data folder", f"{root}, can be written")
    except Failure as failure:
        yield Finding("Data folder", failure.message, Exit.STORAGE)
    if os.name == "posix":
        rights = stat.S_IMODE(root.stat().st_mode)
        words = (
            "only this user can read it" if not rights & 0o077 else "other users of this machine can read it"
        )
        yield Finding("Rights", f"{rights:04o}, {words}", Exit.STORAGE if rights & 0o077 else Exit.OK)
    yield Finding("Log", start.log.notice or str(start.folders.logs))


def _keychain(start: Start) -> Finding:
    name = start.keychain.name
    return Finding("Keychain", name or start.keychain.notice)


def _connections(start: Start) -> Iterator[Finding]:
    stored = start.connections.all()
    if start.connections.notice:
        yield Finding("Connections", start.connections.notice, Exit.STORAGE)
    chosen: list[Connection] = list(stored)
    try:
        one = start.connection()
        chosen = [one, *(c for c in stored if c.ident != one.ident)]
    except NoConnection as none:
        if not stored:
            yield Finding("Connection", f"none. {none.message}")
    except Failure as failure:
        yield Finding("Connection", failure.message, code_of(failure))
    for connection in chosen:
        yield _cache(start, connection)
        yield _server(start, connection)


def _cache(start: Start, connection: Connection) -> Finding:
    what = f"{connection.name}: local copy"
    path = start.folders.cache(connection.ident)
    if not path.exists():
        return Finding(what, "nothing was fetched yet")
    try:
        cache = Cache.open(path, connection.dialect)
        try:
            return Finding(what, cache.notice or _state(cache, connection, path.stat().st_size))
        finally:
            cache.close()
    except Failure as failure:
        return Finding(what, failure.message, code_of(failure))


def _state(cache: Cache, connection: Connection, size: int) -> str:
    seen = Seen(int(time.time()), connection.zone)
    every = catalog.resources(connection.dialect)
    reader = cache.reader()
    try:
        rows = sum(reader.count(Query(resource.name), seen) for resource in every)
        ages = [at for resource in every if (at := age(reader, resource)) is not None]
    finally:
        reader.close()
    newest = f"last refreshed {moment(max(ages), seen)}" if ages else "not loaded completely yet"
    return f"{rows:,} records, {size / 1_000_000:,.1f} MB, {newest}"


def _server(start: Start, connection: Connection) -> Finding:
    what = f"{connection.name}: server"
    try:
        with start.server_of(connection) as (reached, keys):
            verdict = asyncio.run(asyncio.wait_for(check(reached, keys), _PATIENCE))
    except Failure as failure:
        return Finding(what, f"{failure.title}. {failure.message}", code_of(failure))
    except TimeoutError:
        return Finding(what, f"no answer within {_PATIENCE:.0f} s", Exit.UNREACHABLE)
    return Finding(what, f"{verdict.title}. {verdict.message}", code_of_verdict(verdict))
