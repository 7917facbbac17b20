"""The outbox with its real files."""
