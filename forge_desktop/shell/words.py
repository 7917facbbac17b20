"""How the state of a connection and of a load is said in the bars of the window."""

from __future__ import annotations

from collections.abc import Sequence

from forge_desktop.domain import text
from forge_desktop.domain.resource import Resource, Tone
from forge_desktop.domain.text import Seen
from forge_desktop.session import Health, Link, Progress

SYSTEMS = {
    "mrpeasy-seed": "The interface as its documentation has it.",
    "mrpeasy-current": "The interface as the service runs it now, on an address of its own.",
    "local": "In this workshop or on this machine; it speaks as MRPeasy does.",
    "forgemrp": "The key is made there under Settings, Integrations; it is shown only once.",
}
"""Profile -> what to know before it is chosen."""
Told = tuple[Tone, str, str, str]
"""Tone, icon, sentence and action of the state bar."""


def banner(health: Health, as_of: int | None, seen: Seen, waiting: int = 0) -> Told | None:
    """What the state bar says of the link; None when there is nothing to say."""
    facts = [f"data as of {when(as_of, seen)}"] if as_of is not None else []
    facts += [changes_waiting(waiting)] if waiting else []
    age = f" – {', '.join(facts)}" if facts else ""
    told = text.one_line(health.message, 240)
    match health.link:
        case Link.OFFLINE:
            reading = "Everything here can be read. " if as_of is not None else ""
            return Tone.WARN, "wifi-off", f"Offline{age}. {reading}{told}".strip(), "Try now"
        case Link.SIGNED_OUT:
            return Tone.BAD, "key-round", f"Signed out{age}. {told}".strip(), "Change the key"
        case Link.TROUBLE:
            return Tone.WARN, "triangle-alert", f"{told.rstrip('.')}{age}.", "Try again"
        case _:
            return None


def changes_waiting(number: int) -> str:
    """ "3 changes waiting"."""
    return "1 change waiting" if number == 1 else f"{text.number_of(number)} changes waiting"


def sending(number: int, of: int) -> Told:
    """What it says while what waited for the server goes out."""
    return Tone.INFO, "arrow-up-from-line", f"Sending {number} of {of}", ""


def paused() -> Told:
    """What it says while a person keeps the loading from going on."""
    said = "Loading paused. What is here can be read; nothing more is fetched."
    return Tone.INFO, "pause", said, "Resume"


def notice(health: Health) -> Told:
    """What it says of something that is wrong although the rest works."""
    action = "Accept the deletions" if health.suspicious else "Look again"
    return Tone.WARN, "triangle-alert", text.one_line(health.notice, 400), action


def unseen(titles: Sequence[str], resource: Resource | None, as_of: int | None, seen: Seen) -> Told:
    """What it says of lists that the key may not see; `resource`: the page on screen is of one of them."""
    said = f"This key may not see: {', '.join(titles)}."
    if resource is None or as_of is None:
        return Tone.INFO, "lock", said, "Look again"
    said = f"{said} {resource.title} are shown as they were, {age(as_of, seen)}."
    return Tone.WARN, "lock", said, "Look again"


def closed(resource: Resource, why: str) -> Told:
    """What stands where the rows would be that this key may not see."""
    said = f"This key may not see {text.inside(resource.title)}. {text.one_line(why, 240)}"
    return Tone.INFO, "lock", said.strip(), "Look again"


def unfetched(resource: Resource, health: Health, stopped: bool) -> Told | None:
    """What stands where the rows of a resource would be that was never fetched, and cannot be now."""
    title, told = resource.title, text.one_line(health.message, 240)
    match health.link:
        case Link.OFFLINE:
            said = f"{title} were never fetched, and the server cannot be reached now. {told}"
            return Tone.WARN, "wifi-off", said.strip(), "Try again"
        case Link.SIGNED_OUT:
            said = f"{title} were never fetched: the server refuses the key. {told}"
            return Tone.BAD, "key-round", said.strip(), "Change the key"
        case Link.TROUBLE:
            return Tone.WARN, "triangle-alert", f"{title} were never fetched. {told}".strip(), "Try again"
        case _ if stopped:
            return Tone.INFO, "pause", f"{title} were never fetched, and loading is paused.", "Resume"
        case _:
            return None


def asides(resource: Resource, number: int) -> Told:
    """What it says of rows that could not be read."""
    rows = "1 row" if number == 1 else f"{text.number_of(number)} rows"
    said = f"{rows} of {resource.title.lower()} could not be read and stand aside; nothing was lost."
    return Tone.INFO, "info", said, "Show"


def age(at: int | None, seen: Seen) -> str:
    """How old a page is, "as of 09:42"; empty while nothing was checked."""
    return "" if at is None else f"as of {when(at, seen)}"


def status(name: str, health: Health, seen: Seen, *, listening: bool = False) -> str:
    """The right end of the status line: which connection, how it is, whether it hears of changes at once."""
    if health.link in (Link.OFFLINE, Link.SIGNED_OUT, Link.TROUBLE) and health.next_try is not None:
        return f"{name} · next try in {_seconds(max(0, health.next_try - seen.now))}"
    words = {Link.ONLINE: "online", Link.UNKNOWN: "connecting"}
    heard = ", listening" if listening else ""
    return f"{name} · {words.get(health.link, health.link.value)}{heard}"


def waiting(resource: Resource) -> str:
    """What a page says whose records were never fetched and are about to be."""
    return f"{resource.title} come next …"


def progress(told: Progress, title: str) -> str:
    """ "Stock lots: 1 200 of 3 600, about 20 s"."""
    done = text.number_of(told.done)
    total = f" of {text.number_of(told.total)}" if told.total is not None else ""
    left = f", about {_seconds(told.seconds_left)}" if told.seconds_left else ""
    what = "" if told.what == "rows" else f" {told.what}"
    return f"{title}: {done}{total}{what}{left}"


def when(instant: int, seen: Seen) -> str:
    """The time of day, with the day before it unless that is today."""
    clock = text.clock(instant, seen.zone)
    return clock if instant >= seen.today else f"{text.day(instant, seen)} {clock}"


def _seconds(seconds: int) -> str:
    return f"{seconds} s" if seconds < 100 else f"{seconds // 60} min"
