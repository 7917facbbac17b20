"""Listens for what a server tells of its changes, and makes hints of it: look at this record, or at this list.

Context: a server that knows webhooks can say at once what the next refresh would find a minute later. What it
says arrives at a port of this machine, where web pages, other programs and strangers can knock too
(design/reliability.md 2.6; contracts/forgemrp-api.txt, Webhooks).
Decision: off until somebody wants it, on loopback unless a host is named, one unguessable path per connection.
The signature of the raw bytes is checked, with each of up to two secrets, before anything reads them. An event
is only a hint: which resource, and which record of it; its data never reaches the cache, the engine asks the
server. So whatever is forged, repeated, late or out of order costs a look at the most, and looks are gathered
(`sync.hints`). Bodies are remembered by their SHA-256 for 30 days, so that repetitions do not even cost that.
Rejected: taking the data (it is older than what a GET says, and replays would bring it back), and refusing old
events by their `created_at` (honest retries come hours late).
Consequence: listening is never needed to be right; with it a change shows within a second, without it at the
next refresh.
"""

from forge_desktop.hooks.events import TABLES, Hint
from forge_desktop.hooks.heard import Counts, Heard, PortTaken
from forge_desktop.hooks.kept import LOOPBACK, MEMORY, Listening
from forge_desktop.hooks.signing import Secrets, check_secret

__all__ = [
    "LOOPBACK",
    "MEMORY",
    "TABLES",
    "Counts",
    "Heard",
    "Hint",
    "Listening",
    "PortTaken",
    "Secrets",
    "check_secret",
]
