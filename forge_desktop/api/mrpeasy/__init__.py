"""MRPeasy's dialect of HTTP: tables of its objects and of what they take, its ranges, and a client of them.

Context: lists come a page at a time, asked for by a Range header alone; every other way of paging is silently
ignored by the server, and so is any filter it does not know.
Decision: what is not in the tables of endpoints and writes is never sent, and a page whose Content-Range does
not fit what was asked for is not used at all.
Rejected: guessing a page's place when the header is missing (rows would be skipped without a trace).
Consequence: a wrong answer costs one page and is reported; it never looks like rows that were deleted.
"""
