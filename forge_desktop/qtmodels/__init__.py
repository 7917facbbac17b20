"""Tables over the cache for Qt: key lists, bounded row caches and the one thread that asks long questions.

Context: a table over a million records must open at once, follow every change and never hold the window up.
Decision: a model is a list of integer keys plus a small cache of rows. The keys of an order are read by one
worker thread with its own connection; the first screen is shown before the whole list is there; rows are read
by key where they are seen. Every new order is moved into place by key, so that selection, current row and
scroll survive it; the model is never reset.
Rejected: rows by OFFSET (slower the further one scrolls), proxy models (they sort in Python and keep a row
each), QSqlTableModel (counts and fetches in the window's thread).
Consequence: memory is eight bytes per record; a late answer carries the question it belongs to and is dropped
when another one was asked meanwhile.
"""
