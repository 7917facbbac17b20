"""The MRPeasy contract: what each object looks like, how lists of it are asked for, and what can be written.

Context: `mrpeasy-api.txt` lists twenty objects with hundreds of fields and filters; the live service differs
in its types on the wire and in its limits.
Decision: each object is one table of fields (wire name, column, kind, filter, single object only) in
`masters`, `orders` and `stock`; lists, filters and children of every object are drawn from it by three small
modules (`query`, `reading`, `wire`), plain writes by the room `writes`. A profile (`profiles`) is data: page
size, ways to sign in, open methods. What our own profile adds to the contract stands in `extensions` alone.
Rejected: one hand-written endpoint per object (every rule twenty times), JSON columns (rules need relations).
Consequence: a new object is one declaration; the contract's own misspellings are kept there, on purpose.
"""
