"""Speaks HTTP with a server as its client, and makes what comes back ours; the only room that does.

Context: two systems offer the same things under different paths, signings and limits, and answer in every shape
a PHP program can produce; a broken or hostile answer must cost one row or one page, never the program.
Decision: a profile (`profiles`) and a table of endpoints (`mrpeasy.endpoints`) are data; `transport` lets one
bounded answer in, `jsontext` and `wire` check each row once and set bad ones aside; `gate` keeps the one request
in flight and the window per key, across all processes of this machine. Errors are those of `errors` alone.
Rejected: pydantic for rows (measured: a JSON number goes through a binary float and loses digits after the
17th, duplicate names pass unseen), a helper package for retries (waiting is part of the gate's lanes).
Consequence: above this room nobody has heard of httpx, a wire name or a profile's permissions.
"""
