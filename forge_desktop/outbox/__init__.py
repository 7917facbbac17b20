"""What a person wants written, kept until it has arrived: the one file that must never be lost.

Context: servers answer late, twice or never, programs crash, disks fill up and lie. No write may be lost,
doubled or pretended.
Decision: an entry is one JSON line with a revision and a checksum, in two copies: a SQLite file (`database`,
synchronous=FULL, one owner) and an append-only journal. Each step is in both before the call returns; where
they differ the higher revision is the newer. What can happen is a table (`states`), what follows from it are
plain functions (`moves`); an entry rescued in doubt asks a person before it is sent. All attempts of a request
share one idempotency key; wanted again after a sure refusal it is another request, while what may have arrived
keeps its key, changed or not, so that a server can tell.
Rejected: one copy (SQLite's own checks overlook damaged rows), SQL over states (the table would be spread over
queries; a shop's 90 days are a few thousand entries and fit into memory), a journal as the only file (nothing
would notice its missing end), thawing a payload by itself, one key for all of an entry's life (a server that
repeats its answer under a known key would go on refusing what was put right).
Consequence: a step costs two waits for the disk; only this room's files are ever migrated.
"""

from forge_desktop.outbox.database import Damaged
from forge_desktop.outbox.entry import Entry, explained
from forge_desktop.outbox.queue import Outbox
from forge_desktop.outbox.states import TABLE, WHY, Answer, Impossible, State

__all__ = ["TABLE", "WHY", "Answer", "Damaged", "Entry", "Impossible", "Outbox", "State", "explained"]
