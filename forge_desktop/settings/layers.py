"""Where a setting's value comes from: command line, then environment, then the user's file, then default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from forge_desktop.errors import StorageTrouble
from forge_desktop.settings.declared import Settings
from forge_desktop.settings.files import held, set_aside, write_whole

_PREFIX = "FORGE_DESKTOP_"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, and what a person should know about how they were read."""

    settings: Settings
    notices: tuple[str, ...] = ()


def load(path: Path, *, environ: Mapping[str, str], given: Mapping[str, object] | None = None) -> Loaded:
    """The settings in force: `given` (command line) over `environ` over the file at `path`."""
    notices: list[str] = []
    stored = _read(path, notices)
    fields = Settings.model_fields
    layers: tuple[tuple[str, Mapping[str, object]], ...] = (
        (path.name, {k: v for k, v in stored.items() if k in fields}),
        ("the environment", {k: environ[n] for k in fields if (n := f"{_PREFIX}{k.upper()}") in environ}),
        ("the command line", {k: v for k, v in (given or {}).items() if k in fields and v is not None}),
    )
    values: dict[str, object] = {}
    for source, layer in layers:
        values |= _sound(layer, source, notices)
    return Loaded(Settings.model_validate(values), tuple(notices))


def keep(path: Path, changes: Mapping[str, object]) -> None:
    """Write the changed settings into the user's file; the rest of it stays. ValueError for a bad one."""
    checked = Settings.model_validate(dict(changes)).model_dump(include=set(changes))
    with held(path):
        stored = _read(path, [])
        write_whole(path, json.dumps(stored | checked, indent=2, ensure_ascii=False) + "\n")


def _read(path: Path, notices: list[str]) -> dict[str, Any]:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(stored, dict):
            return stored
    except FileNotFoundError:
        return {}
    except OSError as error:
        notices.append(f"{path.name} cannot be read ({error.strerror}); the defaults are used.")
        return {}
    except (ValueError, RecursionError):
        pass
    try:
        aside = set_aside(path)
    except OSError as error:
        raise StorageTrouble(f"{path} is damaged and cannot be moved aside: {error.strerror}.") from error
    notices.append(f"{path.name} was damaged; it was kept as {aside.name} and the defaults are used.")
    return {}


def _sound(layer: Mapping[str, object], source: str, notices: list[str]) -> dict[str, object]:
    """The values of a layer that fit their setting; the others are told about and left out."""
    try:
        Settings.model_validate(layer)
    except ValidationError as wrong:
        bad = {str(error["loc"][0]): error["msg"] for error in wrong.errors()}
        notices += [
            f"“{Settings.model_fields[key].title}” in {source} is not usable ({reason}); it was ignored."
            for key, reason in bad.items()
        ]
        return {key: value for key, value in layer.items() if key not in bad}
    return dict(layer)
