"""The demo world: a small furniture factory in Tallinn that hangs together and is the same on every machine.

Context: the demo, most tests and the benchmarks need one world in which everything explains everything else, at
two sizes: a few hundred orders that are a pleasure to look at, and a million lots that measure.
Decision: time decides. Orders are planned with their whole future along one work calendar, then cut at `now`:
what lies before has happened, what lies after is planned, and every status, booking and cost is derived from
that cut by the rules in `money`. The near world (`story`) lives in memory, the far past (`history`) is told one
closed customer order at a time; both go through the same `record` and the same batches of `rows`. What only
ForgeMRP knows of it (`papers`) follows from the finished rows.
Rejected: recorded fixtures (dates grow old, nothing adds up after an edit) and random rows per table (a million
rows would measure well and explain nothing).
Consequence: a figure is never written by hand; to see another one, change a recipe, a price or a date here.
Numbers of the near world move when `scale` puts a past before them.
"""

from __future__ import annotations

from forge_desktop.server.demo.build import NotEmpty, build_world

__all__ = ["NotEmpty", "build_world"]
