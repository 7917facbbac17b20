"""Carries webhook deliveries out: signed, one after the other per endpoint, tried again later when they fail.

What waits stands in the database, so a restart forgets nothing. A try is claimed by moving its next time ahead:
a second server on the same database, or a crash in the middle, costs a delay and no more than one repetition.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import deliveries, endpoints
from forge_desktop.server.forgemrp.endpoints import DELIVERED, GIVEN_UP, WAITING

SECONDS = 5.0  # how long an endpoint may take to answer
CLAIM_MS = 30_000
MOST_TRIES = 15  # the last one about a day after the first
LONGEST_WAIT = 6 * 3600.0
MOST_AT_ONCE = 4  # endpoints
KEPT_DAYS = 30  # how long the log remembers what is finished
IDLE = 5.0  # seconds between looks for what another process has queued
_LONGEST_ANSWER = 200

_log = logging.getLogger(__name__)
_c = deliveries.c


def signature(secret: str, body: bytes) -> str:
    """What X-Forge-Signature says: hexadecimal HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def wait_after(tries: int, first: float, chance: random.Random) -> float:
    """Seconds before the next try: doubled each time, with up to half of it taken off by chance."""
    return min(first * 2.0 ** (tries - 1), LONGEST_WAIT) * (1 - chance.random() / 2)


class Courier:
    """A thread that waits for deliveries to become due, and a few more that carry them."""

    def __init__(
        self,
        engine: Engine,
        first_wait: float,
        clock: Callable[[], float] = time.time,
        chance: random.Random | None = None,
    ) -> None:
        self._engine, self._first_wait, self._clock = engine, first_wait, clock
        self._chance = chance or random.Random()
        self._bell = threading.Event()
        self._ending = False
        self._busy: set[str] = set()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="webhook")
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new to deliver."""
        self._bell.set()

    def stop(self) -> None:
        """End after the deliveries under way; the others wait in the database."""
        self._ending = True
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown()

    def _run(self) -> None:
        try:
            self._forget()
        except SQLAlchemyError:
            _log.exception("the log of webhooks could not be shortened")
        while not self._ending:
            self._bell.clear()
            try:
                pause = self._hand_out()
            except SQLAlchemyError:  # a database that is locked for now does not end the deliveries
                _log.exception("the webhooks could not be looked at")
                pause = IDLE
            self._bell.wait(pause)

    def _forget(self) -> None:
        old = (_c.state != WAITING, _c.finished < int(self._clock()) - KEPT_DAYS * 86_400)
        with writing(self._engine) as connection:
            connection.execute(delete(deliveries).where(*old))

    def _hand_out(self) -> float:
        """Give every endpoint with something due to a carrier; seconds until something else becomes due."""
        now = int(self._clock() * 1000)
        first = func.min(_c.next_ms)
        statement = select(_c.endpoint_id, first).where(_c.state == WAITING).group_by(_c.endpoint_id)
        with self._engine.connect() as connection:
            waiting = connection.execute(statement).all()
        soonest = IDLE
        for endpoint_id, due in waiting:
            with self._lock:
                free = endpoint_id not in self._busy
                if free and due <= now:
                    self._busy.add(endpoint_id)
                    self._pool.submit(self._carry, endpoint_id)
            if due > now:
                soonest = min(soonest, (due - now) / 1000)
        return soonest

    def _carry(self, endpoint_id: str) -> None:
        try:
            with _Road(self._engine, endpoint_id) as road:
                while not self._ending:
                    delivery = self._claim(endpoint_id)
                    if delivery is None:
                        break
                    self._settle(delivery, *road.send(delivery))
            failed = False
        except Exception:  # what fails in our own house is tried again at the next look, not at once
            failed = True
            _log.exception("the deliveries to %s were interrupted", endpoint_id)
        with self._lock:
            self._busy.discard(endpoint_id)
        if not failed:
            self._bell.set()  # something may have been queued since the last look

    def _claim(self, endpoint_id: str) -> Any:
        """The oldest delivery that is due, for nobody else to try meanwhile."""
        now = int(self._clock() * 1000)
        due = (_c.endpoint_id == endpoint_id, _c.state == WAITING, _c.next_ms <= now)
        with writing(self._engine) as connection:
            row = connection.execute(select(deliveries).where(*due).order_by(_c.delivery_id).limit(1)).first()
            if row is None:
                return None
            mine = (_c.delivery_id == row.delivery_id, _c.next_ms == row.next_ms)
            claim = {"next_ms": now + CLAIM_MS, "tries": row.tries + 1}
            claimed = connection.execute(update(deliveries).where(*mine).values(claim)).rowcount
        return row if claimed else None

    def _settle(self, delivery: Any, arrived: bool, answer: str) -> None:
        now, tries = self._clock(), delivery.tries + 1
        values: dict[str, Any] = {"answer": answer[:_LONGEST_ANSWER]}
        if arrived:
            values |= {"state": DELIVERED, "finished": int(now)}
        elif tries >= MOST_TRIES:
            values |= {"state": GIVEN_UP, "finished": int(now)}
        else:
            values |= {"next_ms": int((now + wait_after(tries, self._first_wait, self._chance)) * 1000)}
        still = (_c.delivery_id == delivery.delivery_id, _c.state == WAITING)
        with writing(self._engine) as connection:
            connection.execute(update(deliveries).where(*still).values(values))


class _Road:
    """The connection to one endpoint, kept open while there is something to carry."""

    def __init__(self, engine: Engine, endpoint_id: str) -> None:
        with engine.connect() as connection:
            mine = endpoints.c.endpoint_id == endpoint_id
            row = connection.execute(select(endpoints.c.url, endpoints.c.secret).where(mine)).one()
        self._secret: str = row.secret
        parts = urlsplit(row.url)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        host = parts.hostname or ""
        self._connection = (
            http.client.HTTPSConnection(host, parts.port, timeout=SECONDS, context=ssl.create_default_context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, parts.port, timeout=SECONDS)
        )

    def send(self, delivery: Any) -> tuple[bool, str]:
        """Whether it arrived, and what the endpoint said to it, or why it could not be asked."""
        body = delivery.body.encode()
        headers = {
            "Content-Type": "application/json",
            "X-Forge-Event": delivery.event,
            "X-Forge-Signature": signature(self._secret, body),
        }
        try:
            self._connection.request("POST", self._path, body, headers)
            answer = self._connection.getresponse()
            answer.read(65_536)
            if not answer.isclosed():
                self._connection.close()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return False, f"{type(error).__name__}: {error}"
        return 200 <= answer.status < 300, str(answer.status)

    def __enter__(self) -> _Road:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()
