"""The client's side of HTTP, tested against the real local server and against servers that misbehave."""
