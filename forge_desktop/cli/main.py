"""The command `forge-desktop`: reads the arguments, runs one command, and says by its exit code how it went."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from forge_desktop import __version__
from forge_desktop.cli.parsing import Command, Later, Parser, common, folder

_EPILOG = """\
exit codes:
  0  done                         4  the key was refused, or lacks a scope
  1  failed                       5  the data folder cannot be used, or another program has it open
  2  wrong usage                  6  no connection, or its keys are missing
  3  the server cannot be reached 7  something still waits in the outbox (outbox send, create --send)
  8  the port is taken (listen)   9  no secret to listen with, or none that can be used (listen)
                                130  interrupted

a connection without a stored one, for scripts:
  FORGE_DESKTOP_URL         up to and including the version, http://127.0.0.1:8765/rest/v1
  FORGE_DESKTOP_PROFILE     mrpeasy-seed (default), mrpeasy-current, local or forgemrp
  FORGE_DESKTOP_API_KEY     and, but for forgemrp, FORGE_DESKTOP_ACCESS_KEY
  FORGE_DESKTOP_TIMEZONE    the account's time zone, like Europe/Tallinn (default: UTC)
"""


# Each import stands in a function of its own, so that a command pays for no other one, and is written out, so
# that a frozen build finds it.


def _serve() -> Command:
    from forge_desktop.cli import serve

    return serve


def _connections() -> Command:
    from forge_desktop.cli import connections

    return connections


def _sync() -> Command:
    from forge_desktop.cli import sync

    return sync


def _list() -> Command:
    from forge_desktop.cli import listing

    return listing


def _show() -> Command:
    from forge_desktop.cli import show

    return show


def _export() -> Command:
    from forge_desktop.cli import export

    return export


def _create() -> Command:
    from forge_desktop.cli import create

    return create


def _outbox() -> Command:
    from forge_desktop.cli import outbox

    return outbox


def _listen() -> Command:
    from forge_desktop.cli import listen

    return listen


def _doctor() -> Command:
    from forge_desktop.cli import doctor

    return doctor


COMMANDS: dict[str, tuple[str, Callable[[], Command]]] = {
    "serve": ("run the local server", _serve),
    "connections": ("list, add, rekey, remove and test connections", _connections),
    "sync": ("bring the local copy up to date", _sync),
    "list": ("list records of the local copy", _list),
    "show": ("show one record of the local copy", _show),
    "export": ("write records of the local copy into a file", _export),
    "create": ("create orders, customers, quotes, jobs or clients out of a file", _create),
    "outbox": ("what waits to be written: list, send, retry, discard", _outbox),
    "listen": ("keep the local copy up to date, at once when the server tells changes", _listen),
    "doctor": ("say what works on this machine and what does not", _doctor),
}
_OWN = frozenset({"serve"})
"""Commands that need no connection."""


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    _ready_streams()
    try:
        args = parser().parse_args(argv)
        if args.data_dir is None:
            args.data_dir = _default_data_dir()
        return _window(args) if args.command is None else _command(args)
    except SystemExit as ended:  # argparse: 0 after --help, 2 after a wrong argument
        return ended.code if isinstance(ended.code, int) else 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        from forge_desktop.cli.output import drop_output

        drop_output()
        return 0


def _ready_streams() -> None:
    """Nothing that is printed can fail for want of a letter, or of somebody who reads."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller, or a program without a console
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def parser() -> argparse.ArgumentParser:
    """The whole command line; the arguments of a command are declared when it is asked for."""
    main = Parser(
        prog="forge-desktop",
        description="A desktop client for manufacturing data held by MRPeasy and ForgeMRP. "
        "Without a command the window opens.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    main.add_argument("--version", action="version", version=f"forge-desktop {__version__}")
    common(main)
    _window_arguments(main)
    commands = main.add_subparsers(dest="command", title="commands", metavar="COMMAND", parser_class=Later)
    for name, (words, load) in COMMANDS.items():
        command: Later = commands.add_parser(
            name,
            help=words,
            description=f"{words[0].upper()}{words[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.load, command.client = load, name not in _OWN
    return main


def _window_arguments(main: argparse.ArgumentParser) -> None:
    window = main.add_argument_group("window")
    window.add_argument("--view", metavar="NAME", help="open this page, like manufacturing-orders or jobs")
    window.add_argument("--theme", choices=("system", "light", "dark", "contrast"), help="how the window looks")
    window.add_argument("--size", type=_size, metavar="WxH", help="size of the window in pixels, like 1440x900")
    window.add_argument(
        "--screenshot", type=folder, metavar="FILE", help="draw the page, filled, into this PNG and end"
    )


def _window(args: argparse.Namespace) -> int:
    from forge_desktop.settings import WindowOptions
    from forge_desktop.shell.app import run_window  # the only way to Qt

    options = WindowOptions(
        data_dir=args.data_dir,
        demo=args.demo,
        connection=args.connection,
        screenshot=args.screenshot,
        view=args.view,
        theme=args.theme,
        size=args.size,
    )
    return run_window(options)


def _command(args: argparse.Namespace) -> int:
    from forge_desktop.cli.running import run_command

    wrong = [(word, "the window") for word in ("view", "theme", "size", "screenshot")]
    if args.command in _OWN:
        wrong += [("connection", "those who ask a server"), ("demo", "those who ask a server")]
    for word, whose in wrong:
        if getattr(args, word):
            sys.stderr.write(f"Wrong usage: --{word} is for {whose}, not for “{args.command}”.\n")
            return 2
    return run_command(args)


def _size(text: str) -> tuple[int, int]:
    parts = re.fullmatch(r"(\d{2,5})x(\d{2,5})", text)
    if parts is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no size; write it like 1440x900")
    return int(parts[1]), int(parts[2])


def _default_data_dir() -> Path:
    from forge_desktop.paths import default_data_dir

    return default_data_dir()
