"""ForgeMRP's dialect of HTTP: cursors, envelopes, bearer keys and idempotency keys, and a client of them.

Context: what is public of the contract is one page (contracts/forgemrp-api.txt); paths, fields and methods are
our guess (contracts/forgemrp-assumptions.md).
Decision: whatever is guessed stands in `assumed`, as data; the opposite of a guess is tolerated where it can be
(camelCase beside snake_case, a bare object beside a wrapped one). A list is followed by its cursor alone: no
parameter is ever guessed, because a server that ignored one would send something else than was asked for.
Rejected: counting on the order of a list, or on the most rows a page may have.
Consequence: the day the full reference arrives, `assumed` is compared with it, and nothing else.
"""
