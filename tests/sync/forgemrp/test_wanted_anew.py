"""Changed or wanted again after a refusal, against a server that repeats whatever it said under a key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from forge_desktop.domain.commands import Command, Verb, command
from forge_desktop.outbox import Entry, State
from forge_desktop.session import Session
from tests.api.rogue import listening
from tests.server.small_floor import NOW
from tests.sync.forgemrp.conftest import Opener
from tests.sync.forgemrp.test_exactly_once import Times, send, times

pytestmark = pytest.mark.anyio
__all__ = ["times"]


class Strict:
    """It keeps the contract to the letter: the same key gets the original answer, whatever that was.

    Another body under a known key is a conflict. Names in `refused` are refused, `lost` answers never leave.
    """

    def __init__(self) -> None:
        self.url = ""
        self.refused: set[str] = set()
        self.lost = 0
        self.made: list[str] = []
        self.keys: list[str] = []
        self._told: dict[str, tuple[bytes, int, Any]] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = (line.partition(": ") for line in head.split("\r\n")[1:])
            told = {name.lower(): value for name, _, value in lines}
            body = await reader.readexactly(int(told.get("content-length", "0")))
            if head.startswith("POST"):
                status, answer = self._post(told["idempotency-key"], body)
            else:
                status, answer = self._get(head.split(" ")[1].partition("?")[0].rpartition("/")[2])
            if not self.lost or not head.startswith("POST"):
                data = json.dumps(answer).encode()
                kind = "content-type: application/json\r\nconnection: close"
                writer.write(
                    f"HTTP/1.1 {status} X\r\n{kind}\r\ncontent-length: {len(data)}\r\n\r\n".encode() + data
                )
                await writer.drain()
            else:
                self.lost -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _get(self, last: str) -> tuple[int, Any]:
        rows = [{"id": f"cli_{number}", "name": name} for number, name in enumerate(self.made)]
        if not last.startswith("cli_"):
            return 200, {"data": rows, "next_cursor": None}
        return 200, {"data": rows[int(last[4:])]}

    def _post(self, key: str, body: bytes) -> tuple[int, Any]:
        self.keys.append(key)
        if key in self._told:
            first, status, answer = self._told[key]
            if first != body:
                return 409, {"error": {"code": "conflict", "message": "This key was used for another request"}}
            return status, answer
        name = json.loads(body)["name"]
        if name in self.refused:
            found: tuple[int, Any] = 422, {"error": {"code": "validation_error", "message": "name: is taken"}}
        else:
            self.made.append(name)
            found = 201, {"data": {"id": f"cli_{len(self.made) - 1}", "name": name}}
        self._told[key] = (body, *found)
        return found


@asynccontextmanager
async def strict() -> AsyncIterator[Strict]:
    """Such a server, on a free port."""
    found = Strict()
    async with listening(found.serve) as port:
        found.url = f"http://127.0.0.1:{port}/api/v1"
        yield found


def wanted(session: Session, name: str) -> Command:
    """A new client, kept in the outbox."""
    made = command("clients", Verb.CREATE, session.writes.next_key(), {"name": name}, made=NOW)
    session.writes.submit(made)
    return made


async def sent(session: Session, times: Times, ident: str) -> Entry:
    """What becomes of it."""
    await send(session, times)
    return session.writes.entry(ident)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("changed", [True, False])
async def test_what_was_refused_arrives_once_it_is_put_right(
    changed: bool, restarted: bool, sessions: Opener, times: Times
) -> None:
    async with strict() as server:
        server.refused = {"Oak"}
        async with sessions(server.url, clock=times.wall, monotonic=times.steady) as session:
            ident = wanted(session, "Oak").id
            assert (await sent(session, times, ident)).state is State.REJECTED
            if changed:
                session.writes.edit(ident, {"name": "Oak & Co"})
            else:  # what was in its way is gone at the server
                server.refused.clear()
                session.writes.retry(ident)
            if not restarted:
                assert (await sent(session, times, ident)).state is State.DELIVERED
        async with sessions(server.url, clock=times.wall, monotonic=times.steady) as session:
            assert (await sent(session, times, ident)).state is State.DELIVERED
        assert server.made == ["Oak & Co" if changed else "Oak"]
        assert len(set(server.keys)) == len(server.keys) == 2


async def test_what_may_have_arrived_is_not_made_twice_by_changing_it(sessions: Opener, times: Times) -> None:
    async with strict() as server:
        async with sessions(server.url, clock=times.wall, monotonic=times.steady) as session:
            ident = wanted(session, "Oak").id
            server.lost = 1
            await send(session, times, rounds=1)
            assert session.writes.entry(ident).state is State.UNKNOWN
            server._told = {key: (b"", *told[1:]) for key, told in server._told.items()}  # answers 409 only
            assert (await sent(session, times, ident)).state is State.REVIEW
            for name in ("Elm", "Ash"):
                session.writes.edit(ident, {"name": name})
                entry = await sent(session, times, ident)
                assert (entry.state, server.made) == (State.REVIEW, ["Oak"])
                assert "that one may have arrived" in entry.reasons[0]
        async with sessions(server.url, clock=times.wall, monotonic=times.steady) as session:
            session.writes.edit(ident, {"name": "Yew"})
            assert (await sent(session, times, ident)).state is State.REVIEW
            (made,) = (await session.client.page("clients")).rows
            assert session.writes.confirm(ident, made.key).state is State.DELIVERED
        assert server.made == ["Oak"]
        assert len(set(server.keys)) == 1


async def test_what_may_have_arrived_and_is_wanted_unchanged_gets_the_first_answer(
    sessions: Opener, times: Times
) -> None:
    async with strict() as server, sessions(server.url, clock=times.wall, monotonic=times.steady) as session:
        ident = wanted(session, "Oak").id
        server.lost = 1
        await send(session, times, rounds=1)
        told, server._told = server._told, dict.fromkeys(server._told, (b"", 0, None))
        assert (await sent(session, times, ident)).state is State.REVIEW
        server._told = told
        session.writes.retry(ident)
        assert (await sent(session, times, ident)).state is State.DELIVERED
        assert (server.made, len(set(server.keys))) == (["Oak"], 1)
