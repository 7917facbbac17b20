"""The sync room against the real local server."""
