"""Windows that ask for one thing and return it: a connection, a choice, a setting, a command.

Context: each question needs the same frame, the same way of saying what is wrong, and the same keys; what is
typed may be a secret, and may take seconds to be tried out on a server.
Decision: one `frame.Dialog` with title, body and foot; `fields.Labelled` puts a control between its label and
its fault. A dialog emits wishes and is told the outcome; whoever opened it does the work. What checks an
address is handed in, as this room never reaches the api. Dialogs are opened with `open()`, block only their own
window and delete themselves.
Rejected: message boxes on top of dialogs (a question belongs where it arises), `exec()` (a second event loop
inside the window's), forms made by hand for settings (they are drawn from their declaration).
Consequence: a dialog is tested by its keys alone, without a session.
"""
