"""The built program starts, fills a page from its own demo server, and says nothing unexpected."""

import contextlib
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from .program import PROGRAM, start

ROOT = Path(__file__).resolve().parents[2]

# Every line the program may print while it draws a page, and why; any other line fails.
EXPECTED_LINES: dict[str, str] = {}


def unexpected_lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What the program printed beyond the table above."""
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if line and not any(re.search(known, line) for known in EXPECTED_LINES)]


def colours(picture: Path) -> int:
    """How many colours a coarse raster over the picture meets."""
    image = QImage(str(picture))
    raster = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return len({image.pixel(x, y) for x, y in raster})


def running() -> list[str]:
    """The command lines of all processes, where the system shows them as files."""
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it may have ended meanwhile
            lines.append(process.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return lines


def test_the_demo_draws_a_filled_page_without_an_unexpected_line(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    done = start(
        "--demo", "--screenshot", str(picture), "--view", "manufacturing-orders", data=tmp_path / "data"
    )
    assert unexpected_lines(done) == []
    assert done.returncode == 0
    assert colours(picture) > 20


def test_the_demo_server_ends_with_the_program(tmp_path: Path) -> None:
    start("--demo", "--screenshot", str(tmp_path / "x.png"), "--view", "lots", data=tmp_path)
    assert [line for line in running() if str(tmp_path) in line] == []


def test_the_server_command_explains_itself(tmp_path: Path) -> None:
    done = start("serve", "--help", data=tmp_path)
    assert done.returncode == 0
    assert "--port" in done.stdout
    assert done.stderr == ""


def test_the_doctor_finds_nothing_wrong_and_says_so_in_json(tmp_path: Path) -> None:
    done = start("doctor", "--json", data=tmp_path)
    findings = json.loads(done.stdout)
    assert {"Qt", "Keychain", "SQLite"} <= {finding["what"] for finding in findings}
    assert [finding for finding in findings if not finding["ok"]] == []
    assert done.stderr == ""


def test_the_command_line_fetches_and_writes_a_spreadsheet(tmp_path: Path) -> None:
    written = tmp_path / "orders.xlsx"
    fetched = start("--demo", "sync", "customer-orders", "--json", data=tmp_path)
    assert json.loads(fetched.stdout)["customer-orders"]["cached"] > 0
    exported = start(
        "--demo", "export", "customer-orders", "--format", "xlsx", "-o", str(written), data=tmp_path
    )
    assert exported.returncode == 0
    assert zipfile.is_zipfile(written)


def test_every_resource_is_in_the_bundle() -> None:
    shipped = ROOT / "resources"
    bundled = PROGRAM.parent / "_internal" / "resources"
    expected = {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()}
    assert {path.relative_to(bundled) for path in bundled.rglob("*") if path.is_file()} == expected


@pytest.mark.parametrize(
    "library", ["libfontconfig", "libfreetype", "libX11", "libxcb", "libglib-2", "libdbus-1"]
)
def test_libraries_of_the_distribution_are_left_to_it(library: str) -> None:
    assert [path.name for path in PROGRAM.parent.rglob(f"{library}*")] == []
