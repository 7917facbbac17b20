"""Keeping the copy of a server whose lists are followed by cursors, and writing to it exactly once."""
