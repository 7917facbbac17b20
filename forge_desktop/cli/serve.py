"""`forge-desktop serve`: the local server as a process of its own, until it is told to end."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forge_desktop.cli import serve_keys

if TYPE_CHECKING:
    from forge_desktop.server.options import ServerOptions

ENDED, FAILED, WRONG_USAGE = 0, 1, 2
KEY_NAMES = ("FORGE_DESKTOP_API_KEY", "FORGE_DESKTOP_ACCESS_KEY")


class _Wrong(Exception):
    """What was asked for makes no sense; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `serve`. Keys come from the environment only: a command line is seen by other users."""
    parser.description = (
        "Run the local server. Keys are read from FORGE_DESKTOP_API_KEY and FORGE_DESKTOP_ACCESS_KEY "
        "(demo and demo without them)."
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    add("--port", type=int, default=8765, help="port to listen on, 0 for any free one (default: 8765)")
    add("--allow-network", action="store_true", help="really listen where other machines can connect")
    add("--database", help="file or SQLAlchemy URL (default: server/server.db in the data folder)")
    add(
        "--profile",
        choices=("mrpeasy-seed", "mrpeasy-current", "local"),
        default="local",
        help="which contract to offer (default: local)",
    )
    add("--scale", type=int, metavar="LOTS", help="stock lots in the demo world, with a tenth as many MOs")
    add("--seed", type=int, default=1, help="seed of the demo world (default: 1)")
    add("--faults", default="", metavar="LIST", help="busy,down,slow,cut,lost,late, each optionally =RATE")
    add("--fault-seed", type=int, default=0, help="seed of the faults (default: 0)")
    add("--timezone", default="Europe/Tallinn", help="time zone of the account (default: Europe/Tallinn)")
    add("--empty", action="store_true", help="leave an empty database empty: no demo world")
    add("--string-ids", action="store_true", help="send ids as strings, for older clients")
    add("--json", action="store_true", help='say {"url": …} when ready')
    add("--stdin-guard", action="store_true", help="end when standard input ends, so with the parent")
    serve_keys.add_parsers(parser)


def run(args: argparse.Namespace) -> int:
    """Serve; 0 when ended, 2 for wrong usage, 1 for a failure."""
    if args.thing is not None:
        return serve_keys.run(args)
    try:
        options = _options(args)
    except _Wrong as wrong:
        return _say(str(wrong), WRONG_USAGE)
    return _serve(args, options)


def _options(args: argparse.Namespace) -> ServerOptions:
    from forge_desktop.server.faults import parse
    from forge_desktop.server.options import ServerOptions, is_loopback

    api_key, access_key = (os.environ.get(name, "demo") for name in KEY_NAMES)
    if not is_loopback(args.host):
        if not args.allow_network:
            raise _Wrong(f"{args.host} can be reached by other machines; add --allow-network if that is wanted")
        if not all(os.environ.get(name) for name in KEY_NAMES):
            raise _Wrong(f"on a network the demo keys are no protection; set {' and '.join(KEY_NAMES)}")
    if args.scale is not None and args.scale < 1:
        raise _Wrong("--scale must be 1 or more")
    if not 0 <= args.port <= 65535:
        raise _Wrong("--port must be between 0 and 65535")
    try:
        parse(args.faults)
        ZoneInfo(args.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _Wrong(str(error).strip("'")) from error
    data_dir: Path = args.data_dir
    return ServerOptions(
        database=args.database or str(data_dir / "server" / "server.db"),
        profile=args.profile,
        host=args.host,
        port=args.port,
        api_key=api_key,
        access_key=access_key,
        timezone=args.timezone,
        demo=not args.empty,
        scale=args.scale,
        seed=args.seed,
        faults=args.faults,
        fault_seed=args.fault_seed,
        string_ids=args.string_ids,
    )


def _serve(args: argparse.Namespace, options: ServerOptions) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from forge_desktop.server.running import forge_url_of, serve

    def ready(url: str) -> None:
        text = (
            f"Forge Desktop server listening on {url} (profile {options.profile})\n"
            f"ForgeMRP for holders of a key (“serve keys create”): {forge_url_of(url)}"
        )
        told = json.dumps({"url": url, "forgemrp_url": forge_url_of(url)}) if args.json else text
        sys.stdout.write(told + "\n")
        sys.stdout.flush()

    try:
        serve(options, ready, parent_pipe=args.stdin_guard)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _say(f"port {options.port} is taken; choose another with --port, or end its owner", FAILED)
        return _say(f"the server cannot run: {error}", FAILED)
    except (SQLAlchemyError, ValueError) as error:
        reason = getattr(error, "orig", None) or error
        return _say(f"the database {options.database} cannot be used: {reason}", FAILED)
    except KeyboardInterrupt:  # while the demo world was being made; it will be made anew
        pass
    return ENDED


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"forge-desktop serve: {message}\n")
    return code
