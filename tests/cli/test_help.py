"""Every command explains itself, and none but the window loads Qt."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator

import pytest

from forge_desktop.cli.main import COMMANDS, parser, run
from tests.cli.conftest import Said

NEVER = ("PySide6", "shiboken6", "qasync")


def parsers(name: str) -> Iterator[argparse.ArgumentParser]:
    """The parser of a command and those below it."""
    top = argparse.ArgumentParser(prog=name)
    COMMANDS[name][1]().add_arguments(top)
    waiting = [top]
    while waiting:
        found = waiting.pop()
        yield found
        for action in found._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting.extend(action.choices.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_argument_has_a_help_text(name: str) -> None:
    for one in parsers(name):
        assert one.description, one.prog
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                told = {choice.dest for choice in action._choices_actions if choice.help}
                assert told == set(action.choices)
            else:
                assert action.help, f"{one.prog} {action.dest}"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_names_it_and_ends_well(name: str, said: Said) -> None:
    assert run([name, "--help"]) == 0
    assert f"forge-desktop {name}" in said.both()[0]


def test_the_main_help_names_every_command_every_exit_code_and_the_environment(said: Said) -> None:
    assert run(["--help"]) == 0
    told = said.both()[0]
    for word in (
        *COMMANDS,
        "exit codes",
        "  0  ",
        "  3  ",
        "FORGE_DESKTOP_URL",
        "FORGE_DESKTOP_TIMEZONE",
        "--screenshot",
    ):
        assert word in told
    for action in parser()._actions:
        assert action.help or isinstance(action, argparse._SubParsersAction)


@pytest.mark.parametrize(
    "words",
    [
        ["lost"],
        ["list"],
        ["list", "lots", "--unknown"],
        ["export", "lots"],
        ["export", "lots", "--format", "pdf", "-o", "x"],
        ["connections", "add", "Shop", "--api-key", "secret"],
        ["--size", "big"],
        ["--theme", "pink"],
    ],
)
def test_wrong_words_end_with_code_2_and_say_why(words: list[str], said: Said) -> None:
    assert run(words) == 2
    assert "usage" in said.both()[1].lower()


def test_no_command_loads_qt_and_help_loads_next_to_nothing() -> None:
    program = (
        "import sys\n"
        "from forge_desktop.cli.main import COMMANDS, run\n"
        "run(['--help'])\n"
        "heavy = {'httpx', 'pydantic', 'structlog', 'sqlite_utils', 'starlette', 'xlsxwriter', 'keyring'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "for name in COMMANDS: run([name, '--help'])\n"
        "import forge_desktop.cli.running\n"
        f"assert not set({NEVER!r}) & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
