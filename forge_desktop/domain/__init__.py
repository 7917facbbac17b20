"""What the program is about, without screen, network or disk: resources, values, queries and how they look.

Context: tables, filters, forms, exports and the command line all need the same knowledge of the same fields.
Decision: one frozen declaration per resource (`resource.Resource`), listed explicitly in `catalog`; everything
else is drawn from it. Values are plain JSON-able types: decimals as exact text, instants as UTC seconds.
What an order waits for (`readiness`) is worked out of the local copy when one record is looked at, not stored.
Rejected: one class per resource with behaviour (each page would grow its own rules) and a folder scan for the
catalog (a reader could not see what exists, and a frozen build could not find it).
Consequence: a new resource is one new file and one line in `catalog`; a field name is typed by hand only once.
"""
