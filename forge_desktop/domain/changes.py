"""The message that comes up through the house: what became different in the cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Change:
    """Records of one resource that changed; no keys means "too many to name: ask again"."""

    resource: str
    keys: tuple[int, ...] = ()


class Feed:
    """Hands each change to everyone who listens, in the thread that tells it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: dict[int, Callable[[Change], None]] = {}
        self._next = 0

    def listen(self, heard: Callable[[Change], None]) -> Callable[[], None]:
        """Call `heard` on every change from now on; the returned function ends that."""
        with self._lock:
            number = self._next
            self._next += 1
            self._listeners[number] = heard

        def end() -> None:
            with self._lock:
                self._listeners.pop(number, None)

        return end

    def tell(self, change: Change) -> None:
        """Tell every listener."""
        with self._lock:
            listeners = tuple(self._listeners.values())
        for heard in listeners:
            heard(change)
