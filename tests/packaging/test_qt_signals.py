"""The locked Qt binding survives many signals: one release dropped a reference with each and aborted."""

import os
import subprocess
import sys

EMIT_MANY = """
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    happened = Signal(bool)

heard = []
sender = Sender()
sender.happened.connect(heard.append)
for _ in range(5000):
    sender.happened.emit(True)
print(len(heard), all(heard))
"""


def test_five_thousand_signals_arrive_and_the_program_ends_in_order() -> None:
    done = subprocess.run(
        [sys.executable, "-c", EMIT_MANY],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "5000 True", "")
