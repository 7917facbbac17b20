"""Which collected files go into the frozen program and which are left to the system it runs on."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))  # a folder, never a package

import bundle_contents

DEBIAN = "/usr/lib/x86_64-linux-gnu"


def test_libraries_of_the_distribution_stay_out_and_those_of_python_go_in() -> None:
    assert bundle_contents.stays_out("libfontconfig.so.1", f"{DEBIAN}/libfontconfig.so.1", "BINARY")
    assert bundle_contents.stays_out("libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxcb-cursor.so.0", "BINARY")
    assert not bundle_contents.stays_out("libssl.so.3", f"{DEBIAN}/libssl.so.3", "BINARY")
    assert not bundle_contents.stays_out("libpython3.11.so.1.0", f"{DEBIAN}/libpython3.11.so.1.0", "BINARY")


def test_extension_modules_of_a_python_from_the_distribution_go_in() -> None:
    source = "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so"
    assert not bundle_contents.stays_out("lib-dynload/_ssl.so", source, "EXTENSION")


def test_a_library_that_came_with_qt_goes_in_but_not_its_framebuffer_plug_ins() -> None:
    assert not bundle_contents.stays_out("PySide6/Qt/lib/libicuuc.so.73", "/x/libicuuc.so.73", "BINARY")
    assert not bundle_contents.stays_out("PySide6/Qt/plugins/platforms/libqxcb.so", "/x/libqxcb.so", "BINARY")
    assert bundle_contents.stays_out("PySide6/Qt/plugins/platforms/libqvnc.so", "/x/libqvnc.so", "BINARY")


def test_a_link_goes_only_together_with_its_file() -> None:
    qt = ("PySide6/Qt/lib/libQt6Core.so.6", "/x/libQt6Core.so.6", "BINARY")
    to_qt = ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK")
    dangling = ("libQt6EglFS.so.6", "PySide6/Qt/lib/libQt6EglFS.so.6", "SYMLINK")
    assert bundle_contents.kept([qt, to_qt, dangling]) == [qt, to_qt]
