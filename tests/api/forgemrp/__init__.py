"""The client of the second contract: against the real server, and against rogues."""
