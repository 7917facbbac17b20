"""Carries webhook deliveries out, one after the other per endpoint, and tries again later what failed.

What waits stands in the database, so a restart forgets nothing. A try is claimed by moving its next time ahead:
a second server on the same database, or a crash in the middle, costs a delay and no more than one repetition.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from forge_desktop.server.database import writing
from forge_desktop.server.forge_tables import deliveries, endpoints
from forge_desktop.server.forgemrp.endpoints import DELIVERED, GIVEN_UP, WAITING
from forge_desktop.server.forgemrp.road import Road, Said

CLAIM_MS = 30_000
MOST_TRIES = 15  # the last one about a day after the first
LONGEST_WAIT = 6 * 3600.0
MOST_AT_ONCE = 16  # endpoints
KEPT_DAYS = 30  # how long the log remembers what is finished
IDLE = 5.0  # seconds between looks for what another process has queued
SLOW = 0.5  # seconds; an endpoint that takes longer must not hold a carrier all the time
SHORTENED = 86_400.0  # seconds between two times that the log forgets

_log = logging.getLogger(__name__)
_c = deliveries.c


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
        self._rests: dict[str, float] = {}
        """Endpoint → until when it is left alone (monotonic): a slow one for as long as it kept its carrier."""
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
        shorten = time.monotonic()
        while not self._ending:
            self._bell.clear()
            try:
                if time.monotonic() >= shorten:
                    shorten = time.monotonic() + SHORTENED
                    self._forget()
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
        now, beat = int(self._clock() * 1000), time.monotonic()
        first = func.min(_c.next_ms)
        statement = select(_c.endpoint_id, first).where(_c.state == WAITING).group_by(_c.endpoint_id)
        with self._engine.connect() as connection:
            waiting = connection.execute(statement).all()
        soonest = IDLE
        for endpoint_id, due in waiting:
            wait = max((due - now) / 1000, self._rests.get(endpoint_id, beat) - beat)
            with self._lock:
                if wait <= 0 and endpoint_id not in self._busy:
                    self._busy.add(endpoint_id)
                    self._pool.submit(self._carry, endpoint_id)
            if wait > 0:
                soonest = min(soonest, wait)
        return soonest

    def _carry(self, endpoint_id: str) -> None:
        """Bring an endpoint what is due, or so much of it as it takes without keeping us waiting."""
        try:
            with self._road_to(endpoint_id) as road:
                rest = 0.0
                while not rest and not self._ending:
                    delivery = self._claim(endpoint_id)
                    if delivery is None:
                        break
                    begun = time.monotonic()
                    said = road.send(delivery.event, delivery.body.encode())
                    took = time.monotonic() - begun
                    rest = took if took > SLOW else 0.0
                    self._rests[endpoint_id] = time.monotonic() + rest
                    self._settle(delivery, said)
            failed = False
        except Exception:  # what fails in our own house is tried again at the next look, not at once
            failed = True
            _log.exception("the deliveries to %s were interrupted", endpoint_id)
        with self._lock:
            self._busy.discard(endpoint_id)
        if not failed:
            self._bell.set()  # something may have been queued since the last look

    def _road_to(self, endpoint_id: str) -> Road:
        with self._engine.connect() as connection:
            mine = endpoints.c.endpoint_id == endpoint_id
            row = connection.execute(select(endpoints.c.url, endpoints.c.secret).where(mine)).one()
        return Road(row.url, row.secret)

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

    def _settle(self, delivery: Any, said: Said) -> None:
        now, tries = self._clock(), delivery.tries + 1
        values: dict[str, Any] = {"answer": said.words}
        if said.arrived:
            values |= {"state": DELIVERED, "finished": int(now)}
        elif tries >= MOST_TRIES:
            values |= {"state": GIVEN_UP, "finished": int(now)}
        else:
            values |= {"next_ms": int((now + wait_after(tries, self._first_wait, self._chance)) * 1000)}
        still = (_c.delivery_id == delivery.delivery_id, _c.state == WAITING)
        with writing(self._engine) as connection:
            connection.execute(update(deliveries).where(*still).values(values))
