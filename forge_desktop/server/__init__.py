"""The local server: the manufacturing contracts over real HTTP, on one relational database.

Context: the program needs an other side that is always there: for the demo, for a shop without a cloud
account, and for tests that must notice a wrong belief about the contract.
Decision: SQLAlchemy Core tables (`tables`), one declaration per object that lists, filters and children are
drawn from, Starlette on uvicorn's h11, the door (host, keys, limits) and the faults as ASGI middleware.
Amounts are scaled integers in the database and exact decimals on the wire.
Rejected: an ORM (a page of a million lots is a few SELECTs, objects would only slow it), a web framework
with its own validation (the contract ignores what it does not know), sharing declarations with the client
(both would share one mistake).
Consequence: what the contract says about a field is said twice in this program, here and in the client, and
the two meet only over HTTP.
"""
