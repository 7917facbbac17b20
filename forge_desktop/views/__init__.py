"""What a person works in: pages with filters, table and preview, and the detail of one record.

Context: every resource needs the same page, and a page must never stand between a person and the data.
Decision: one `page.Page` for all resources, drawn from the declaration; it shows and asks, and emits wishes as
signals. What a person arranged (columns, order, filters, saved views) is plain JSON in `page_state`, stored by
whoever opened the page. The heading of a group is painted above its first row and is no row itself. In a narrow
window the preview and the rail's words give way; that is never remembered.
The outbox and the hand-over page belong to no resource; what they share is `outbox_aside`.
Rejected: a page class per resource (each would grow its own rules), widgets per row, Qt Designer files, and
headings as rows of the model (keys, selection, copying and export would all have to know them).
Consequence: a new resource needs no code here; a page knows neither network nor session.
"""
