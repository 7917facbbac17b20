"""The command `forge-desktop`: reads the arguments, runs one command, and says by its exit code how it went."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol

from forge_desktop import __version__

_EPILOG = """\
exit codes:
  0  done                         4  the key was refused
  1  failed                       5  the local copy or the data folder cannot be used
  2  wrong usage                  6  no connection, or its keys are missing
  3  the server cannot be reached 7  something still waits in the outbox (outbox send, create --send)
                                  130 interrupted

a connection without a stored one, for scripts:
  FORGE_DESKTOP_URL         up to and including the version, http://127.0.0.1:8765/rest/v1
  FORGE_DESKTOP_PROFILE     mrpeasy-seed (default), mrpeasy-current, local or forgemrp
  FORGE_DESKTOP_API_KEY     and, but for forgemrp, FORGE_DESKTOP_ACCESS_KEY
  FORGE_DESKTOP_TIMEZONE    the account's time zone, like Europe/Tallinn (default: UTC)
"""


class Command(Protocol):
    """What a module of this room offers when it is a command."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit code."""


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
    "connections": ("list, add, remove and test connections", _connections),
    "sync": ("bring the local copy up to date", _sync),
    "list": ("list records of the local copy", _list),
    "show": ("show one record of the local copy", _show),
    "export": ("write records of the local copy into a file", _export),
    "create": ("create orders, customers, quotes, jobs or clients out of a file", _create),
    "outbox": ("what waits to be written: list, send, retry, discard", _outbox),
    "listen": ("keep the local copy up to date, at once when the server tells changes", _listen),
    "doctor": ("say what works on this machine and what does not", _doctor),
}


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a letter still gets the rest
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
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """The whole command line; the arguments of a command are declared when it is asked for."""
    main = _Parser(
        prog="forge-desktop",
        description="A desktop client for manufacturing data held by MRPeasy and ForgeMRP. "
        "Without a command the window opens.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    main.add_argument("--version", action="version", version=f"forge-desktop {__version__}")
    _common(main)
    _window_arguments(main)
    commands = main.add_subparsers(dest="command", title="commands", metavar="COMMAND", parser_class=_Later)
    for name, (words, load) in COMMANDS.items():
        command: _Later = commands.add_parser(
            name,
            help=words,
            description=f"{words[0].upper()}{words[1:]}.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.load = load
    return main


class _Parser(argparse.ArgumentParser):
    """Says in a sentence which commands there are when one is asked for that is not."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            near = get_close_matches(value, action.choices, 1)
            guess = f" Did you mean “{near[0]}”?" if near else ""
            known = ", ".join(action.choices)
            told = f"there is no “{value}”.{guess} “{self.prog}” knows: {known}; “--help” explains them"
            self.exit(2, f"Wrong usage: {told}.\n")
        super()._check_value(action, value)


class _Later(_Parser):
    """The parser of a command; declares its arguments only when it is used."""

    load: Callable[[], Command] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As in argparse, after the command has declared its arguments."""
        if self.load is not None:
            load, self.load = self.load, None
            command = load()
            _common(self, default=argparse.SUPPRESS)
            command.add_arguments(self)
            for action in self._actions:  # “connections list --data-dir DIR”
                if isinstance(action, argparse._SubParsersAction):
                    for verb in action.choices.values():
                        _common(verb, default=argparse.SUPPRESS)
            self.set_defaults(run=command.run)
        return super().parse_known_args(args, namespace)


def _common(target: argparse.ArgumentParser, default: object = None) -> None:
    group = target.add_argument_group("where")
    group.add_argument(
        "--data-dir",
        type=_folder,
        default=default,
        metavar="DIR",
        help="the data folder; default: the user's own",
    )
    group.add_argument(
        "--connection", default=default, metavar="NAME", help="the connection to use, when several are stored"
    )
    group.add_argument(
        "--demo",
        action="store_true",
        default=False if default is None else default,
        help="use the built-in demo factory; no account is needed",
    )


def _window_arguments(main: argparse.ArgumentParser) -> None:
    window = main.add_argument_group("window")
    window.add_argument("--view", metavar="NAME", help="open this page, like manufacturing-orders or jobs")
    window.add_argument("--theme", choices=("system", "light", "dark", "contrast"), help="how the window looks")
    window.add_argument("--size", type=_size, metavar="WxH", help="size of the window in pixels, like 1440x900")
    window.add_argument(
        "--screenshot", type=_folder, metavar="FILE", help="draw the page, filled, into this PNG and end"
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

    for word in ("view", "theme", "size", "screenshot"):
        if getattr(args, word) is not None:
            sys.stderr.write(f"Wrong usage: --{word} is for the window, not for “{args.command}”.\n")
            return 2
    return run_command(args)


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _size(text: str) -> tuple[int, int]:
    parts = re.fullmatch(r"(\d{2,5})x(\d{2,5})", text)
    if parts is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no size; write it like 1440x900")
    return int(parts[1]), int(parts[2])


def _default_data_dir() -> Path:
    from forge_desktop.paths import default_data_dir

    return default_data_dir()
