"""The fixtures of this room."""

from tests.hooks.station import database, factory

__all__ = ["database", "factory"]
