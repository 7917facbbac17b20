"""The window's figures beside its goals, printed as ratios; nothing passes or fails by a clock.

    python -m tests.benchmarks.window [--rows 1000000] [--more 5000000] [--rounds 5] [--folder FOLDER]

Everything runs on caches of stock lots that are kept in the folder between runs, in a window that is only
memory. Each part runs in a process of its own and stands beside a control run, because a shared machine pauses
by itself: medians say what is usual, the quietest round says what this program is to blame for. `--more` prints
the tables' figures again at another size, one round of each question.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from tests.benchmarks import arriving, asking, memory, opening, prepared, starting
from tests.benchmarks.asking import Took
from tests.benchmarks.screen import median

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_ARRIVING = 100_000
_FIRST, _RATIO, _BLOCK = 0.050, 1.3, 0.016


def main() -> None:
    """Measure everything that was asked for and print it as it comes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="cached lots (default: 1,000,000)")
    parser.add_argument("--more", type=int, default=0, help="measure the tables again with so many")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default: 5)")
    usual = Path(tempfile.gettempdir()) / "forge-desktop-benchmark"
    parser.add_argument("--folder", type=Path, default=usual, help=f"where caches are kept (default: {usual})")
    args = parser.parse_args()
    data = _alone(prepared.filled, args.folder, args.rows)
    usual_size = _tables(data, args.rows, args.rounds, args.rounds)
    _told_beat(_alone(arriving.measure, _ARRIVING, args.rounds))
    started = _alone(starting.measure, data, args.rounds)
    _say("\nProcess start to first painted rows of the filled cache, seconds")
    _compared("program / bare Qt window", started["program"], started["bare"], 1.5, 1, "s")
    if args.more:
        more = _alone(prepared.filled, args.folder, args.more)
        _told_growth(usual_size, _tables(more, args.more, args.rounds, 1))


def _alone(work: Callable[Given, Answer], *args: Given.args, **named: Given.kwargs) -> Answer:
    """Do it in a new process, so that nothing before it counts."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *args, **named).result()


def _tables(data: Path, rows: int, rounds: int, rounds_asked: int) -> dict[str, Took]:
    _say(f"\n{rows:,} cached lots")
    opened = _alone(opening.measure, data, rows, rounds)
    _compared("open to first rows / constant data", opened["page"], opened["constant"], 1.2, 1_000, "ms")
    grown = _alone(memory.measure, data)
    for name, words, goal in (("open", "open", 60), ("asked", "after ten sorts and searches", 80)):
        _say(
            f"{f'private memory, {words}':44}{grown[name] / 1e6:9.0f} MB over the empty window   goal ≤ {goal}"
        )
    asked, idle = _alone(asking.measure, data, rounds_asked)
    _told_asked(asked, idle)
    return asked


def _told_asked(asked: dict[str, Took], idle: list[float]) -> None:
    _say(
        f"\n{'':36}{'rows':>10}{'first':>8}{'whole':>9}{'bare':>9}{'ratio':>7}{'block':>8}{'quietest':>10}   ms"
    )
    for name, took in asked.items():
        whole, bare = median(took.complete), median(took.bare)
        _say(
            f"{name:36}{took.rows:>10,}{_ms(median(took.first)):>8}{_ms(whole):>9}{_ms(bare):>9}"
            f"{whole / bare:>7.2f}{_ms(median(took.longest)):>8}{_ms(min(took.longest)):>10}"
        )
    _say(f"{'control run, nothing asked':36}{'':>43}{_ms(median(idle)):>8}{_ms(min(idle)):>10}")
    many = len(asked)
    first = sum(median(t.first) <= _FIRST for t in asked.values())
    whole_ones = sum(median(t.complete) <= max(_FIRST, _RATIO * median(t.bare)) for t in asked.values())
    blocks = sum(min(t.longest) <= _BLOCK for t in asked.values())
    _say(f"first rows within 50 ms: {first} of {many}")
    _say(f"whole order within 1.3 × bare SQLite, or 50 ms: {whole_ones} of {many}")
    _say(f"window never blocked over 16 ms in the quietest round: {blocks} of {many}")


def _told_beat(rounds: list[arriving.Round]) -> None:
    _say(f"\n{_ARRIVING:,} rows arrive under an open, live table: the beat's gaps, ms")
    _say(f"{'':10}{'rows/s':>10}{'p99':>8}{'longest':>9}{'idle p99':>11}{'idle longest':>14}")
    for number, each in enumerate(rounds, 1):
        _say(
            f"{f'round {number}':10}{each.rate:>10,.0f}{_ms(each.p99):>8}{_ms(each.longest):>9}"
            f"{_ms(each.idle_p99):>11}{_ms(each.idle_longest):>14}"
        )
    quiet = min(rounds, key=lambda r: r.longest)
    _say(f"quietest  p99 {_ms(quiet.p99)}, longest {_ms(quiet.longest)}   goal p99 ≤ 10, longest ≤ 16")


def _told_growth(usual: dict[str, Took], more: dict[str, Took]) -> None:
    _say(f"\n{'growth from the first size to the second':44}{'first':>8}{'whole':>8}{'bare':>8}")
    for name, took in usual.items():
        larger = more[name]
        grown = [
            median(after) / median(before)
            for before, after in (
                (took.first, larger.first),
                (took.complete, larger.complete),
                (took.bare, larger.bare),
            )
        ]
        _say(f"{name:44}{grown[0]:>7.1f}×{grown[1]:>7.1f}×{grown[2]:>7.1f}×")


def _compared(words: str, ours: float, floor: float, goal: float, times: float, unit: str) -> None:
    ratio = f"{ours / floor:.2f}"
    _say(f"{words:44}{ours * times:9.2f} / {floor * times:.2f} {unit}   ratio {ratio}   goal ≤ {goal}")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
