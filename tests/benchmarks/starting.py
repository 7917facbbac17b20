"""From the start of the process to the first painted rows: the program with a filled cache, and bare Qt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic_ns

from tests.benchmarks.prepared import ENVIRONMENT

_PATIENCE = 120


def measure(data: Path, rounds: int = 5) -> dict[str, float]:
    """Seconds: `program` and `bare`, medians of alternating rounds."""
    took: dict[str, list[float]] = {"program": [], "bare": []}
    for round_ in range(rounds + 1):
        for kind in took:
            seconds = _one(kind, data)
            if round_:  # the first one reads the files of both from the disk
                took[kind].append(seconds)
    return {kind: sorted(seconds)[len(seconds) // 2] for kind, seconds in took.items()}


def _one(kind: str, data: Path) -> float:
    environ = os.environ | ENVIRONMENT | {"QT_QPA_PLATFORM": "offscreen"}
    environ["PYTHONPYCACHEPREFIX"] = str(data / "compiled")  # as installed: nothing is compiled at a start
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    began = monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.started", kind, str(data)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=True,
    )
    return (int(done.stdout.split()[-1]) - began) / 1e9
