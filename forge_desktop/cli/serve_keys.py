"""`forge-desktop serve keys` and `serve webhooks`: who may ask the server's ForgeMRP, and whom it tells."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

DONE, FAILED, WRONG_USAGE = 0, 1, 2
ALL_SCOPES = "all"
_Act = Callable[["Engine", argparse.Namespace], int]


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The commands below `serve`; without one of them the server runs."""
    words = "keys or webhooks of the ForgeMRP contract"
    things = parser.add_subparsers(dest="thing", metavar="THING", title="instead of serving", help=words)
    keys = _group(things, "keys", "API keys of the ForgeMRP contract: create, list, revoke")
    create = _command(keys, "create", "make a key; it is shown only once", _create_key)
    words = "quotes.view,clients.create,… or all; a wrong one is answered with those there are"
    create.add_argument("--scopes", required=True, metavar="LIST", help=words)
    _command(keys, "list", "list the keys, without their secrets", _list_keys)
    _command(keys, "revoke", "end a key for good", _revoke_key).add_argument("id", help="the key's id")
    webhooks = _group(things, "webhooks", "endpoints that are told of changes: add, list, remove, log")
    add = _command(webhooks, "add", "tell an address; its secret is shown only once", _add_webhook)
    add.add_argument("url", help="https://…, or http:// on this machine")
    add.add_argument("--events", default="*", metavar="LIST", help="quote.created,job.updated,… (default: *)")
    add.add_argument("--allow-http", action="store_true", help="accept http:// to other machines, too")
    _command(webhooks, "list", "list the endpoints, without their secrets", _list_webhooks)
    remove = _command(webhooks, "remove", "tell that address nothing more", _remove_webhook)
    remove.add_argument("id", help="the endpoint's id")
    _command(webhooks, "log", "list the latest deliveries and what became of them", _log)


def _group(things: Any, name: str, words: str) -> Any:
    description = f"{words}. On another database than the usual one: serve --database FILE {name} …"
    group = things.add_parser(name, help=words, description=description)
    return group.add_subparsers(dest="verb", metavar="VERB", title="what to do", required=True)


def _command(group: Any, name: str, words: str, act: _Act) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}."
    )
    parser.set_defaults(act=act)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do it on the server's database, whether a server is running on it or not."""
    from sqlalchemy.exc import SQLAlchemyError

    from forge_desktop.server import tables

    data_dir: Path = args.data_dir
    database = args.database or str(data_dir / "server" / "server.db")
    act: _Act = args.act
    try:
        engine = tables.connect(database)
        try:
            tables.create_all(engine)
            return act(engine, args)
        finally:
            engine.dispose()
    except BrokenPipeError:
        raise
    except (SQLAlchemyError, OSError) as error:
        return _say(f"the database {database} cannot be used: {getattr(error, 'orig', None) or error}", FAILED)
    except ValueError as error:
        return _say(str(error), WRONG_USAGE)


def _create_key(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import keys

    scopes = keys.EVERYTHING if args.scopes == ALL_SCOPES else frozenset(_listed(args.scopes))
    key = keys.create(engine, scopes)
    _print([key])
    sys.stderr.write("Copy the key now: it is shown only once.\n")
    return DONE


def _list_keys(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import keys

    _tell(
        "There are no keys yet; “serve keys create --scopes all” makes one.",
        (
            f"{key.key_id}  {_day(key.created)}  "
            f"{'revoked ' + _day(key.revoked) if key.revoked else 'valid'}  {','.join(key.scopes)}"
            for key in keys.listed(engine)
        ),
    )
    return DONE


def _revoke_key(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import keys

    if args.id.startswith("fmrp_"):  # the key itself: never said again
        return _say("the id is the third part of a key, after fmrp_live_; give it alone", WRONG_USAGE)
    if not keys.revoke(engine, args.id):
        return _say(f"there is no valid key with the id {args.id}", FAILED)
    _print([f"The key {args.id} was revoked."])
    return DONE


def _add_webhook(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import endpoints

    ident, secret = endpoints.add(engine, args.url, _listed(args.events), allow_http=args.allow_http)
    _print([f"{ident}  {secret}"])
    sys.stderr.write("Copy the secret now: it is shown only once.\n")
    return DONE


def _list_webhooks(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import endpoints

    _tell(
        "There are no endpoints yet; “serve webhooks add URL” makes one.",
        (
            f"{e.endpoint_id}  {_day(e.created)}  {','.join(e.events)}  {e.url}"
            for e in endpoints.listed(engine)
        ),
    )
    return DONE


def _remove_webhook(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import endpoints

    if not endpoints.remove(engine, args.id):
        return _say(f"there is no endpoint with the id {args.id}", FAILED)
    _print([f"The endpoint {args.id} is told nothing more."])
    return DONE


def _log(engine: Engine, args: argparse.Namespace) -> int:
    from forge_desktop.server.forgemrp import endpoints

    _tell(
        "Nothing was told to anybody yet.",
        (
            f"{one.delivery_id}  {_moment(one.created)}  {one.endpoint_id}  {one.event}  {one.state}  "
            f"{one.tries} {'try' if one.tries == 1 else 'tries'}  {one.answer}".rstrip()
            for one in endpoints.log(engine)
        ),
    )
    return DONE


def _tell(none: str, lines: Iterable[str]) -> None:
    """Print them; that there are none is said to people alone."""
    told = list(lines)
    _print(told)
    if not told:
        sys.stderr.write(f"{none}\n")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"forge-desktop serve: {message}\n")
    return code
