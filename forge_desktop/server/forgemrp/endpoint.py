"""Answers requests below the contract's root: finds the resource, checks the scope, reads or writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from forge_desktop.server.answer import Answer
from forge_desktop.server.forgemrp import cursors, envelope, ids, reading, replies
from forge_desktop.server.forgemrp.assumed import MOST_LIMIT, USUAL_LIMIT
from forge_desktop.server.forgemrp.catalog import SOURCES, Source
from forge_desktop.server.forgemrp.changes import Changes
from forge_desktop.server.forgemrp.envelope import Wrong
from forge_desktop.server.forgemrp.form import read
from forge_desktop.server.forgemrp.keys import Holder
from forge_desktop.server.forgemrp.writes import WRITES
from forge_desktop.server.world import booking
from forge_desktop.server.world.act import Act, Refused

_VERBS = {"GET": "view", "POST": "create", "PATCH": "update"}
_WORDS = {"view": "read", "create": "create", "update": "change"}
_LIMIT = re.compile(r"0*([1-9][0-9]*)")
_NOTHING = "There is nothing at this address"


@dataclass(frozen=True)
class Asked:
    """A request: who asks, the path below the contract's root, the query, and what came with it."""

    holder: Holder
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = ""
    idempotency: str | None = None


class ForgeApi:
    """The contract on one database."""

    def __init__(self, engine: Engine, changes: Changes, zone: ZoneInfo, clock: Callable[[], float]) -> None:
        self._engine, self._changes, self._zone, self._clock = engine, changes, zone, clock
        self._secret = cursors.secret_of(engine)

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request for a path below the contract's root."""
        try:
            source, ident = _found(asked.path)
            _check_method(asked, source, ident)
            _check_scope(asked, source)
            if asked.method == "GET":
                return self._list(source, asked.query) if ident is None else self._one(source, ident)
            return self._write(asked, source, ident)
        except Wrong as wrong:
            return wrong.answer

    def _list(self, source: Source, query: str) -> Answer:
        given = parse_qs(query, keep_blank_values=True)
        limit = _limit(given.get("limit", [str(USUAL_LIMIT)])[-1])
        cursor = given.get("cursor", [""])[-1]
        path = source.thing.path
        try:
            after = cursors.read(self._secret, path, cursor) if cursor else 0
        except ValueError as error:
            raise Wrong(400, str(error)) from None
        with self._engine.connect() as connection:
            rows, more = reading.page(connection, source, after, limit, self._zone)
        return envelope.several(rows, None if more is None else cursors.write(self._secret, path, more))

    def _one(self, source: Source, ident: str) -> Answer:
        key = ids.meant(source.thing.prefix, ident)
        with self._engine.connect() as connection:
            rows = reading.load(connection, source, [] if key is None else [key], self._zone)
        for row in rows.values():
            return envelope.one(row)
        raise Wrong(404, f"{source.thing.title} not found")

    def _write(self, asked: Asked, source: Source, ident: str | None) -> Answer:
        write = WRITES[source.thing.path, asked.method]
        form = read(asked.body, asked.content_type, write.names)
        idempotency = asked.idempotency if asked.method == "POST" else None
        if idempotency is not None:
            replies.check(idempotency)
        request = replies.request_hash(asked.method, asked.path, asked.body)
        with self._changes.writing() as transaction:
            connection = transaction.connection
            if idempotency is not None:
                given = replies.known(connection, idempotency, request)
                if given is not None:
                    return given
            key = self._existing(connection, source, ident)
            act = Act(connection, int(self._clock()), self._zone)
            try:
                key = write.carry_out(act, form, key)
            except Refused as refused:
                raise Wrong(409, *refused.complaints) from None
            booking.finish(act)
            transaction.settle()
            row = reading.load(connection, source, [key], self._zone)[key]
            answer = envelope.one(row, 201 if asked.method == "POST" else 200)
            if idempotency is not None:
                replies.keep(connection, idempotency, request, answer, act.now)
        return answer

    def _existing(self, connection: Connection, source: Source, ident: str | None) -> int:
        """The key of the row that is written; 0 for a new one."""
        if ident is None:
            return 0
        key = ids.meant(source.thing.prefix, ident)
        if key is None or not reading.load(connection, source, [key], self._zone):
            raise Wrong(404, f"{source.thing.title} not found")
        return key


def _found(path: str) -> tuple[Source, str | None]:
    """The resource that a path names, and the id behind it."""
    name, slash, ident = path.removeprefix("/").partition("/")
    if name not in SOURCES or "/" in ident or (slash and not ident):
        raise Wrong(404, _NOTHING)
    return SOURCES[name], ident or None


def _check_method(asked: Asked, source: Source, ident: str | None) -> None:
    methods = ["GET"]
    if ident is None and "create" in source.thing.verbs:
        methods.append("POST")
    if ident is not None and "update" in source.thing.verbs:
        methods.append("PATCH")
    if asked.method not in methods:
        allow = (("Allow", ", ".join(methods)),)
        raise Wrong(
            405, f"{asked.method[:20]} is not possible here, only {' and '.join(methods)}", headers=allow
        )


def _check_scope(asked: Asked, source: Source) -> None:
    verb = _VERBS[asked.method]
    scope = f"{source.thing.path}.{verb}"
    if not asked.holder.may(scope):
        what = source.thing.path.replace("-", " ")
        raise Wrong(403, f"This key may not {_WORDS[verb]} {what}: it lacks the scope {scope}")


def _limit(text: str) -> int:
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise Wrong(400, "limit: must be a whole number above 0")
    return min(int(match[1][:9]), MOST_LIMIT)
