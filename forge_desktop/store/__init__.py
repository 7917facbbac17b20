"""The local copy: one SQLite file that may be thrown away at any time and answers every question on screen.

Context: every table, filter and search must answer at once with a million rows, offline, while sync writes.
Decision: one table per resource keeps the row's JSON beside one plain column per scalar field; an index for
each column, with the status behind it, because every default filter asks for it; all columns once more by key,
narrow enough to be looked through whole where demands and order are at odds; trigram search over one folded
text. Rows are compared before they are written; a checksum per row finds the damage that SQLite does not.
Columns are worked out in Python by one function (SQLite cuts JSON text at NUL); states that are words
lie there as their places in the work, so that the same indexes sort them as declared.
Deleted rows move to a table of graves, so that no query asks who is alive. Another catalog drops everything.
The person's pending values lie in a table of their own; a row's columns come out of both.
Rejected: a second index for each column behind the status (half of what writing cost), a view over rows and
pending values (no index could serve it), migrations (the server has everything), generated columns (see above),
triggers for search (trusted_schema=OFF), OFFSET, counting before painting, sqlite-utils for bulk writes (slow).
Consequence: the first screen costs milliseconds in any order; the disk holds about three times the rows' size.
"""

from forge_desktop.store.database import Cache
from forge_desktop.store.marks import Marks
from forge_desktop.store.overlay import Overlay, Pending
from forge_desktop.store.query import Reader
from forge_desktop.store.records import Put, Records
from forge_desktop.store.trouble import Interrupted

__all__ = ["Cache", "Interrupted", "Marks", "Overlay", "Pending", "Put", "Reader", "Records"]
