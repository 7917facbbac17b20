"""How the state of a connection and of a load is said in the bars of the window."""

from __future__ import annotations

from forge_desktop.domain import text
from forge_desktop.domain.resource import Tone
from forge_desktop.domain.text import Seen
from forge_desktop.session import Health, Link, Progress


def banner(health: Health, as_of: int | None, seen: Seen) -> tuple[Tone, str, str, str] | None:
    """Tone, icon, sentence and action of the state bar; None when there is nothing to say."""
    age = f" – data as of {_when(as_of, seen)}" if as_of is not None else ""
    told = text.one_line(health.message, 240)
    match health.link:
        case Link.OFFLINE:
            return Tone.WARN, "wifi-off", f"Offline{age}. Everything here can be read. {told}", "Try now"
        case Link.SIGNED_OUT:
            return Tone.BAD, "key-round", f"Signed out{age}. {told}", "Try again"
        case Link.TROUBLE:
            return Tone.WARN, "triangle-alert", f"{told}{age}", "Try again"
        case _:
            return None


def status(name: str, health: Health, seen: Seen) -> str:
    """The right end of the status line: which connection, and how it is."""
    if health.link in (Link.OFFLINE, Link.SIGNED_OUT, Link.TROUBLE) and health.next_try is not None:
        return f"{name} · next try in {_seconds(max(0, health.next_try - seen.now))}"
    words = {Link.ONLINE: "online", Link.UNKNOWN: "connecting"}
    return f"{name} · {words.get(health.link, health.link.value)}"


def progress(told: Progress, title: str) -> str:
    """ "Stock lots: 1 200 of 3 600, about 20 s"."""
    done = text.number_of(told.done)
    total = f" of {text.number_of(told.total)}" if told.total is not None else ""
    left = f", about {_seconds(told.seconds_left)}" if told.seconds_left else ""
    what = "" if told.what == "rows" else f" {told.what}"
    return f"{title}: {done}{total}{what}{left}"


def _when(instant: int, seen: Seen) -> str:
    clock = text.clock(instant, seen.zone)
    return clock if instant >= seen.today else f"{text.day(instant, seen)} {clock}"


def _seconds(seconds: int) -> str:
    return f"{seconds} s" if seconds < 100 else f"{seconds // 60} min"
