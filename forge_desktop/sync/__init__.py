"""Keeping the local copy true: the only room that knows the servers' clients and the cache together.

Context: lists are paged by index, nothing tells what changed, deletions are not announced, and one request
at a time and 100 in 10 s are all there is (contracts/mrpeasy-api.txt; design/reliability.md 2.1).
Decision: the first load walks each list in whole pages below a frozen creation instant, so that new rows
cannot shift it and a shrinking total shows every deletion; the position is committed with the page. That
instant, like every other one that chooses records, is the server's or comes out of the data, never ours.
Afterwards come small refreshes: the action log, open statuses, new rows, and a slow re-scan by time slices
that each fit one answer; one request of chores a cycle keeps an idle station at two a minute. A record is
hidden only after the server itself answered 404 for it, and never more than a few a day unless a person agreed.
What a server tells of its changes are hints: followed at once, gathered when there are many (`hints`).
A list that alone cannot be had is told (`apart`) and the others go on; rows whose text is the one that was read
before are not read again (`prints`).
Rejected: slices for the first load (70 of 100 rows a page would leave a third of the allowance unused), and
believing that a record is gone because a list lacks it.
Consequence: the first load runs at the contract's ceiling; a change that no log tells is found within one
re-scan.
"""

from forge_desktop.sync.engine import Engine
from forge_desktop.sync.state import Health, Outcome, Progress

__all__ = ["Engine", "Health", "Outcome", "Progress"]
