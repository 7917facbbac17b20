"""No file of the project names a package registry or a folder of the machine it was written on."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNTRACKED = {".git", ".venv", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}
# written so that this file does not find itself
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "crates" + ".io")
HOMES = rb"(?<![\w./])(?:/home/[a-z_][\w-]*/|/Users/[A-Za-z][\w.-]*/|/roo[t]/|[A-Z]:\\+Users\\+\w)"


def tracked_files() -> list[Path]:
    """What git tracks; in a copy without git, everything that is not made by tools."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        )
        files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not UNTRACKED & set(path.relative_to(ROOT).parts)]
    return [path for path in files if path.is_file()]


def given_away(content: bytes, root: Path) -> list[str]:
    """Registry hosts and machine paths in a file's bytes; `root` is where the project lies here."""
    patterns = [*(re.escape(host.encode()) for host in REGISTRIES), HOMES]
    if len(root.parts) > 2:
        patterns.append(rb"(?<![\w./])" + re.escape(str(root).encode()) + rb"(?![\w-])")
    return [found.decode() for pattern in patterns for found in re.findall(pattern, content)]


def test_no_tracked_file_names_a_registry_or_a_folder_of_this_machine() -> None:
    files = tracked_files()
    assert ROOT / "pyproject.toml" in files
    found = {str(path.relative_to(ROOT)): given_away(path.read_bytes(), ROOT) for path in files}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "line",
    [
        b"--index-url https://" + REGISTRIES[0].encode() + b"/simple",
        b"see /ho" + b"me/anna/forge/notes.txt",
        b"cd /ro" + b"ot/forge",
        b"C:" + b"\\Users\\anna\\forge",
        b"open('/srv/forge/checkout/data.db')",
    ],
)
def test_a_line_that_gives_something_away_is_found(line: bytes) -> None:
    assert given_away(b"before\n" + line + b"\nafter", Path("/srv/forge/checkout"))


@pytest.mark.parametrize("line", [b"GET /rest/v1/items", b"docs/home/page", b"https://example.invalid/root/x"])
def test_an_ordinary_line_passes(line: bytes) -> None:
    assert not given_away(line, Path("/srv/forge/checkout"))
