"""The running program: window, engine thread, and what happens when someone wishes for something.

Context: the engine must never wait for the window nor the window for the engine, and the end of a Qt program
with an asyncio loop is easy to get wrong.
Decision: `bridge` is the only place where the two threads meet; `desk` is one open connection; `window` only
navigates; `wiring` turns a page's wish into an act; every coroutine is started by `tasks`, which owns it.
Rejected: one loop for both (the window stalls while pages are parsed), a global application object.
Consequence: closing is a sequence anyone can read in `app.main`.
"""
