"""The fixtures of the journeys through the window."""

from tests.shell.fixtures import lead, own_surroundings, serve

__all__ = ["lead", "own_surroundings", "serve"]
