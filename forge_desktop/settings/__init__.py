"""Every setting of the program, declared once, and what a start of the window is told.

Context: the window, the command line and the log all read settings; people change them in a dialog, in a file,
or for one start only. Decision: one frozen pydantic model (`declared.Settings`) holds key, type, default, label
and help of each; `layers.load` puts command line over environment over the user's file over the default, and
`layers.keep` writes one change into the file. Rejected: QSettings (Qt below the Qt line, untyped values) and
pydantic-settings (its sources cannot say which value was wrong and go on with the rest).
Consequence: a wrong value costs that value and a notice, never the start; keys of a newer version are kept.
The files here are written whole or not at all, under a lock (`files`), because two windows may share a folder.
"""

from forge_desktop.settings.declared import DELIMITERS, Settings
from forge_desktop.settings.layers import Loaded, keep, load
from forge_desktop.settings.window import WindowOptions

__all__ = ["DELIMITERS", "Loaded", "Settings", "WindowOptions", "keep", "load"]
