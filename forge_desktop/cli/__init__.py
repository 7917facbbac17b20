"""The command `forge-desktop`: the window, and everything a script may want without one.

Context: scripts and scheduled jobs run on machines without a screen, and `--help` must answer at once.
Decision: one module per command with `add_arguments` and `run`, imported only when that command is asked for;
Qt is imported by the window alone. Results go to standard output, words for people about them to standard
error, and the exit code says what to do next (`output.Exit`). Rejected: click and typer (one more dependency
for what argparse does) and keys as arguments (every user of a machine sees them).
Consequence: a command is one file and one line in `main`; a script needs no parsing of texts.
"""
