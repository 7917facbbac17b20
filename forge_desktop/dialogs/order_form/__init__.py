"""Dialogs that ask for what is new: orders, quotes and jobs, whom they are for, and many of them by paste.

Context: an order is typed by keyboard, often offline, out of a mail or a spreadsheet; a mistake costs wood, and
nothing typed may ever be lost. What can be delivered, what is missing and what an order brings about must be
known before saying yes, without asking a server.
Decision: reading of numbers, days and pasted rows, sums and stock are plain functions without Qt; all that is
known about customers and items comes through the small protocol `known.Lookup`, answered later from the local
copy. A form keeps what was typed as text, checks it at every key and says what is wrong below the field; the
values that go out are made once, at the yes. A form stays open until the outbox has them, and tells its draft
whenever it changed. Both systems share the frame (`form`), the lines (`lined_form` with a `sheet` of
columns), pickers and pasting; what differs is a form of its own, and a table says which one is opened.
Rejected: widgets for each line (a thousand pasted lines would stand still), spin boxes for amounts (they
swallow commas and exponents silently), asking the server while somebody types.
Consequence: the forms are tested with a made-up `Lookup`; whoever opens them does the writing.
"""
