"""Collects the tests of the built program only when there is one."""

import os

collect_ignore_glob = [] if os.environ.get("FORGE_DESKTOP_FROZEN") else ["test_*.py"]
