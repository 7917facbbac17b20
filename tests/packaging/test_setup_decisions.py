"""The set-up script's decisions: which Python, which system packages, when .venv is made anew."""

import ast
import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))  # a folder, never a package

import checks
import dev
import environment
import system_packages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with just the two files an environment is made from."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "lock").write_text("nothing-of-this-name==1 --hash=sha256:" + "0" * 64 + "\n")
    return tmp_path


def environment_of(project: Path) -> environment.Environment:
    """The environment as the script would find it at its next start."""
    return environment.Environment(project, project / "lock")


def pretend_finished(project: Path) -> environment.Environment:
    """An environment with an interpreter and the stamp of the project as it lies there."""
    made = environment_of(project)
    made.python.parent.mkdir(parents=True)
    made.python.touch()
    (made.folder / environment.STAMP).write_text(made.stamp)
    return made


def test_an_unsuitable_python_is_named_with_what_is_needed_instead() -> None:
    assert dev.python_complaint((3, 11, 2), "python3") is None
    assert dev.python_complaint((3, 13, 0), "python3") is None
    for version in ((3, 9, 18), (3, 14, 0)):
        complaint = dev.python_complaint(version, "/usr/bin/python3")
        assert complaint is not None
        assert "3.11" in complaint
        assert "/usr/bin/python3" in complaint
        assert ".".join(map(str, version)) in complaint


def test_the_script_can_be_read_by_an_old_python_that_must_be_refused() -> None:
    ast.parse((ROOT / "packaging" / "dev.py").read_text(), feature_version=(3, 7))


def test_only_the_packages_of_missing_libraries_are_asked_for() -> None:
    present = {"libGL.so.1", "libX11.so.6", "libxkbcommon.so.0", "libfontconfig.so.1", "libfreetype.so.6"}
    present |= {"libglib-2.0.so.0", "libgssapi_krb5.so.2"}
    absent = system_packages.missing(("offscreen",), has_library=present.__contains__)
    assert absent == {"libEGL.so.1": "libegl1", "libdbus-1.so.3": "libdbus-1-3"}


def test_a_machine_that_has_everything_needs_nothing() -> None:
    groups = (*system_packages.LIBRARIES, *system_packages.TOOLS)
    assert system_packages.missing(groups, lambda soname: True, lambda tool: True, lambda path: True) == {}


def test_freezing_needs_objcopy_and_python_as_a_library() -> None:
    absent = system_packages.missing(("build",), set().__contains__, set().__contains__, set().__contains__)
    assert set(absent.values()) == {"binutils", f"libpython3.{sys.version_info.minor}"}


@pytest.mark.parametrize(
    ("verb", "environ", "platform", "groups"),
    [
        ("test", {"DISPLAY": ":0"}, "linux", ("offscreen",)),
        ("build", {}, "linux", ("offscreen", "build")),
        ("run", {}, "linux", ("offscreen",)),
        ("run", {"DISPLAY": ":0"}, "linux", ("offscreen", "x11")),
        ("run", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", ("offscreen",)),
        ("run", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux", ("offscreen", "x11", "wayland")),
        ("run", {}, "darwin", ()),
        ("test", {}, "win32", ()),
    ],
)
def test_the_libraries_looked_for_follow_the_command_and_the_screen(
    verb: str, environ: dict[str, str], platform: str, groups: tuple[str, ...]
) -> None:
    assert system_packages.groups_for(verb, environ, platform) == groups


def test_without_root_the_exact_command_is_printed() -> None:
    text = system_packages.instruction({"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1"}, has_apt=True)
    assert "sudo apt-get install -y --no-install-recommends libegl1 libgl1\n" in text
    assert "libEGL.so.1, libGL.so.1" in text


def test_on_another_distribution_the_libraries_are_named_and_no_foreign_command() -> None:
    text = system_packages.instruction({"libEGL.so.1": "libegl1"}, has_apt=False)
    assert "libEGL.so.1" in text
    assert "apt-get" not in text


def test_a_finished_environment_is_left_alone(project: Path) -> None:
    pretend_finished(project)
    assert environment_of(project).is_current()


@pytest.mark.parametrize("changed", ["lock", "pyproject.toml"])
def test_a_changed_lock_or_declaration_makes_the_environment_stale(project: Path, changed: str) -> None:
    pretend_finished(project)
    (project / changed).write_text("# something else\n")
    assert not environment_of(project).is_current()


def test_another_interpreter_or_folder_makes_another_stamp(project: Path) -> None:
    lock = project / "lock"
    stamps = {
        environment.stamp_of(lock, root=project, interpreter="3.11.2"),
        environment.stamp_of(lock, root=project, interpreter="3.12.0"),
        environment.stamp_of(lock, root=project / "moved", interpreter="3.11.2"),
    }
    assert len(stamps) == 3


def test_an_environment_that_lost_its_interpreter_is_not_current(project: Path) -> None:
    pretend_finished(project).python.unlink()
    assert not environment_of(project).is_current()


def test_a_half_made_environment_is_removed_and_a_failed_set_up_leaves_no_stamp(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_over = project / ".venv" / "bin" / "python"
    left_over.parent.mkdir(parents=True)
    left_over.write_text("killed in the middle")
    (project / ".venv" / "left-over").touch()
    monkeypatch.setenv("FORGE_DESKTOP_WHEELS", str(project))

    half_made = environment_of(project)
    assert not half_made.is_current()
    with pytest.raises(environment.SetUpError, match="nothing-of-this-name"):
        half_made.bring_up_to_date()

    assert not (project / ".venv" / "left-over").exists()
    assert not half_made.is_current()


def test_the_set_up_waits_for_what_a_killed_one_left_running(project: Path) -> None:
    with environment.one_at_a_time(project / "lock") as held:
        left_running = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=held)  # as pip would be
    with left_running, (project / "lock").open() as second:
        with pytest.raises(BlockingIOError):
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        left_running.communicate()
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_failed_check_prints_its_output_and_a_passed_one_only_its_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settled = checks.check_environment({"PATH": ""}, Path(sys.executable))
    assert not checks.run_check("doomed", ("python", "-c", "print('why'); raise SystemExit(3)"), ROOT, settled)
    assert checks.run_check("fine", ("python", "-c", "print('chatter')"), ROOT, settled)
    printed = capsys.readouterr().out
    assert "doomed            failed" in printed
    assert "    why" in printed
    assert "fine              ok" in printed
    assert "chatter" not in printed


def test_ci_changes_nothing_for_the_checks_and_no_screen_is_used() -> None:
    plain = checks.check_environment({"PATH": "/bin", "DISPLAY": ":0"}, Path("/x/.venv/bin/python"))
    in_ci = checks.check_environment(
        {"PATH": "/bin", "DISPLAY": ":0", "CI": "true"}, Path("/x/.venv/bin/python")
    )
    assert plain == in_ci
    assert plain["QT_QPA_PLATFORM"] == "offscreen"
