"""Runs one command: opens its surroundings, and turns what goes wrong into words and an exit code."""

from __future__ import annotations

import argparse
import sys

import structlog

from forge_desktop.cli.output import Exit, complain, note
from forge_desktop.cli.start import Start
from forge_desktop.errors import Failure


def run_command(args: argparse.Namespace) -> int:
    """Run the command that `args` name; its exit code."""
    try:
        with Start(args) as start:
            args.start = start
            return _guarded(args, start)
    except Failure as failure:
        return complain(failure)


def _guarded(args: argparse.Namespace, start: Start) -> int:
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except (Failure, BrokenPipeError):
        raise
    except KeyboardInterrupt:
        note("Interrupted. What was done so far is kept.")
        return Exit.INTERRUPTED
    except Exception as error:
        structlog.get_logger("cli").exception("unexpected error", command=args.command)
        kind = type(error).__name__
        note(f"Something unexpected happened ({kind}). The log in {start.folders.logs} says more.")
        return Exit.FAILED
