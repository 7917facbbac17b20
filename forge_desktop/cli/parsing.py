"""The parsers of the command line: a command's own is built when used; each says what it does not know."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol


class Command(Protocol):
    """What a module of this room offers when it is a command."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; the exit code."""


class Parser(argparse.ArgumentParser):
    """Says in a sentence which commands there are when one is asked for that is not."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            near = get_close_matches(value, action.choices, 1)
            guess = f" Did you mean “{near[0]}”?" if near else ""
            known = ", ".join(action.choices)
            told = f"there is no “{value}”.{guess} “{self.prog}” knows: {known}; “--help” explains them"
            self.exit(2, f"Wrong usage: {told}.\n")
        super()._check_value(action, value)


class Later(Parser):
    """The parser of a command; declares its arguments only when it is used."""

    load: Callable[[], Command] | None = None
    client = True
    """Works with a connection."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As in argparse, after the command has declared its arguments."""
        if self.load is not None:
            load, self.load = self.load, None
            command = load()
            command.add_arguments(self)
            for one in _tree(self):  # “serve keys list --data-dir DIR”
                common(one, default=argparse.SUPPRESS, client=self.client)
            self.set_defaults(run=command.run)
        known, strange = super().parse_known_args(args, namespace)
        if strange:  # said here, where the usage of this command is known; what follows an option may be a key
            options = [word.partition("=")[0] for word in strange if word.startswith("-")]
            self.error(f"unrecognized arguments: {' '.join(options or strange)}")
        return known, strange


def _tree(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those below it."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _tree(below)


def common(target: argparse.ArgumentParser, default: object = None, *, client: bool = True) -> None:
    """Where to work: the data folder and, unless the command needs none, the connection."""
    group = target.add_argument_group("where")
    group.add_argument(
        "--data-dir",
        type=folder,
        default=default,
        metavar="DIR",
        help="the data folder; default: the user's own",
    )
    if not client:
        return
    group.add_argument(
        "--connection", default=default, metavar="NAME", help="the connection to use, when several are stored"
    )
    group.add_argument(
        "--demo",
        action="store_true",
        default=False if default is None else default,
        help="use the built-in demo factory; no account is needed",
    )


def folder(text: str) -> Path:
    """The path that is meant by a word of the command line."""
    return Path(text).expanduser().absolute()
