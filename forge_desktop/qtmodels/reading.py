"""The one thread that asks the cache long questions, so that the window never waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from forge_desktop.errors import Failure, StorageTrouble
from forge_desktop.store.query import Reader
from forge_desktop.store.trouble import Interrupted

Answer = TypeVar("Answer")


@dataclass(slots=True)
class _Request:
    topic: Hashable
    work: Callable[[Reader], Any]
    done: Callable[[Any], None]
    failed: Callable[[Failure], None]
    urgent: bool
    again: bool = False
    """It was interrupted for an urgent one and is to be answered after it."""
    read: bool = False
    """Its answer is on the way to whoever asked."""
    answer: Any = None
    failure: Failure | None = None


class ReaderThread(QObject):
    """Answers questions one after the other; a new question of the same topic takes the place of the old one.

    The old one is interrupted when it is being worked on, and its answer is never delivered. An urgent question
    goes before all others; the one being worked on is interrupted and begun again afterwards. Answers come in
    the thread this object lives in, through the event loop. `here` is a second connection for that thread, for
    reads by key that take less than a millisecond.
    """

    _answered = Signal(object)

    def __init__(self, open_reader: Callable[[], Reader], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = open_reader
        self._here: Reader | None = None
        self._reader: Reader | None = None
        self._turn = Condition()
        self._waiting: dict[Hashable, _Request] = {}
        self._latest: dict[Hashable, _Request] = {}
        self._running: _Request | None = None
        self._closing = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._work, name="reader", daemon=True)
        self._thread.start()

    @property
    def here(self) -> Reader:
        """The connection of the window's own thread. StorageTrouble when it cannot be opened."""
        if self._here is None:
            self._here = self._open()
        return self._here

    def ask(
        self,
        topic: Hashable,
        work: Callable[[Reader], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Failure], None] = lambda failure: None,
        *,
        urgent: bool = False,
    ) -> None:
        """Ask a question; `done` or `failed` is called later, unless the topic is asked again or dropped."""
        request = _Request(topic, work, done, failed, urgent)
        with self._turn:
            if self._closing:
                return
            self._drop(topic)
            self._latest[topic] = self._waiting[topic] = request
            running = self._running
            if urgent and running is not None and not running.urgent and self._reader is not None:
                running.again = True
                self._reader.interrupt()
            self._turn.notify()

    def drop(self, topic: Hashable) -> None:
        """Forget this question: interrupt it if it runs, deliver nothing."""
        with self._turn:
            self._drop(topic)

    def busy(self, topic: Hashable) -> bool:
        """True while a question of this topic is not answered."""
        with self._turn:
            return topic in self._latest

    def give_way(self, topic: Hashable, seconds: float) -> None:
        """Let the other thread work alone until it has read this, or for so long at most.

        For what is painted at once: two threads at work hinder each other, so the wait is shorter than what
        painting without the answer would take.
        """
        with self._turn:
            request = self._latest.get(topic)
            if request is not None:
                self._turn.wait_for(lambda: request.read or self._closing, seconds)

    def any_busy(self) -> bool:
        """True while any question is not answered."""
        with self._turn:
            return bool(self._latest)

    def close(self) -> None:
        """End the thread and close both connections; nothing is delivered any more."""
        with self._turn:
            self._closing = True
            self._waiting.clear()
            self._latest.clear()
            if self._reader is not None and self._running is not None:
                self._reader.interrupt()
            self._turn.notify()
        self._thread.join()
        if self._here is not None:
            self._here.close()
            self._here = None

    def _drop(self, topic: Hashable) -> None:
        self._waiting.pop(topic, None)
        self._latest.pop(topic, None)
        running = self._running
        if running is not None and running.topic == topic and self._reader is not None:
            self._reader.interrupt()

    def _work(self) -> None:
        try:
            while (request := self._next()) is not None:
                self._answer(request)
                if self._is_due(request):
                    self._answered.emit(request)
                    with self._turn:
                        request.read = True
                        self._turn.notify_all()
        finally:
            if self._reader is not None:
                self._reader.close()

    def _next(self) -> _Request | None:
        with self._turn:
            self._turn.wait_for(lambda: self._closing or bool(self._waiting))
            if self._closing:
                return None
            urgent = (topic for topic, request in self._waiting.items() if request.urgent)
            self._running = self._waiting.pop(next(urgent, next(iter(self._waiting))))
            return self._running

    def _is_due(self, request: _Request) -> bool:
        """True when the answer is to be delivered; one that was interrupted for another waits for its turn."""
        with self._turn:
            self._running = None
            if self._closing or self._latest.get(request.topic) is not request:
                return False
            if request.again and isinstance(request.failure, Interrupted):
                request.again, request.failure = False, None
                self._waiting[request.topic] = request
                return False
            return True

    def _answer(self, request: _Request) -> None:
        try:
            if self._reader is None:
                reader = self._open()
                with self._turn:
                    self._reader = reader
            assert self._reader is not None
            request.answer = request.work(self._reader)
        except Failure as failure:
            request.failure = failure
        except Exception as bug:  # shown where the answer would be; the thread goes on
            request.failure = StorageTrouble(
                f"{type(bug).__name__}: {bug}", title="Reading the local copy failed"
            )
            request.failure.__cause__ = bug

    @Slot(object)
    def _deliver(self, request: _Request) -> None:
        with self._turn:
            if self._latest.get(request.topic) is not request:
                return
            del self._latest[request.topic]
        if request.failure is not None:
            request.failed(request.failure)
        else:
            request.done(request.answer)
