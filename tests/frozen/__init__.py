"""Tests of the built program.

Context: what works from source can still fail frozen: a module loaded by name is not in the bundle, a library
of the build machine is, a resource is looked for in the wrong place.
Decision: these tests start the built program from outside and never import from it. They are collected only
when FORGE_DESKTOP_FROZEN names the program; packaging/build.py sets it and runs them after each build.
Rejected: skipping them otherwise, since a skipped test looks like a passed one.
Consequence: they do not run with the ordinary tests; a build that fails them is a failed build.
"""
