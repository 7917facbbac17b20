"""Writes what the local copy holds, or exactly what a page shows, into CSV, XLSX and JSON files.

Context: a table may hold a million rows, its texts come from strangers, and its decimals must stay exact.
Decision: rows stream from the cache page by page (`rows`) into one writer per format; a file is written beside
its target and takes its name only when it is whole (`target`). Numbers and dates stay real; text is always
text: guarded against formulas in CSV, typed as text in XLSX. Rejected: pandas and openpyxl (weight, floats,
memory) and writing straight into the target (a full disk would leave half a file under the right name).
Consequence: memory stays flat, a failed or cancelled export leaves nothing behind, and it needs no server.
"""

from forge_desktop.export.files import FORMATS, Exported, write
from forge_desktop.export.json import lines, record_text
from forge_desktop.export.rows import Sheet, as_shown, everything, for_scripts, stream
from forge_desktop.export.target import file_name

__all__ = [
    "FORMATS",
    "Exported",
    "Sheet",
    "as_shown",
    "everything",
    "file_name",
    "for_scripts",
    "lines",
    "record_text",
    "stream",
    "write",
]
