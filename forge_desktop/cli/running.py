"""Runs one command: opens its surroundings, and turns what goes wrong into words and an exit code."""

from __future__ import annotations

import argparse
import sys

import structlog

from forge_desktop.cli.output import Exit, complain, drop_output, note
from forge_desktop.cli.start import Start
from forge_desktop.errors import Failure

_log = structlog.stdlib.get_logger("cli")


def run_command(args: argparse.Namespace) -> int:
    """Run the command that `args` name; its exit code."""
    try:
        with Start(args) as start:
            args.start = start
            _log.info("command begins", command=args.command)
            code = _guarded(args, start)
            _log.info("command ended", command=args.command, code=int(code))
            return code
    except Failure as failure:  # the surroundings themselves: there is no log to write to
        if hasattr(args, "without"):
            told: int = args.without(args, failure)
            return told
        return complain(failure)


def _guarded(args: argparse.Namespace, start: Start) -> int:
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except Failure as failure:
        _log.warning("command failed", kind=type(failure).__name__, message=failure.message)
        return complain(failure)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        note("Interrupted. What was done so far is kept.")
        return Exit.INTERRUPTED
    except Exception as error:
        _log.exception("unexpected error", command=args.command)
        kind = type(error).__name__
        if isinstance(error, OSError):
            kind += f": {error.strerror}"
            drop_output()  # it may be the output that cannot be written
        note(f"Something unexpected happened ({kind}). The log in {start.folders.logs} says more.")
        return Exit.FAILED
